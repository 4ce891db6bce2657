namespace JobOps.Errors;

// Undoing.
public static partial class Error
{
    public static JobOpsError RollbackIncomplete(long runId, string what, string actual, bool drifted) => new(
        nameof(RollbackIncomplete), ErrorKind.Failed, what, "every step Undone or AlreadyUndone", actual,
        RetrySafety.SafeAfter, Next.Rollback(runId, drifted), $"{runId}");

    public static JobOpsError RollbackOnFailureNeedsWait(string job) => new(
        nameof(RollbackOnFailureNeedsWait), ErrorKind.Usage,
        $"Job '{job}' was not started: -RollbackOnFailure is for a start that waits for the run.",
        "-Wait beside it, or a start without it", "a start that leaves the run to a worker", RetrySafety.SafeAfter,
        new($"Start-Job {Next.PowerShell(job)} -Wait -RollbackOnFailure", $"jobops start {Next.Shell(job)} --rollback-on-failure"), job);

    public static JobOpsError RunStillActive(long runId) => new(
        nameof(RunStillActive), ErrorKind.Busy, $"Run {runId} is still being executed, so it is not rolled back.",
        "a run that has ended", "Running", RetrySafety.SafeAfter, Next.Why(runId), $"{runId}");

    public static JobOpsError NotARollbackTarget(long runId, string kind) => new(
        nameof(NotARollbackTarget), ErrorKind.BadInput, $"Run {runId} cannot be rolled back.",
        "a run of a job or a runbook", kind, RetrySafety.NotSafe, Next.ListRuns, $"{runId}");
}
