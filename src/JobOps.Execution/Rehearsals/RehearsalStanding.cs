using JobOps.Environments;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Rehearsals;
using JobOps.Wording;

namespace JobOps.Execution;

/// <summary>Whether a rehearsal still holds, and which edit, age or difference voided it.</summary>
public sealed class RehearsalStanding(ILedger ledger)
{
    /// <summary>So long a rehearsal is valid where its job says nothing.</summary>
    public static TimeSpan DefaultMaxAge { get; } = TimeSpan.FromDays(7);

    /// <summary>A rehearsal with why it does not hold, as the job and its files are now.</summary>
    /// <param name="rehearsal">The rehearsal.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task<Rehearsal> LookAsync(Rehearsal rehearsal, CancellationToken cancellation = default)
    {
        var job = await ledger.Jobs.FindAsync(rehearsal.JobName, version: null, cancellation);
        return rehearsal with
        {
            WhyNot = job is null
                ? new List<string> { "the job is not registered any more" }
                : await WhyNotAsync(rehearsal, job, target: null, given: null, cancellation),
        };
    }

    /// <param name="rehearsal">The rehearsal.</param>
    /// <param name="job">The newest version of its job.</param>
    /// <param name="target">The environment of the start; null for one that the ledger does not know.</param>
    /// <param name="given">The names of the parameters that are given; null where that is not known.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>A sentence for each reason; empty where it holds.</returns>
    internal async Task<IReadOnlyList<string>> WhyNotAsync(
        Rehearsal rehearsal, JobDefinition job, JobEnvironment? target, IEnumerable<string>? given, CancellationToken cancellation)
    {
        if (!rehearsal.Passed)
            return new List<string> { $"it did not pass: {rehearsal.Failure}" };
        var reasons = new List<string>();
        if (RehearsedFiles.DefinitionHash(job) != rehearsal.DefinitionHash)
            reasons.Add($"the job was edited since: version {rehearsal.JobVersion} was rehearsed, version {job.Version} is registered");
        foreach (var (path, hash) in rehearsal.Files)
            if (await RehearsedFiles.FindHashAsync(path, cancellation) is var now && now != hash)
                reasons.Add($"the file {path} {(now is null ? "is gone" : "was edited since")}");
        var (age, most) = (rehearsal.ReadAt - rehearsal.PerformedAt, job.RequireRehearsal?.MaxAge ?? DefaultMaxAge);
        if (age > most)
            reasons.Add($"it is {TimeWords.Age(age)} old, and valid for {TimeWords.Age(most)}");
        if (given is not null && Names(given) is var names && names != Names(rehearsal.Parameters))
            reasons.Add($"it was rehearsed with {Words(Names(rehearsal.Parameters))}, and is started with {Words(names)}");
        if (target is not null
            && await ledger.Environments.FindAsync(rehearsal.Environment, rehearsal.EnvironmentVersion, cancellation) is { } rehearsed)
            reasons.AddRange(EnvironmentDifference.Between(rehearsed, target).Where(one => one.Status == DifferenceStatus.Unexpected)
                .Select(one => $"{one.Name} is {Value(one.Left)} in {rehearsed.Name}, as it was rehearsed, and {Value(one.Right)} in "
                    + $"{target.Name}, and nobody has said why"));
        return reasons;
    }

    static string Value(string? value) => value is null ? "missing" : $"'{value}'";

    static string Names(IEnumerable<string> names) =>
        string.Join(", ", names.Select(name => name.ToLowerInvariant()).Order(StringComparer.Ordinal));

    static string Words(string names) => names.Length == 0 ? "no parameters" : $"the parameters {names}";
}
