using System.Text.Json.Nodes;
using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Jobs.JobFiles;

namespace JobOps.Checklists;

/// <summary>A log that takes what it is told, and is rotated.</summary>
public sealed record LoggingCheck : CheckAction
{
    public Template File { get; internal set; } = Template.Parse("");

    /// <summary>What has to be logged; null where only the rotation is looked at.</summary>
    public LogTrigger? Trigger { get; internal set; }

    /// <summary>So long it may take until the line is there.</summary>
    public TimeSpan Within { get; internal set; } = TimeSpan.FromSeconds(10);

    /// <summary>Regular expression (.NET) that the new line has to match; null for any line.</summary>
    public string? Line { get; internal set; }

    /// <summary>How it is rotated; null where nobody looks.</summary>
    public LogRotation? Rotated { get; internal set; }
}

/// <summary>What makes a program write a line: a request, or a command.</summary>
public sealed record LogTrigger
{
    /// <summary>Null for a command.</summary>
    public Template? Url { get; init; }

    /// <summary>Empty for a request.</summary>
    public IReadOnlyList<Template> Command { get; init; } = [];

    /// <summary>As one line.</summary>
    public string Words => Url is { } url ? $"GET {url.Text}" : string.Join(' ', Command.Select(word => Next.Posix(word.Text)));
}

/// <summary>What rotation keeps a log from.</summary>
public sealed record LogRotation
{
    /// <summary>Bytes that the log must not exceed; null for any.</summary>
    public long? Largest { get; internal set; }

    /// <summary>How long ago it was rotated at most, or else made; null for any.</summary>
    public TimeSpan? Oldest { get; internal set; }
}

sealed class LoggingCheckKind : CheckKind<LoggingCheck>
{
    static readonly ObjectShape<LogRotation> s_rotation = new("logRotation", "What rotation keeps a log from.")
    {
        { "largest", new SizeShape(), (it, value) => it.Largest = value, "The size that the log must not exceed, such as 100MB." },
        { "oldest", new AgeShape(), (it, value) => it.Oldest = value,
            "So long ago it may have been rotated last, such as 8d; if it never was, so long ago it may have been made." },
    };

    public override string Name => "logging";

    public override string Words => "A log: what is to be logged arrives in its file, which is rotated.";

    internal override Shape<LoggingCheck> Shape { get; } =
        new ObjectShape<LoggingCheck>("loggingCheck", "A log: what is to be logged arrives in its file, which is rotated.")
        {
            { "file", CommonMembers.Template, (it, value) => it.File = value, "The file of the log.", true },
            { "trigger", new LogTriggerShape(), (it, value) => it.Trigger = value,
                "What has to be logged: an address that is asked (whatever it answers), or a program and its arguments." },
            { "within", CommonMembers.Duration, (it, value) => it.Within = value,
                "So long it may take until the line is there; 10s if left out." },
            { "line", new PatternShape(), (it, value) => it.Line = value,
                "Regular expression (.NET) that the new line has to match; any line if left out, which others may have caused." },
            { "rotated", s_rotation, (it, value) => it.Rotated = value, "How it is rotated." },
        }
        .OnlyWith("within", "trigger").OnlyWith("line", "trigger");

    protected override string Describe(LoggingCheck check) =>
        check.Trigger is { } trigger ? $"{trigger.Words} in {check.File.Text}" : $"the rotation of {check.File.Text}";

    protected override void Check(LoggingCheck check, PlaceholderScope scope, string path, DefinitionCheck problems)
    {
        problems.Required(check.File, "a file", scope, $"{path}.file");
        problems.Pattern(check.Line, $"{path}.line");
        problems.Timeout(check.Within, $"{path}.within");
        if (check.Trigger?.Url is { } url)
            CheckMembers.Address(url, scope, $"{path}.trigger", problems);
        for (var index = 0; index < check.Trigger?.Command.Count; index++)
            if (index == 0)
                problems.Required(check.Trigger.Command[0], "a program", scope, JsonPath.Item($"{path}.trigger", 0));
            else
                problems.Placeholders(check.Trigger.Command[index], scope, JsonPath.Item($"{path}.trigger", index));
        if (check is { Trigger: null, Rotated: null })
            problems.Add(path, "one of the members 'trigger', 'rotated', or both", "none of them");
        if (check.Rotated is { Largest: null, Oldest: null })
            problems.Add($"{path}.rotated", "one of the members 'largest', 'oldest', or both", "none of them");
    }

    /// <summary>A text is an address, a list is a command.</summary>
    sealed class LogTriggerShape : Shape<LogTrigger>
    {
        public override string Expected => $"an absolute http or https URL; or {CheckMembers.Command.Expected}";

        public override LogTrigger Read(SourceNode node, Mistakes mistakes)
        {
            switch (node)
            {
                case SourceText:
                    return new() { Url = CommonMembers.Template.Read(node, mistakes) };
                case SourceList:
                    return new() { Command = CheckMembers.Command.Read(node, mistakes) };
                default:
                    mistakes.Add(node, Expected, node.Kind);
                    return new();
            }
        }

        public override JsonObject Schema(SchemaDefinitions definitions) => new()
        {
            ["anyOf"] = new JsonArray(CommonMembers.Template.Schema(definitions), CheckMembers.Command.Schema(definitions)),
        };
    }
}
