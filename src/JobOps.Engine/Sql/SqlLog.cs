using JobOps.Runs;

namespace JobOps.Engine.Sql;

sealed class SqlLog(ILedgerStore store) : IRunLog
{
    static readonly Statement s_appendLog =
        """
        INSERT INTO jobops.LogLine (RunId, At, Stream, StepName, Text)
        VALUES (@runId, @at, @stream, @stepName, @text)
        """;

    static readonly Statement s_log = new(
        """
        SELECT TOP (@limit) LogId, RunId, At, Stream, StepName, Text FROM jobops.LogLine
        WHERE RunId = @runId AND LogId > @afterLogId ORDER BY LogId
        """,
        """
        SELECT LogId, RunId, At, Stream, StepName, Text FROM LogLine
        WHERE RunId = @runId AND LogId > @afterLogId ORDER BY LogId LIMIT @limit
        """);

    public Task AppendAsync(Lease lease, IReadOnlyList<LogLine> lines, CancellationToken cancellation = default) =>
        lines.Count == 0
            ? Task.CompletedTask
            : store.WriteAsync(
                async transaction =>
                {
                    await Fence.RequireAsync(transaction, lease);
                    await AppendAsync(transaction, lease.RunId, lines);
                    return true;
                },
                cancellation);

    internal static Task AppendAsync(LedgerTransaction transaction, long runId, IReadOnlyList<LogLine> lines) =>
        transaction.ExecuteEachAsync(s_appendLog, [.. lines.Select(line => new
        {
            runId,
            at = line.At,
            stream = line.Stream.ToString(),
            stepName = line.StepName,
            text = line.Text.Length <= LogLine.LongestText ? line.Text : line.Text[..LogLine.LongestText],
        })]);

    public Task<IReadOnlyList<LogLine>> GetAsync(
        long runId, long afterLogId = 0, int limit = 10_000, CancellationToken cancellation = default) =>
        store.ReadAsync(
            transaction => transaction.QueryAsync<LogLine>(s_log, new { runId, afterLogId, limit }), cancellation);
}
