using JobOps.Runs;

namespace JobOps.Execution;

/// <summary>
/// Writes how attempts ended. What comes while a write is under way is gathered and written together, so that a busy
/// worker completes in batches and an idle one at once.
/// </summary>
sealed class OutcomeWriter(IRunClaims claims)
{
    // As many as a worker of that concurrency can end at once; the next transaction takes the rest.
    const int LargestBatch = 100;

    readonly Lock _lock = new();
    readonly Queue<(RunOutcome Outcome, TaskCompletionSource<bool> Written)> _waiting = new();
    bool _writing;

    /// <summary>Ends when the outcome is durable, or refused.</summary>
    /// <returns>False where the lease is lost.</returns>
    /// <exception cref="Errors.JobOpsException">The ledger could not write the batch.</exception>
    public Task<bool> WriteAsync(RunOutcome outcome)
    {
        var written = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiting.Enqueue((outcome, written));
            if (_writing)
                return written.Task;
            _writing = true;
        }
        _ = WriteWaitingAsync();
        return written.Task;
    }

    async Task WriteWaitingAsync()
    {
        while (NextBatch() is { Count: > 0 } batch)
        {
            try
            {
                var lost = await claims.CompleteAsync([.. batch.Select(item => item.Outcome)], CancellationToken.None);
                foreach (var (outcome, written) in batch)
                    written.SetResult(!lost.Contains(outcome.Lease));
            }
            catch (Exception exception)
            {
                foreach (var (_, written) in batch)
                    written.SetException(exception);
            }
        }
    }

    List<(RunOutcome Outcome, TaskCompletionSource<bool> Written)> NextBatch()
    {
        lock (_lock)
        {
            var batch = new List<(RunOutcome, TaskCompletionSource<bool>)>();
            while (batch.Count < LargestBatch && _waiting.TryDequeue(out var item))
                batch.Add(item);
            _writing = batch.Count > 0;
            return batch;
        }
    }
}
