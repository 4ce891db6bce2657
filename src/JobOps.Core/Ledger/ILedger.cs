using JobOps.Changes;
using JobOps.Jobs;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Ledger;

/// <summary>
/// The database that holds jobs, runs, steps, logs, notes and the journal. SQLite and SQL Server behave the same.
/// Every member throws <see cref="Errors.JobOpsException"/>; every write is durable when its task completes; the actor of
/// a write is the one whom the database knows, never a claim of the caller.
/// </summary>
public interface ILedger : IJobCatalog, IRunQueue, IStepLedger, IRunLog, IChangeNotes, IJournal, IAsyncDisposable
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

    /// <summary>A disabled job takes no new runs. False when it stood so already.</summary>
    Task<bool> SetJobEnabledAsync(string name, bool enabled, string? reason, CancellationToken cancellation = default);

    /// <summary>Takes the definition out of use; its runs and the journal stay.</summary>
    Task UnregisterJobAsync(string name, string? reason, CancellationToken cancellation = default);
}

/// <summary>The runs.</summary>
public interface IRunQueue
{
    /// <summary>One row, or the run that the same idempotency key brought before (<see cref="JobRun.Replayed"/>).</summary>
    /// <exception cref="Errors.JobOpsException">IdempotencyKeyReused, JobNotFound, JobDisabled</exception>
    Task<JobRun> EnqueueAsync(RunRequest request, CancellationToken cancellation = default);

    Task<JobRun?> FindRunAsync(long runId, CancellationToken cancellation = default);

    Task<IReadOnlyList<JobRun>> GetRunsAsync(RunQuery query, CancellationToken cancellation = default);

    /// <summary>
    /// Takes the leases of up to <paramref name="count"/> runs that are queued or whose lease has expired, of the
    /// given kinds, oldest first; with <paramref name="runId"/> of that one only. Steps that the dead worker left
    /// running become Interrupted.
    /// </summary>
    Task<IReadOnlyList<ClaimedRun>> ClaimAsync(
        string worker, TimeSpan lease, int count, IReadOnlyList<RunKind> kinds, long? runId = null,
        CancellationToken cancellation = default);

    /// <exception cref="Errors.JobOpsException">LeaseLost</exception>
    Task RenewAsync(Lease lease, CancellationToken cancellation = default);

    /// <summary>Writes how attempts ended. LeaseLost where another worker has taken one over; the others are written.</summary>
    Task CompleteAsync(IReadOnlyList<RunOutcome> outcomes, CancellationToken cancellation = default);

    /// <summary>
    /// Puts a finished, unsuccessful run back into the queue; it goes on at its first unfinished step. One that is
    /// queued or running comes back as it is: whoever claims it next goes on with it.
    /// </summary>
    /// <param name="runId">The run.</param>
    /// <param name="interruptedStepTookEffect">What an operator says of a step that must not run twice: true, it is done;
    /// false, it may run; null, nothing was said.</param>
    /// <param name="reason">For the journal.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="Errors.JobOpsException">RunNotFound, RunNotRestartable, StepOutcomeUnknown</exception>
    Task<JobRun> RestartAsync(
        long runId, bool? interruptedStepTookEffect, string? reason, CancellationToken cancellation = default);
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

    /// <summary>Notes that every step of the run is undone.</summary>
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

    /// <summary>Recomputes every chain and compares it with its head, and each note with its entry.</summary>
    Task<JournalVerification> VerifyJournalAsync(CancellationToken cancellation = default);
}
