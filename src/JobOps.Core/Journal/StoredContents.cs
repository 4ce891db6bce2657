namespace JobOps.Journal;

/// <summary>What the journal tells of and does not hold itself, as it stands now: SHA-256 of each, by what it is called.</summary>
public sealed class StoredContents
{
    // Names of jobs and environments are the same whatever their case.
    readonly Dictionary<string, string> _hashes = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A change note.</summary>
    public static string Note(long id) => $"change note {id}";

    /// <summary>A baseline with its samples.</summary>
    public static string Baseline(long id) => $"baseline {id}";

    /// <summary>What a job is in one of its versions.</summary>
    public static string Job(string name, long version) => $"version {version} of job '{name}'";

    /// <summary>What an environment is in one of its versions.</summary>
    public static string Environment(string name, long version) => $"version {version} of environment '{name}'";

    /// <summary>What going through a checklist has found.</summary>
    public static string ChecklistResult(long id) => $"checklist result {id}";

    /// <summary>What a rehearsal has found.</summary>
    public static string Rehearsal(long id) => $"rehearsal {id}";

    /// <summary>What the test of a cache rule has found.</summary>
    public static string CacheRuleTest(long id) => $"test {id} of a cache rule";

    /// <summary>Adds one.</summary>
    public void Add(string what, string hash) => _hashes.Add(what, hash);

    /// <summary>The hash of one; null where it is not there.</summary>
    public string? Find(string what) => _hashes.GetValueOrDefault(what);
}
