namespace JobOps.Errors;

// Requests, leases, restarts.
public static partial class Error
{
    public static JobOpsError RunNotFound(long runId) => new(
        nameof(RunNotFound), ErrorKind.NotFound, $"There is no run {runId} in this ledger.",
        "the id of a run", $"{runId}", RetrySafety.SafeAfter, Next.ListRuns, $"{runId}");

    public static JobOpsError RequestInvalid(string job, string what, int longest, string text) => new(
        nameof(RequestInvalid), ErrorKind.BadInput, $"The {what} for job '{job}' is not valid; nothing was started.",
        $"1 to {longest} characters without control characters, and without blanks at its ends",
        $"{text.Length} characters: '{(text.Length <= 80 ? text : text[..77] + "…")}'", RetrySafety.SafeAfter, Next.ShowJob(job), what);

    public static JobOpsError NoRunOfJob(string job) => new(
        nameof(NoRunOfJob), ErrorKind.NotFound, $"Job '{job}' has no run yet.",
        "a job that was run at least once", "no run", RetrySafety.SafeAfter, Next.ListRuns, job);

    public static JobOpsError IdempotencyKeyReused(string job, string key, long runId, string differences) => new(
        nameof(IdempotencyKeyReused), ErrorKind.Conflict,
        $"The idempotency key '{key}' of job '{job}' already stands for another request, of run {runId}.",
        "the same parameters and environment, or a new key", differences,
        RetrySafety.NotSafe, Next.Why(runId), key);

    public static JobOpsError RunUndone(string job, string key, long runId, long rollbackRunId) => new(
        nameof(RunUndone), ErrorKind.Conflict,
        $"Run {runId}, for which the idempotency key '{key}' of job '{job}' stands, was undone by run {rollbackRunId}; "
            + "nothing was started.",
        "to be done again on purpose: the same command with -RunAgain (--run-again), which gives the key to a new run",
        $"undone by run {rollbackRunId}", RetrySafety.NotSafe,
        new($"Start-Job {Next.PowerShell(job)} -IdempotencyKey {Next.PowerShell(key)} -RunAgain -Wait",
            $"jobops start {Next.Shell(job)} --key {Next.Shell(key)} --run-again"), key);

    public static JobOpsError LeaseLost(long runId) => new(
        nameof(LeaseLost), ErrorKind.Busy,
        $"This worker has lost the lease of run {runId}; what it was about to write was refused.",
        "the lease that was claimed", "a newer lease, or a run that has ended", RetrySafety.NotSafe,
        Next.Why(runId), $"{runId}");

    public static JobOpsError RunNotRestartable(long runId, string status) => new(
        nameof(RunNotRestartable), ErrorKind.Conflict, $"Run {runId} cannot be restarted.",
        "a run that has failed, was cancelled or has an unknown outcome", status, RetrySafety.NotSafe,
        Next.Why(runId), $"{runId}");

    public static JobOpsError StepOutcomeUnknown(long runId, string step) => new(
        nameof(StepOutcomeUnknown), ErrorKind.CannotTell,
        $"Step '{step}' of run {runId} must not run twice, and it was interrupted: whether it took effect is unknown.",
        "an operator who looked and says whether it took effect", "interrupted", RetrySafety.Unknown,
        Next.DecideInterrupted(runId), step);

    public static JobOpsError RunCancelled(long runId, string by = "a person or a signal") => new(
        nameof(RunCancelled), ErrorKind.Interrupted, $"Run {runId} was stopped before its end.",
        "to reach the last step", $"stopped by {by}", RetrySafety.Safe, Next.Restart(runId), $"{runId}");

    public static JobOpsError RunUnreadable(long runId, string reason) => new(
        nameof(RunUnreadable), ErrorKind.Failed, $"Run {runId} was not executed: what the ledger has of it cannot be read.",
        "parameters as JobOps writes them", reason, RetrySafety.NotSafe, Next.VerifyLedger, $"{runId}");

    public static JobOpsError RunThrew(long runId, string message) => new(
        nameof(RunThrew), ErrorKind.Failed, $"Run {runId} met something that nobody foresaw, and was ended.",
        "a run that its worker can execute", message, RetrySafety.SafeAfter, Next.Why(runId), $"{runId}");

    public static JobOpsError RunNotStoppable(long runId, string status) => new(
        nameof(RunNotStoppable), ErrorKind.Conflict, $"Run {runId} has ended already; there is nothing to stop.",
        "a run that waits or runs", status, RetrySafety.NotSafe, Next.Why(runId), $"{runId}");

