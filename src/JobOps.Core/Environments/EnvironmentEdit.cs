using System.Globalization;
using JobOps.Approvals;
using JobOps.Errors;
using JobOps.Values;

namespace JobOps.Environments;

/// <summary>What is to be another way in an environment. What it does not name stays as it is.</summary>
public sealed record EnvironmentEdit
{
    /// <summary>Characters of a setting that is a text.</summary>
    public const int LongestSetting = 4000;

    /// <summary>Settings and secrets of one environment.</summary>
    public const int MostEntries = 200;

    public required string Name { get; init; }
    /// <summary>Texts, numbers, true and false, by name.</summary>
    public IReadOnlyDictionary<string, object?> Settings { get; init; } = new Dictionary<string, object?>();
    /// <summary>References by name.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>();
    /// <summary>Reasons by the name of what may differ.</summary>
    public IReadOnlyDictionary<string, string> ExpectedDifferences { get; init; } = new Dictionary<string, string>();
    /// <summary>Who has to agree before a run for it is executed; null leaves that as it is.</summary>
    public ApprovalRule? Approval { get; init; }
    /// <summary>Nobody has to agree any more.</summary>
    public bool NoApproval { get; init; }
    /// <summary>Names of settings, secrets and reasons that go.</summary>
    public IReadOnlyCollection<string> Remove { get; init; } = [];

    /// <summary>The environment as it is after the edit.</summary>
    /// <param name="before">As it is now; null where there is none.</param>
    /// <exception cref="JobOpsException">EnvironmentInvalid with every mistake, a line each</exception>
    public JobEnvironment ApplyTo(JobEnvironment? before)
    {
        var problems = new List<string>();
        if (!NameRule.Environment.Fits(Name))
            problems.Add($"the name: expected {NameRule.Environment.Words}, found {Quote(Name)}");
        var settings = Copy(before?.Settings);
        var secrets = Copy(before?.Secrets);
        var reasons = Copy(before?.ExpectedDifferences);
        foreach (var name in Remove)
            if (!(settings.Remove(name) | secrets.Remove(name) | reasons.Remove(name)))
                problems.Add($"{Quote(name)} to remove: expected one of its settings, secrets or expected differences");
        foreach (var (name, value) in Settings)
        {
            secrets.Remove(name);
            settings.Remove(name);
            settings[name] = Value(name, value, problems);
        }
        foreach (var (name, reference) in Secrets)
        {
            settings.Remove(name);
            secrets.Remove(name);
            secrets[name] = Reference(name, reference, problems);
        }
        foreach (var name in Settings.Keys.Concat(Secrets.Keys).Where(name => !NameRule.Parameter.Fits(name)))
            problems.Add($"{Quote(name)}: expected {NameRule.Parameter.Words}");
        foreach (var name in Settings.Keys.Intersect(Secrets.Keys, StringComparer.OrdinalIgnoreCase))
            problems.Add($"{name}: expected a setting or a secret, found both");
        foreach (var (name, reason) in ExpectedDifferences)
        {
            reasons.Remove(name);
            reasons[name] = reason.Trim();
            if (string.IsNullOrWhiteSpace(reason))
                problems.Add($"the reason why {Quote(name)} differs: expected words, found an empty text");
            // One that only the other environment has differs, too.
            else if (!NameRule.Parameter.Fits(name))
                problems.Add($"{Quote(name)}: expected {NameRule.Parameter.Words}");
        }
        foreach (var (member, expected, found) in Approval?.Check() ?? [])
            problems.Add($"approval {member}: expected {expected}, found {found}");
        if (Approval is not null && NoApproval)
            problems.Add("approval: expected a rule or none, found both");
        if (settings.Count + secrets.Count > MostEntries)
            problems.Add($"expected at most {MostEntries} settings and secrets, found {settings.Count + secrets.Count}");
        return problems.Count == 0
            ? new() { Name = before?.Name ?? Name, Settings = settings, Secrets = secrets, ExpectedDifferences = reasons,
                Approval = NoApproval ? null : Approval ?? before?.Approval }
            : throw new JobOpsException(Error.EnvironmentInvalid(Name, string.Join('\n', problems)));
    }

    static SortedDictionary<string, T> Copy<T>(IReadOnlyDictionary<string, T>? entries) =>
        new((entries ?? new Dictionary<string, T>()).ToDictionary(), StringComparer.OrdinalIgnoreCase);

    static object? Value(string name, object? value, List<string> problems)
    {
        switch (value)
        {
            case bool:
                return value;
            case string text when text.Length > LongestSetting || text.Contains('\0'):
                problems.Add($"{name}: expected at most {LongestSetting} characters without NUL, found {text.Length}");
                return null;
            case string text:
                return text;
            case sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal
                when ExactNumber.Parse(((IFormattable)value).ToString(value is float or double ? "R" : null, CultureInfo.InvariantCulture))
                    is { } number:
                return number;
            default:
                problems.Add($"{name}: expected a text, a number, true or false, found {value?.GetType().Name ?? "nothing"}");
                return null;
        }
    }

    // What stands in the place of a reference may be the secret itself: it is not repeated.
    static string Reference(string name, string reference, List<string> problems)
    {
        if (SecretReference.TryParse(reference) is null)
            problems.Add($"the secret {name}: expected {SecretReference.Words}, found {reference.Length} other characters");
        return reference;
    }

    static string Quote(string text) => Jobs.JobDefinitionRules.Quote(text);
}
