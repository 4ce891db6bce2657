using System.Globalization;
using System.Text.RegularExpressions;
using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Values;

namespace JobOps.Cmdlets;

/// <summary>The lines <c>Owner: …</c> and the like below .NOTES in the help of a script: what it says of itself as a job.</summary>
sealed partial class RunbookNotes
{
    readonly string _path;
    readonly Dictionary<string, string> _lines;

    /// <summary>Reads them.</summary>
    /// <param name="path">The script, for errors.</param>
    /// <param name="text">The notes.</param>
    /// <param name="texts">What stands in a file beside the script: it is taken where the notes do not say it.</param>
    /// <exception cref="JobOpsException">RunbookInvalid</exception>
    public RunbookNotes(string path, string text, JobTexts texts)
    {
        _path = path;
        _lines = LinePattern().Matches(text)
            .DistinctBy(match => match.Groups["name"].Value, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(
                match => match.Groups["name"].Value, match => match.Groups["value"].Value.Trim(), StringComparer.OrdinalIgnoreCase);
        var missing = new List<string>();
        Name = _lines.GetValueOrDefault(nameof(Name)) ?? texts.Name;
        Owner = Needed(nameof(Owner), texts.Owner);
        ExpectedResult = Needed(nameof(ExpectedResult), texts.ExpectedResult);
        RollbackNote = Needed(nameof(RollbackNote), texts.RollbackNote);
        if (missing.Count > 0)
            throw new JobOpsException(Error.RunbookInvalid(
                path, $"no {string.Join(", no ", missing)} in the script's help",
                "a line 'Owner: …', 'ExpectedResult: …' and 'RollbackNote: …' below .NOTES in the script's help"));

        string Needed(string name, string? otherwise)
        {
            if ((_lines.GetValueOrDefault(name) ?? otherwise) is { } found)
                return found;
            missing.Add(name);
            return "";
        }
    }

    public string Owner { get; }

    public string ExpectedResult { get; }

    public string RollbackNote { get; }

    public string? Name { get; }

    public string? Queue => _lines.GetValueOrDefault("Queue");

    public TimeSpan? Timeout => Span("Timeout");

    public Overlap Overlap => Choice<Overlap>("Overlap");

    public Isolation Isolation => Choice<Isolation>("Isolation");

    public int? Concurrency => Number("Concurrency");

    /// <summary>The only environments that it may be started for; null for any.</summary>
    public IReadOnlyList<string>? Environments =>
        _lines.GetValueOrDefault("Environments")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>How a run that failed is tried again by workers; null for not at all.</summary>
    public RetryPolicy? Retry => Number("Attempts") is var attempts && Span("RetryDelay") is var delay && attempts is null && delay is null
        ? null
        : RetryPolicy.Of(attempts, delay);

    T Choice<T>(string name)
        where T : struct, Enum => _lines.GetValueOrDefault(name) is not { } text ? default
        : Enum.TryParse<T>(text, ignoreCase: true, out var choice) && Enum.IsDefined(choice) ? choice
        : throw Refused(name, text, string.Join(" or ", Enum.GetNames<T>()));

    TimeSpan? Span(string name) => _lines.GetValueOrDefault(name) is not { } text ? null
        : Duration.TryParse(text, out var span) ? span
        : throw Refused(name, text, Duration.Words);

    int? Number(string name) => _lines.GetValueOrDefault(name) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw Refused(name, text, "a whole number");

    JobOpsException Refused(string name, string text, string expected) =>
        new(Error.RunbookInvalid(_path, $"the line '{name}: {text}' in the script's help", $"'{name}: ' and {expected}"));

    [GeneratedRegex(
        @"^[ \t]*(?<name>Name|Owner|ExpectedResult|RollbackNote|Queue|Timeout|Overlap|Isolation|Environments|Concurrency|Attempts|"
            + @"RetryDelay)[ \t]*:[ \t]*(?<value>\S.*)$",
        RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex LinePattern();
}
