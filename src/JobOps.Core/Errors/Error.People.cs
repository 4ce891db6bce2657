namespace JobOps.Errors;

// Approvals, continuations, notifications, and how long runs are kept.
public static partial class Error
{
    public static JobOpsError ApprovalNotAwaited(long runId, string found) => new(
        nameof(ApprovalNotAwaited), ErrorKind.Conflict, $"Run {runId} awaits no approval.",
        "a run that awaits approval", found, RetrySafety.NotSafe, Next.Why(runId), $"{runId}");

    public static JobOpsError ApprovalNotYours(long runId, string expected, string actor) => new(
        nameof(ApprovalNotYours), ErrorKind.NotPermitted, $"Run {runId} was not approved or denied: that is for somebody else.",
        expected, $"you, as the database knows you: {actor}", RetrySafety.SafeAfter, Next.Why(runId), $"{runId}");

    public static JobOpsError ApprovalVoid(long runId, string job, int version, int newest) => new(
        nameof(ApprovalVoid), ErrorKind.NotPermitted,
        $"The approval of run {runId} is void: job '{job}' is another one since, so the run was not executed.",
        $"version {version} of the job, for which approval was asked", $"version {newest}", RetrySafety.SafeAfter,
        Next.ShowJob(job), $"{runId}");

    public static JobOpsError ApprovalDenied(long runId, string by, string reason) => new(
        nameof(ApprovalDenied), ErrorKind.NotPermitted, $"Run {runId} was denied, and not executed.",
        "approval", $"denied by {by}: {reason}", RetrySafety.SafeAfter, Next.Why(runId), $"{runId}");

    public static JobOpsError ApprovalExpired(long runId, DateTimeOffset until) => new(
        nameof(ApprovalExpired), ErrorKind.NotPermitted, $"Nobody has approved run {runId} in time, so it was denied, and not executed.",
        $"approval by {until.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC", "none", RetrySafety.SafeAfter, Next.Why(runId), $"{runId}");

    public static JobOpsError RehearsalNeedsApproval(string job, string environment) => new(
        nameof(RehearsalNeedsApproval), ErrorKind.NotPermitted,
        $"Job '{job}' was not rehearsed in '{environment}': what is started there has to be approved.",
        "an environment that asks for no approval, where a rehearsal can do no harm", $"'{environment}'", RetrySafety.SafeAfter,
        Next.ShowEnvironment(environment), environment);

    public static JobOpsError JobCycle(string job, string path) => new(
        nameof(JobCycle), ErrorKind.BadInput, $"The job '{job}' was not registered: it would follow itself without end.",
        "jobs that do not lead back to it by \"then\" or \"after\"", path, RetrySafety.SafeAfter, Next.ShowJob(job), job);

    public static JobOpsError ReceiverNotFound(string receiver) => new(
        nameof(ReceiverNotFound), ErrorKind.NotFound, $"Nobody called '{receiver}' is told anything by this ledger.",
        "the name of a receiver that was set", receiver, RetrySafety.SafeAfter, Next.ListReceivers, receiver);

    public static JobOpsError ReceiverInvalid(string receiver, string problems) => new(
        nameof(ReceiverInvalid), ErrorKind.BadInput, $"The receiver '{receiver}' was not set: nothing of it was changed.",
        "a webhook, mail or a command, and what it is told", problems, RetrySafety.SafeAfter, Next.ReceiverHelp, receiver);

    public static JobOpsError NotificationFailed(string receiver, string problem) => new(
        nameof(NotificationFailed), ErrorKind.Failed, $"'{receiver}' was not told.",
        "that the notification is taken within five seconds", problem, RetrySafety.Safe, Next.ShowReceiver(receiver), receiver);

    public static JobOpsError RetentionInvalid(string problems) => new(
        nameof(RetentionInvalid), ErrorKind.BadInput, "How long runs are kept was not changed.",
        "days, a number of runs, or both", problems, RetrySafety.SafeAfter, Next.RetentionHelp, "retention");
}
