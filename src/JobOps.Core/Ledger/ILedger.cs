using JobOps.Changes;
using JobOps.Execution;
using JobOps.Jobs;
using JobOps.Queues;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Ledger;

/// <summary>
/// The database that holds jobs, runs, steps, logs, notes and the journal. SQLite and SQL Server behave the same.
/// Every member throws <see cref="Errors.JobOpsException"/>; every write is durable when its task completes; the actor of
/// a write is the one whom the database knows, never a claim of the caller.
/// </summary>
public interface ILedger : IJobCatalog, IRunQueue, IJobQueues, IJobWorkers, IStepLedger, IRunLog, IChangeNotes, IJournal,
    ILedgerAccess, ILedgerTransfer, IRunRetention, IAsyncDisposable
{
    LedgerInfo Info { get; }

    /// <summary>What opens this ledger again, in a child process. May hold a password: for an environment only.</summary>
    string Address { get; }

    /// <summary>Ends when something in the ledger may have changed since the last call, or after <paramref name="atMost"/>.</summary>
    Task WaitForChangeAsync(TimeSpan atMost, CancellationToken cancellation = default);
}

/// <summary>The definitions.</summary>
public interface IJobCatalog
{
    /// <summary>Adds a version, or finds that the newest is the same already (<see cref="JobDefinition.Unchanged"/>).</summary>
    Task<JobDefinition> RegisterJobAsync(JobDefinition definition, CancellationToken cancellation = default);

    /// <summary>The newest version, or the one asked for; null where there is none.</summary>
    Task<JobDefinition?> FindJobAsync(string name, int? version = null, CancellationToken cancellation = default);

    /// <summary>The newest versions whose names match (wildcards <c>*</c> and <c>?</c>), by name.</summary>
    Task<IReadOnlyList<JobDefinition>> GetJobsAsync(string namePattern = "*", CancellationToken cancellation = default);

    /// <summary>A disabled job takes no new runs, and none of its runs is claimed. False when it stood so already.</summary>
    Task<bool> SetJobEnabledAsync(string name, bool enabled, string? reason, CancellationToken cancellation = default);

    /// <summary>Takes the definition out of use; its runs and the journal stay.</summary>
    Task UnregisterJobAsync(string name, string? reason, CancellationToken cancellation = default);
}

/// <summary>The runs.</summary>
public interface IRunQueue
{
    /// <summary>One row for each request, all or none of them; or the run that the same idempotency key brought before
    /// (<see cref="JobRun.Replayed"/>). In the order of the requests.</summary>
    /// <exception cref="Errors.JobOpsException">RequestInvalid, IdempotencyKeyReused, JobNotFound, JobDisabled,
    /// OverlapSkipped, OverlapInBatch, RunStillActive</exception>
    Task<IReadOnlyList<JobRun>> EnqueueAsync(IReadOnlyList<RunRequest> requests, CancellationToken cancellation = default);

    Task<JobRun?> FindRunAsync(long runId, CancellationToken cancellation = default);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<JobRun>> GetRunsAsync(RunQuery query, CancellationToken cancellation = default);

    /// <summary>
    /// Takes the leases of runs that are queued or whose lease has expired: by priority, then oldest first. Nothing of a
    /// paused queue, of a disabled job (rollbacks excepted) or beyond a limit. Steps that a dead worker left running
    /// become Interrupted. Before it, runs that are due become Queued, and those that missed their latest start or whose
    /// workers were lost too often become Failed.
    /// </summary>
    Task<IReadOnlyList<ClaimedRun>> ClaimAsync(ClaimRequest request, CancellationToken cancellation = default);

    /// <summary>Ends when there may be something to claim that was not there at the last call, or after <paramref name="atMost"/>.</summary>
    /// <returns>False when only the time is over.</returns>
    Task<bool> WaitForWorkAsync(TimeSpan atMost, CancellationToken cancellation = default);

    /// <summary>Renews the leases of one worker, and the worker's own.</summary>
    /// <returns>Those that are lost.</returns>
    Task<IReadOnlyList<Lease>> RenewAsync(
        string worker, IReadOnlyList<Lease> leases, CancellationToken cancellation = default);

    /// <summary>Writes how attempts ended, of all whose lease still holds.</summary>
    /// <returns>The leases that are lost: another worker has taken the run over, or it has ended.</returns>
    Task<IReadOnlyList<Lease>> CompleteAsync(IReadOnlyList<RunOutcome> outcomes, CancellationToken cancellation = default);

    /// <summary>
    /// Puts a finished, unsuccessful run back into the queue; it goes on at its first unfinished step, or at the one that
    /// is named. One that waits or runs comes back as it is: whoever claims it next goes on with it.
    /// </summary>
    /// <exception cref="Errors.JobOpsException">RunNotFound, RunNotRestartable, StepOutcomeUnknown, StepNotFound,
    /// StepRunsOnce</exception>
    Task<JobRun> RestartAsync(RestartRequest request, CancellationToken cancellation = default);

    /// <summary>Cancels a run that waits or whose worker is gone; asks the worker of a running one to stop it.</summary>
    /// <exception cref="Errors.JobOpsException">RunNotFound, RunNotStoppable</exception>
    Task<JobRun> StopAsync(long runId, string? reason, CancellationToken cancellation = default);

    /// <summary>The running runs of a worker that somebody wants stopped.</summary>
    Task<IReadOnlyList<StopRequest>> GetStopRequestsAsync(string worker, CancellationToken cancellation = default);
}

