namespace JobOps.Runs;

/// <summary>What the steps printed.</summary>
public interface IRunLog
{
    /// <summary>Appends lines whose secrets are already masked. LogId and RunId are given by the ledger.</summary>
    Task AppendAsync(Lease lease, IReadOnlyList<LogLine> lines, CancellationToken cancellation = default);

    /// <summary>Lines of a run after a LogId, oldest first.</summary>
    Task<IReadOnlyList<LogLine>> GetAsync(
        long runId, long afterLogId = 0, int limit = 10_000, CancellationToken cancellation = default);
}
