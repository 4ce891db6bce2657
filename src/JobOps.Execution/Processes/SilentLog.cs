using JobOps.Runs;

namespace JobOps.Execution;

/// <summary>Keeps nothing: for a command that is no step of a run.</summary>
sealed class SilentLog : IRunLog
{
    /// <summary>A log of no run, whose lines an observer takes.</summary>
    public static RunLog For(SecretMask mask, IRunObserver observer) => new(new SilentLog(), new(0, 0, "", TimeSpan.Zero), mask, observer);

    public Task AppendAsync(Lease lease, IReadOnlyList<LogLine> lines, CancellationToken cancellation = default) => Task.CompletedTask;

    public Task<IReadOnlyList<LogLine>> GetAsync(
        long runId, long afterLogId = 0, int limit = 10_000, CancellationToken cancellation = default) =>
        Task.FromResult<IReadOnlyList<LogLine>>([]);
}
