using JobOps.Changes;
using JobOps.Journal;
using JobOps.Runs;

namespace JobOps.Execution;

/// <summary>A change that was applied, and what the ledger knows of how that went.</summary>
/// <param name="Change">The change.</param>
/// <param name="AppliedAt">When the first of its runs started, or when somebody said that it was done by hand.</param>
sealed record Deployment(Change Change, DateTimeOffset AppliedAt)
{
    // What the journal calls it.
    const string Applied = "ChangeApplied";
    const string RolledBack = "ChangeRolledBack";
    const string RunRequested = "ChangeRunRequested";
    const string RunSucceeded = "RunSucceeded";
    const string RunRolledBack = "RunRolledBack";
    static readonly string[] s_failures = ["RunFailed", "RunUnknown"];

    /// <summary>Whether it failed: a run of it failed, or was undone, or the whole change was. Null where nobody knows: a run of it
    /// goes on, or was taken out of the ledger.</summary>
    public bool? Failed { get; private init; }

    /// <summary>When: the first failure of a run; where none failed, when it was applied. Null where it did not.</summary>
    public DateTimeOffset? FailedAt { get; private init; }

    /// <summary>When the last of what failed was undone, or succeeded after all; null where it did not, or nobody knows.</summary>
    public DateTimeOffset? RecoveredAt { get; private init; }

    /// <summary>The application of a change; null where it was not applied, or its run has not started.</summary>
    /// <param name="change">The change.</param>
    /// <param name="chain">What the journal has of it.</param>
    /// <param name="runs">Its runs, as far as they are still in the ledger.</param>
    public static Deployment? Of(Change change, IReadOnlyList<JournalEntry> chain, IReadOnlyList<JobRun> runs)
    {
        if (chain.FirstOrDefault(entry => entry.Event == Applied) is not { } applied)
            return null;
        // A run that is asked for applies it in the same moment, and may start much later.
        var byRun = chain.Any(entry => entry.Event == RunRequested && entry.At == applied.At);
        if (!byRun)
            return new(change, applied.At);
        if (Forward(runs).Min(run => run.StartedAt) is { } started)
            return new(change, started);
        return AreAllThere(chain, runs) ? null : new(change, applied.At);
    }

    /// <summary>With how it went.</summary>
    /// <param name="chain">What the journal has of the change.</param>
    /// <param name="runs">Its runs, as far as they are still in the ledger.</param>
    /// <param name="chainOf">Reads what the journal has of a run.</param>
    public async Task<Deployment> FollowAsync(
        IReadOnlyList<JournalEntry> chain, IReadOnlyList<JobRun> runs, Func<JobRun, Task<IReadOnlyList<JournalEntry>>> chainOf)
    {
        var courses = new List<Course>();
        foreach (var run in Forward(runs))
            courses.Add(Course.Of(run, await chainOf(run)));
        var bad = courses.Where(course => course.IsBad).ToList();
        var rolledBack = chain.FirstOrDefault(entry => entry.Event == RolledBack)?.At;
        if (rolledBack is null && bad.Count == 0)
            return this with { Failed = AreAllThere(chain, runs) && Forward(runs).All(run => run.IsFinished) ? false : null };
        return this with
        {
            Failed = true,
            FailedAt = bad.Min(course => course.FailedAt) ?? AppliedAt,
            RecoveredAt = rolledBack ?? (bad.TrueForAll(course => course.RecoveredAt is not null)
                ? bad.Max(course => course.RecoveredAt)
                : null),
        };
    }

    static IEnumerable<JobRun> Forward(IEnumerable<JobRun> runs) => runs.Where(run => run.Kind != RunKind.Rollback);

    static bool AreAllThere(IReadOnlyList<JournalEntry> chain, IReadOnlyList<JobRun> runs) =>
        chain.Count(entry => entry.Event == RunRequested) <= runs.Count;

    /// <summary>How a run went.</summary>
    /// <param name="IsBad">It failed once, or was undone.</param>
    /// <param name="FailedAt">Its first failure; null where it was undone without one.</param>
    /// <param name="RecoveredAt">When it was undone, or succeeded after its last failure.</param>
    sealed record Course(bool IsBad, DateTimeOffset? FailedAt, DateTimeOffset? RecoveredAt)
    {
        public static Course Of(JobRun run, IReadOnlyList<JournalEntry> chain)
        {
            var failed = chain.FirstOrDefault(entry => s_failures.Contains(entry.Event))?.At
                // One that another program executed and only told of.
                ?? (run.Status is RunStatus.Failed or RunStatus.Unknown ? run.FinishedAt : null);
            var undone = chain.FirstOrDefault(entry => entry.Event == RunRolledBack)?.At;
            var succeeded = failed is null || run.Status != RunStatus.Succeeded
                ? null
                : chain.LastOrDefault(entry => entry.Event == RunSucceeded)?.At;
            return new(failed is not null || run.RolledBackBy is not null, failed, succeeded ?? undone);
        }
    }
}
