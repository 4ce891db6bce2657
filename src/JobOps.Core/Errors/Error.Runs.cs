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

    public static JobOpsError IdempotencyKeyReused(string job, string key, long runId) => new(
        nameof(IdempotencyKeyReused), ErrorKind.Conflict,
        $"The idempotency key '{key}' of job '{job}' already stands for run {runId} with other parameters.",
        "the same parameters and environment, or a new key", "other parameters or another environment",
        RetrySafety.NotSafe, Next.Why(runId), key);

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

    public static JobOpsError RunCancelled(long runId) => new(
        nameof(RunCancelled), ErrorKind.Interrupted, $"Run {runId} was stopped before its end.",
        "to reach the last step", "stopped by a person or a signal", RetrySafety.Safe, Next.Restart(runId), $"{runId}");

    public static JobOpsError RunTimedOut(long runId, TimeSpan limit) => new(
        nameof(RunTimedOut), ErrorKind.TimedOut, $"Run {runId} took longer than its time limit.",
        $"an end within {limit:c}", "still running", RetrySafety.SafeAfter, Next.Log(runId), $"{runId}");

    public static JobOpsError LeaseInvalid(string variable, string text) => new(
        nameof(LeaseInvalid), ErrorKind.Configuration, $"The environment variable {variable} is not valid.",
        "seconds from 1 to 3600", text, RetrySafety.SafeAfter, Next.Help, variable);
}
