using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using JobOps.Jobs;
using JobOps.Jobs.JobFiles;
using JobOps.Values;

namespace JobOps.Checklists;

/// <summary>Room that a file system has left.</summary>
public sealed record DiskSpaceCheck : CheckAction
{
    public Template Path { get; internal set; } = Template.Parse("");

    /// <summary>So much has to be free for this account; null for any.</summary>
    public LeastFree? Free { get; internal set; }

    /// <summary>So many inodes, in percent; null for any.</summary>
    public LeastFree? Inodes { get; internal set; }
}

/// <summary>How much has to be free: a share, or a number of bytes.</summary>
public sealed record LeastFree(int? Percent, long? Bytes)
{
    /// <summary>As it was written, near enough.</summary>
    public string Words => Percent is { } percent
        ? string.Create(CultureInfo.InvariantCulture, $"{percent} %")
        : ByteSize.Format(Bytes);

    /// <summary>Whether so much of a whole is enough.</summary>
    public bool IsMetBy(double free, double whole) => Percent is { } percent ? free >= whole * percent / 100 : free >= Bytes;
}

sealed class DiskSpaceCheckKind : CheckKind<DiskSpaceCheck>
{
    public override string Name => "diskSpace";

    public override string Words => "Room and inodes that a file system has left.";

    internal override Shape<DiskSpaceCheck> Shape { get; } =
        new ObjectShape<DiskSpaceCheck>("diskSpaceCheck", "Room and inodes that a file system has left.")
        {
            { "path", CommonMembers.Template, (it, value) => it.Path = value, "A path on that file system.", true },
            { "free", new LeastFreeShape(sizes: true), (it, value) => it.Free = value,
                "So much has to be free for this account: a share such as 10%, or a size such as 5GB." },
            { "inodes", new LeastFreeShape(sizes: false), (it, value) => it.Inodes = value,
                "So many inodes have to be free, such as 10%. Where the file system has no limit of them, it is met." },
        };

    protected override string Describe(DiskSpaceCheck check) => $"room at {check.Path.Text}";

    protected override void Check(DiskSpaceCheck check, PlaceholderScope scope, string path, DefinitionCheck problems)
    {
        problems.Required(check.Path, "a path", scope, $"{path}.path");
        if (check.Free is null && check.Inodes is null)
            problems.Add(path, "one of the members 'free', 'inodes', or both", "none of them");
    }
}

/// <summary>How much has to be free.</summary>
/// <param name="sizes">It may be a number of bytes.</param>
sealed partial class LeastFreeShape(bool sizes) : Shape<LeastFree?>
{
    const string Share = "^([1-9]|[1-9][0-9]|100)%$";

    public override string Expected => sizes ? $"a share such as '10%', or {ByteSize.Words}" : "a share such as '10%'";

    public override LeastFree? Read(SourceNode node, Mistakes mistakes)
    {
        if (node is SourceText text)
        {
            if (Grammar().IsMatch(text.Value))
                return new(int.Parse(text.Value.AsSpan(..^1), NumberStyles.None, CultureInfo.InvariantCulture), null);
            if (sizes && ByteSize.TryParse(text.Value, out var bytes))
                return new(null, bytes);
        }
        mistakes.Add(node, Expected, node.Shown);
        return null;
    }

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        new() { ["type"] = "string", ["pattern"] = sizes ? $"{Share}|{ByteSize.Pattern}" : Share };

    [GeneratedRegex(Share)]
    private static partial Regex Grammar();
}
