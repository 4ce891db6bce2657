using System.Globalization;
using System.Text.Json.Nodes;
using JobOps.Values;

namespace JobOps.Jobs.JobFiles;

/// <summary>true or false.</summary>
sealed class FlagShape : Shape<bool>
{
    public override string Expected => "true or false";

    public override bool Read(SourceNode node, Mistakes mistakes)
    {
        if (node is SourceFlag flag)
            return flag.Value;
        mistakes.Add(node, Expected, node.Kind);
        return false;
    }

    public override JsonObject Schema(SchemaDefinitions definitions) => new() { ["type"] = "boolean" };
}

/// <summary>A whole number within limits.</summary>
sealed class WholeNumberShape(int least, int greatest) : Shape<int>
{
    public override string Expected => $"a whole number from {least} to {greatest}";

    public override int Read(SourceNode node, Mistakes mistakes)
    {
        if (node is SourceNumber number
            && int.TryParse(number.Raw, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= least && value <= greatest)
            return value;
        mistakes.Add(node, Expected, node.Shown);
        return least;
    }

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["type"] = "integer", ["minimum"] = least, ["maximum"] = greatest };
}

/// <summary>A number; null stands for something that is none.</summary>
sealed class NumberShape : Shape<decimal?>
{
    public override string Expected => "a number";

    public override decimal? Read(SourceNode node, Mistakes mistakes)
    {
        if (node is SourceNumber number && ExactNumber.ParseDecimal(number.Raw) is { } value)
            return value;
        mistakes.Add(node, Expected, node.Shown);
        return null;
    }

    public override JsonObject Schema(SchemaDefinitions definitions) => new() { ["type"] = "number" };
}

/// <summary>A value of a parameter: string, bool, or the type of <see cref="ExactNumber"/>; null stands for something else.</summary>
sealed class ParameterValueShape : Shape<object?>
{
    public override string Expected => "a text, a number, true or false";

    public override object? Read(SourceNode node, Mistakes mistakes)
    {
        switch (node)
        {
            case SourceText text:
                return text.Value;
            case SourceFlag flag:
                return flag.Value;
            case SourceNumber number when ExactNumber.Parse(number.Raw) is { } value:
                return value;
            default:
                mistakes.Add(node, Expected, node.Shown);
                return null;
        }
    }

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["type"] = new JsonArray("string", "number", "boolean") };
}
