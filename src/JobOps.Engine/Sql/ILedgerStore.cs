using JobOps.Journal;
using JobOps.Ledger;

namespace JobOps.Engine.Sql;

/// <summary>Connections and transactions of one kind of database. Throws only JobOpsException.</summary>
interface ILedgerStore : IAsyncDisposable
{
    LedgerLocation Location { get; }

    /// <summary>The library's or the server's own version.</summary>
    string ServerVersion { get; }

    /// <summary>Whether reading first is so much cheaper that a write which may find nothing to do should ask.</summary>
    bool LooksBeforeWriting { get; }

    /// <summary>
    /// Runs queries in one transaction. On SQLite all of them see one snapshot; on SQL Server each sees what was committed
    /// when it began, so what has to fit together is asked for with one statement.
    /// </summary>
    Task<T> ReadAsync<T>(Func<LedgerTransaction, Task<T>> read, CancellationToken cancellation);

    /// <summary>
    /// Runs statements in one transaction, which is durable when the task completes. The function may be called again
    /// after a deadlock, so it must keep no state of its own.
    /// </summary>
    Task<T> WriteAsync<T>(Func<LedgerTransaction, Task<T>> write, CancellationToken cancellation);

    /// <summary>Gives a user of the database a role, inside the transaction.</summary>
    /// <returns>False when the member has the role already.</returns>
    Task<bool> GrantRoleAsync(LedgerTransaction transaction, LedgerRole role, string member);

    /// <summary>Whether the transaction's actor is in a group that the database knows, or the machine of an embedded ledger.</summary>
    Task<bool> IsActorInAsync(LedgerTransaction transaction, string group);

    /// <summary>Whether the database lets nobody change or delete an entry of the journal, its owner included.</summary>
    Task<bool> IsJournalAppendOnlyAsync(LedgerTransaction transaction);

    /// <summary>What the database finds when it verifies such a journal itself; null where the journal is none.</summary>
    Task<LedgerTableCheck?> VerifyJournalTableAsync(CancellationToken cancellation);

    /// <summary>Who may read the ledger's files beside their owner, as a sentence; null where nobody may, or a server keeps it.</summary>
    string? FindExposure();

    /// <summary>Ends when another connection has committed something since the last call, or after the time.</summary>
    Task WaitForChangeAsync(TimeSpan atMost, CancellationToken cancellation);

    /// <summary>Ends when there may be something to claim that was not there at the last call.</summary>
    /// <returns>False when only the time is over.</returns>
    Task<bool> WaitForWorkAsync(TimeSpan atMost, CancellationToken cancellation);

    /// <summary>Calls those of this process who wait for work at once.</summary>
    void TellOfWork();
}
