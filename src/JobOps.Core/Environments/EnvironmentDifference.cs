using JobOps.Values;
namespace JobOps.Environments;

/// <summary>Whether what two environments have under one name is the same.</summary>
public enum DifferenceStatus
{
    Same,
    /// <summary>It differs, and one of the two says why.</summary>
    Expected,
    /// <summary>It differs, or only one has it, and nobody has said why.</summary>
    Unexpected,
}

/// <summary>One setting or secret of two environments.</summary>
public sealed record EnvironmentDifference
{
    /// <summary>Of the setting or secret.</summary>
    public required string Name { get; init; }
    public required DifferenceStatus Status { get; init; }
    /// <summary>The value of a setting as text, or the reference of a secret; null where the environment has neither.</summary>
    public string? Left { get; init; }
    public string? Right { get; init; }
    /// <summary>Why it may differ; null where nobody has said so.</summary>
    public string? Reason { get; init; }
    /// <summary>The environment on the left.</summary>
    public required string LeftEnvironment { get; init; }
    public required string RightEnvironment { get; init; }

    /// <summary>All that either of two environments has, by name.</summary>
    public static IReadOnlyList<EnvironmentDifference> Between(JobEnvironment left, JobEnvironment right) =>
        [.. from name in Names(left).Concat(Names(right)).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)
            let ofLeft = Entry(left, name)
            let ofRight = Entry(right, name)
            let reason = Find(left.ExpectedDifferences, name) ?? Find(right.ExpectedDifferences, name)
            select new EnvironmentDifference
            {
                Name = name,
                Status = ofLeft == ofRight ? DifferenceStatus.Same
                    : reason is null ? DifferenceStatus.Unexpected
                    : DifferenceStatus.Expected,
                Left = ofLeft.Text,
                Right = ofRight.Text,
                Reason = reason,
                LeftEnvironment = left.Name,
                RightEnvironment = right.Name,
            }];

    static IEnumerable<string> Names(JobEnvironment environment) => environment.Settings.Keys.Concat(environment.Secrets.Keys);

    // The text '1' and the number 1 are not the same to a script.
    static (Type? Type, string? Text) Entry(JobEnvironment environment, string name) =>
        Find(environment.Settings, name) is { } setting ? (setting.GetType(), Jobs.ParameterValues.Text(setting))
        : Find(environment.Secrets, name) is { } reference ? (typeof(SecretReference), reference)
        : (null, null);

    static T? Find<T>(IReadOnlyDictionary<string, T> entries, string name) where T : class? =>
        entries.FirstOrDefault(entry => entry.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}