/// <summary>The queues.</summary>
public interface IJobQueues
{
    /// <summary>Those whose names match (wildcards <c>*</c> and <c>?</c>), by name.</summary>
    Task<IReadOnlyList<JobQueue>> GetQueuesAsync(string namePattern = "*", CancellationToken cancellation = default);

    /// <summary>While a queue is paused nothing of it is claimed; what runs goes on. False when it stood so already.</summary>
    /// <exception cref="Errors.JobOpsException">QueueNotFound</exception>
    Task<bool> SetQueuePausedAsync(string name, bool paused, string? reason, CancellationToken cancellation = default);

    /// <summary>Sets how many of its runs may run at once, 1 to 10000, or null for no limit; makes the queue where there is
    /// none. False when it stood so already.</summary>
    /// <exception cref="Errors.JobOpsException">QueueNameInvalid, ConcurrencyInvalid</exception>
    Task<bool> SetQueueConcurrencyAsync(string name, int? concurrency, CancellationToken cancellation = default);

    /// <summary>Sets in how many parts its runs wait, 1 to <see cref="JobQueue.MostPartitions"/>; makes the queue where there
    /// is none. Runs that wait already stay in their part and are claimed all the same. False when it stood so already.</summary>
    /// <exception cref="Errors.JobOpsException">QueueNameInvalid, PartitionsInvalid</exception>
    Task<bool> SetQueuePartitionsAsync(string name, int partitions, CancellationToken cancellation = default);
}

/// <summary>Who works.</summary>
public interface IJobWorkers
{
    /// <summary>Writes down that a worker has started. It counts as lost when it does not renew in time.</summary>
    Task RegisterWorkerAsync(JobWorker worker, TimeSpan lease, CancellationToken cancellation = default);

    /// <summary>Writes down that it takes nothing new.</summary>
    Task DrainWorkerAsync(string worker, CancellationToken cancellation = default);

    /// <summary>Takes out a worker that has stopped.</summary>
    Task RemoveWorkerAsync(string worker, CancellationToken cancellation = default);

    /// <summary>Those that are alive, and those that were lost within the last day; by name.</summary>
    Task<IReadOnlyList<JobWorker>> GetWorkersAsync(CancellationToken cancellation = default);
}

/// <summary>The steps. Each write carries the lease and is refused with LeaseLost once it is lost.</summary>
public interface IStepLedger
{
    /// <summary>Writes the intent, and with it the undo, before the step runs.</summary>
    Task<JobStep> BeginStepAsync(Lease lease, StepIntent intent, CancellationToken cancellation = default);

    /// <summary>Writes the outcome; with <paramref name="undo"/> also what it did about another run's step.</summary>
    Task FinishStepAsync(
        Lease lease, StepOutcome outcome, UndoOutcome? undo = null, CancellationToken cancellation = default);

    /// <summary>In the order of their first start; empty for an unknown run.</summary>
    Task<IReadOnlyList<JobStep>> GetStepsAsync(long runId, CancellationToken cancellation = default);

    /// <summary>Notes that every step of the run is undone; once, however often one rollback says so.</summary>
    Task MarkRolledBackAsync(Lease rollback, long undoneRunId, CancellationToken cancellation = default);
}

/// <summary>What the steps printed.</summary>
public interface IRunLog
{
    /// <summary>Appends lines whose secrets are already masked. LogId and RunId are given by the ledger.</summary>
    Task AppendLogAsync(Lease lease, IReadOnlyList<LogLine> lines, CancellationToken cancellation = default);

    /// <summary>Lines of a run after a LogId, oldest first.</summary>
    Task<IReadOnlyList<LogLine>> GetLogAsync(
        long runId, long afterLogId = 0, int limit = 10_000, CancellationToken cancellation = default);
}

/// <summary>The final notes.</summary>
public interface IChangeNotes
{
    Task<ChangeNote> WriteNoteAsync(ChangeNote note, CancellationToken cancellation = default);

    /// <summary>Newest first; of one run, or of all whose job name matches.</summary>
    Task<IReadOnlyList<ChangeNote>> GetNotesAsync(
        long? runId = null, string jobName = "*", int limit = 1000, CancellationToken cancellation = default);
}

/// <summary>The hash-chained record of who did what.</summary>
public interface IJournal
{
    /// <summary>The entries of one chain, in order; 0 is the ledger's own.</summary>
    Task<IReadOnlyList<JournalEntry>> GetJournalAsync(long runId, CancellationToken cancellation = default);

    /// <summary>
    /// Recomputes every chain and compares it with its head, and each note with its entry. Where the journal is an
    /// append-only ledger table, the server verifies it by its own means as well.
    /// </summary>
    /// <param name="kept">Also compares what this digest covers; null for none.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="Errors.JobOpsException">DigestOfAnotherLedger, DigestInvalid</exception>
    Task<JournalVerification> VerifyJournalAsync(JournalDigest? kept, CancellationToken cancellation = default);

    /// <summary>The same without a digest.</summary>
    Task<JournalVerification> VerifyJournalAsync(CancellationToken cancellation = default) => VerifyJournalAsync(null, cancellation);

    /// <summary>What the journal is now, to be kept elsewhere. Recomputes nothing.</summary>
    Task<JournalDigest> GetDigestAsync(CancellationToken cancellation = default);
}
