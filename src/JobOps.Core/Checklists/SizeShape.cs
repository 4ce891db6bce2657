using System.Text.Json.Nodes;
using JobOps.Jobs.JobFiles;
using JobOps.Values;

namespace JobOps.Checklists;

/// <summary>A number of bytes.</summary>
sealed class SizeShape : Shape<long?>
{
    public override string Expected => ByteSize.Words;

    public override long? Read(SourceNode node, Mistakes mistakes)
    {
        if (node is SourceText text && ByteSize.TryParse(text.Value, out var bytes))
            return bytes;
        mistakes.Add(node, Expected, node.Shown);
        return null;
    }

    public override JsonObject Schema(SchemaDefinitions definitions) => new() { ["type"] = "string", ["pattern"] = ByteSize.Pattern };
}
