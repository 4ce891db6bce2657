using System.Text.RegularExpressions;
using JobOps.Jobs;
using JobOps.Jobs.JobFiles;

namespace JobOps.Checklists;

/// <summary>Files, and on request the history of their repository, without secrets.</summary>
public sealed record NoSecretsCheck : CheckAction
{
    public Template Path { get; internal set; } = Template.Parse("");

    /// <summary>Regular expressions (.NET) of paths below it that are not looked at, nor what is below them.</summary>
    public IReadOnlyList<string> Ignore { get; internal set; } = [];

    /// <summary>SHA-256 of values that are accepted, lower-case hex.</summary>
    public IReadOnlyList<string> Allow { get; internal set; } = [];

    /// <summary>All that was ever added to these files in the Git repository is looked at, too.</summary>
    public bool History { get; internal set; }
}

sealed partial class NoSecretsCheckKind : CheckKind<NoSecretsCheck>
{
    public override string Name => "noSecrets";

    public override string Words =>
        "Files without keys, passwords and tokens; the history of their Git repository, too, if it is asked for.";

    internal override Shape<NoSecretsCheck> Shape { get; } = new BriefOrFullShape<Template, NoSecretsCheck>(
        CommonMembers.Template, path => new NoSecretsCheck { Path = path },
        new("noSecretsCheck", "Files without keys, passwords and tokens.")
        {
            { "path", CommonMembers.Template, (it, value) => it.Path = value,
                "A file, or a folder with all that is below it; links in it are not followed, .git and binary files not read.", true },
            { "ignore", CheckMembers.Patterns, (it, value) => it.Ignore = value, CheckMembers.IgnoreWords },
            { "allow", new ListShape<string>(new WordsShape(), "a list of SHA-256 in hex"), (it, value) => it.Allow = value,
                "SHA-256 (lower-case hex) of values that are no secrets." },
            { "history", new FlagShape(), (it, value) => it.History = value,
                "Whether all that was ever added there in the Git repository is looked at, on every branch; false if left out." },
        });

    protected override string Describe(NoSecretsCheck check) =>
        $"secrets in {check.Path.Text}{(check.History ? " and its history" : "")}";

    protected override void Check(NoSecretsCheck check, PlaceholderScope scope, string path, DefinitionCheck problems)
    {
        problems.Required(check.Path, "a path", scope, $"{path}.path");
        CheckMembers.Check(check.Ignore, $"{path}.ignore", problems);
        for (var index = 0; index < check.Allow.Count; index++)
            if (!Sha256().IsMatch(check.Allow[index]))
                problems.Add(
                    JsonPath.Item($"{path}.allow", index), "64 digits of lower-case hex",
                    JobDefinitionRules.Quote(check.Allow[index]));
    }

    [GeneratedRegex(@"\A[0-9a-f]{64}\z")]
    private static partial Regex Sha256();
}
