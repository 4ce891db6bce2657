using JobOps.Errors;

namespace JobOps.Execution;

/// <summary>Writes of what is done. They are repeated until the ledger answers: what is done must not be done again.</summary>
static class DurableWrite
{
    // A ledger that is back is noticed soon, and is not hammered while it comes back.
    static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    /// <summary>Tries until it is written, or refused, or the lease is over.</summary>
    /// <exception cref="JobOpsException">LeaseLost, or why the ledger refuses it.</exception>
    public static Task UntilAnsweredAsync(HeldLease held, Func<Task> write) =>
        UntilAnsweredAsync(held, async () =>
        {
            await write();
            return true;
        });

    /// <inheritdoc cref="UntilAnsweredAsync(HeldLease, Func{Task})"/>
    public static async Task<T> UntilAnsweredAsync<T>(HeldLease held, Func<Task<T>> write)
    {
        while (true)
        {
            held.ThrowIfLost();
            try
            {
                return await write();
            }
            catch (JobOpsException exception) when (IsNoAnswer(exception.Error))
            {
                await Task.WhenAny(Task.Delay(s_pause, held.Lost));
            }
        }
    }

    // A statement that the ledger refused (LedgerFault) would be refused again. Whether a write took effect whose answer was
    // lost, its repetition finds out.
    static bool IsNoAnswer(JobOpsError error) =>
        error.Kind is ErrorKind.LedgerUnavailable or ErrorKind.Busy && error.RetrySafety is RetrySafety.Safe or RetrySafety.SafeAfter
        || error.Id == nameof(Error.LedgerAnswerLost);
}
