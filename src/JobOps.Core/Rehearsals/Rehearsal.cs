using JobOps.Values;

namespace JobOps.Rehearsals;

/// <summary>
/// A job that was executed and rolled back in an environment, with what its probes saw. One that passed is the certificate that
/// a start elsewhere may ask for.
/// </summary>
public sealed record Rehearsal
{
    public long RehearsalId { get; init; }
    public required string JobName { get; init; }
    public int JobVersion { get; init; }
    /// <summary>Where it was rehearsed.</summary>
    public required string Environment { get; init; }
    public int EnvironmentVersion { get; init; }
    /// <summary>The job changed something that its probes see, and its rollback put it back.</summary>
    public bool Passed { get; init; }
    /// <summary>Why it did not pass, as a sentence; null where it did.</summary>
    public string? Failure { get; init; }
    /// <summary>What was not put back, or where nothing was changed, a line each.</summary>
    public IReadOnlyList<string> Differences { get; init; } = [];
    public long? RunId { get; init; }
    public long? RollbackRunId { get; init; }
    /// <summary>The change that it prepares; null for none. Its runs do not apply it.</summary>
    public ChangeId? ChangeId { get; init; }
    /// <summary>What each probe saw.</summary>
    public IReadOnlyList<RehearsedProbe> Probes { get; init; } = [];
    /// <summary>SHA-256 of the definition that was executed, lower-case hex.</summary>
    public string DefinitionHash { get; init; } = "";
    /// <summary>SHA-256 of each file that the definition names, by its path.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();
    /// <summary>The names of the parameters that were given.</summary>
    public IReadOnlyList<string> Parameters { get; init; } = [];
    public DateTimeOffset PerformedAt { get; init; }
    public string PerformedBy { get; init; } = "";
    /// <summary>The database's clock when this object was read.</summary>
    public DateTimeOffset ReadAt { get; init; }
    /// <summary>Why it does not hold now, a sentence each; empty where it does. Null where nobody has looked.</summary>
    public IReadOnlyList<string>? WhyNot { get; init; }
    /// <summary>Whether it holds now; null where nobody has looked.</summary>
    public bool? Holds => WhyNot is null ? null : WhyNot.Count == 0;
}

/// <summary>What a probe saw, each time a SHA-256, lower-case hex.</summary>
/// <param name="Name">The probe.</param>
/// <param name="Before">Before the job.</param>
/// <param name="Applied">After it.</param>
/// <param name="After">After its rollback.</param>
public sealed record RehearsedProbe(string Name, string Before, string Applied, string After);