    public static JobOpsError RunNotFollowed(long runId) => new(
        nameof(RunNotFollowed), ErrorKind.Conflict, $"The job of run {runId} is disconnected from its ledger, and cannot stop it.",
        "a job whose ledger is connected", "a disconnected job", RetrySafety.SafeAfter,
        new($"Stop-JobRun {runId}", $"jobops stop {runId}"), $"{runId}");

    public static JobOpsError RunNotSuspendable(long runId, string queue) => new(
        nameof(RunNotSuspendable), ErrorKind.Usage, $"Run {runId} cannot be suspended: it only goes on or stops.",
        "a queue that is suspended, or a run that is stopped", $"run {runId}", RetrySafety.NotSafe,
        new($"Suspend-JobQueue {Next.PowerShell(queue)}", $"jobops suspend {Next.Shell(queue)}"), $"{runId}");

    public static JobOpsError StartMissed(long runId, DateTimeOffset startBy) => new(
        nameof(StartMissed), ErrorKind.TimedOut, $"Run {runId} did not start in time, so it was not started at all.",
        FormattableString.Invariant($"a start by {startBy:yyyy-MM-dd HH:mm:ss} UTC"), "no worker had claimed it",
        RetrySafety.SafeAfter, Next.Workers, $"{runId}");

    public static JobOpsError WorkerLost(long runId, int times) => new(
        nameof(WorkerLost), ErrorKind.Failed,
        $"Run {runId} was given up: each worker that took it was lost before it ended.",
        "a worker that keeps its lease", $"{times} leases expired one after the other", RetrySafety.SafeAfter,
        Next.Log(runId), $"{runId}");

    public static JobOpsError SupersededByRollback(long runId, long rollbackRunId) => new(
        nameof(SupersededByRollback), ErrorKind.Interrupted,
        $"Run {runId} had lost its worker, and was rolled back instead of resumed.",
        "to reach the last step", $"rolled back by run {rollbackRunId}", RetrySafety.NotSafe, Next.Why(rollbackRunId), $"{runId}");

    public static JobOpsError OverlapSkipped(string job, long runId, bool isAbandoned) => new(
        nameof(OverlapSkipped), ErrorKind.Busy,
        $"Job '{job}' was not started: run {runId} of it has not ended, and the job's overlap policy is skip.",
        "no run of the job that waits or runs",
        isAbandoned ? $"run {runId}, whose worker is gone: the next worker, or start that waits, goes on with it" : $"run {runId}",
        RetrySafety.Safe, isAbandoned ? Next.Restart(runId) : Next.Why(runId), job);

    public static JobOpsError OverlapInBatch(string job, int count) => new(
        nameof(OverlapInBatch), ErrorKind.BadInput,
        $"Job '{job}' was not started: {count} starts of it came at once, and its overlap policy lets only one through.",
        "one start at a time, or a job whose overlap policy is allow or queue", $"{count} starts", RetrySafety.NotSafe,
        Next.ShowJob(job), job);

    public static JobOpsError PriorityInvalid(string job, int priority, int greatest) => new(
        nameof(PriorityInvalid), ErrorKind.BadInput, $"The priority for job '{job}' is not valid; nothing was started.",
        $"a whole number from -{greatest} to {greatest}", $"{priority}", RetrySafety.SafeAfter, Next.ShowJob(job), $"{priority}");

    public static JobOpsError StartTimeInvalid(string job, string expected, string actual) => new(
        nameof(StartTimeInvalid), ErrorKind.BadInput, $"The start time for job '{job}' is not valid; nothing was started.",
        expected, actual, RetrySafety.SafeAfter, Next.ShowJob(job), job);

    public static JobOpsError PipedRequestInvalid(string job, string expected, string actual) => new(
        nameof(PipedRequestInvalid), ErrorKind.BadInput,
        $"An object in the pipeline does not say how to start job '{job}'; nothing was started.",
        expected, actual, RetrySafety.SafeAfter, Next.ShowJob(job), job);

    public static JobOpsError RunTimedOut(long runId, TimeSpan limit) => new(
        nameof(RunTimedOut), ErrorKind.TimedOut, $"Run {runId} took longer than its time limit.",
        $"an end within {limit:c}", "still running", RetrySafety.SafeAfter, Next.Log(runId), $"{runId}");

    public static JobOpsError LeaseInvalid(string variable, string text) => new(
        nameof(LeaseInvalid), ErrorKind.Configuration, $"The environment variable {variable} is not valid.",
        "seconds from 1 to 3600", text, RetrySafety.SafeAfter, Next.Help, variable);
}
