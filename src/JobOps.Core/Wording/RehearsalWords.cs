using JobOps.Rehearsals;

namespace JobOps.Wording;

/// <summary>Rehearsals as a person reads them.</summary>
public static class RehearsalWords
{
    /// <summary>passed, failed, or void: it passed, and no longer holds.</summary>
    public static string Outcome(Rehearsal rehearsal) => !rehearsal.Passed ? "failed" : rehearsal.Holds == false ? "void" : "passed";

    /// <summary>What is worth saying of it: why it failed, or no longer holds.</summary>
    public static string Note(Rehearsal rehearsal) => rehearsal.Failure ?? string.Join("; ", rehearsal.WhyNot ?? []);

    /// <summary>What each probe saw, a line each.</summary>
    public static IEnumerable<string> Probes(Rehearsal rehearsal) => rehearsal.Probes.Select(probe =>
        $"{probe.Name}: {(probe.Before == probe.Applied ? "not changed" : "changed")}, "
        + (probe.After == probe.Before ? "and as before after the rollback" : "and not as before after the rollback"));

    /// <summary>What it covers, a line each.</summary>
    public static IEnumerable<string> Covers(Rehearsal rehearsal) =>
    [
        $"version {rehearsal.JobVersion} of the job, version {rehearsal.EnvironmentVersion} of {rehearsal.Environment}",
        .. rehearsal.Parameters.Count == 0 ? [] : new[] { $"parameters {string.Join(", ", rehearsal.Parameters)}" },
        .. rehearsal.Files.Select(file => $"{file.Key} sha256 {file.Value[..12]}"),
    ];
}
