using JobOps.CacheRules;
using JobOps.Changes;
using JobOps.Checklists;
using JobOps.Environments;
using JobOps.Jobs;
using JobOps.Journal;
using JobOps.Measurements;
using JobOps.Notifications;
using JobOps.Outbox;
using JobOps.Queues;
using JobOps.Rehearsals;
using JobOps.Runs;
using JobOps.Schedules;
using JobOps.Steps;
using JobOps.Workers;

namespace JobOps.Ledger;

/// <summary>
/// The database that holds jobs, runs, steps, logs, notes and the journal. SQLite and SQL Server behave the same.
/// Every member of every port throws <see cref="Errors.JobOpsException"/>; every write is durable when its task completes;
/// the actor of a write is the one whom the database knows, never a claim of the caller.
/// </summary>
public interface ILedger : IAsyncDisposable
{
    LedgerInfo Info { get; }

    /// <summary>What opens this ledger again, in a child process. May hold a password: for an environment only.</summary>
    string Address { get; }

    IJobCatalog Jobs { get; }

    IRunRequests Requests { get; }

    IRuns Runs { get; }

    IRunApprovals Approvals { get; }

    IOutbox Outbox { get; }

    INotifications Notifications { get; }

    IRunClaims Claims { get; }

    IStepLedger Steps { get; }

    IRunLog Log { get; }

    IJobQueues Queues { get; }

    IJobSchedules Schedules { get; }

    IJobWorkers Workers { get; }

    IJobEnvironments Environments { get; }

    IRehearsals Rehearsals { get; }

    IChecklistResults ChecklistResults { get; }

    ICacheRules CacheRules { get; }

    IChanges Changes { get; }

    IBaselines Baselines { get; }

    IChangeNotes Notes { get; }

    IJournal Journal { get; }

    IRunRetention Retention { get; }

    ILedgerAccess Access { get; }

    ILedgerTransfer Transfer { get; }

    /// <summary>The time of the database, by which everything is compared.</summary>
    Task<DateTimeOffset> NowAsync(CancellationToken cancellation = default);

    /// <summary>Ends when something in the ledger may have changed since the last call, or after <paramref name="atMost"/>.</summary>
    Task WaitForChangeAsync(TimeSpan atMost, CancellationToken cancellation = default);
}
