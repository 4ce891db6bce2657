using JobOps.Values;

namespace JobOps.Errors;

public static partial class Error
{
    public static JobOpsError ChangeNotFound(ChangeId changeId) => new(
        nameof(ChangeNotFound), ErrorKind.NotFound, $"There is no change {changeId} in this ledger.",
        "the number of a change, as New-Change wrote it", $"{changeId}", RetrySafety.SafeAfter, Next.ListChanges, $"{changeId}");

    public static JobOpsError ChangeIdInvalid(string value) => new(
        nameof(ChangeIdInvalid), ErrorKind.BadInput, "The number of a change could not be read.",
        "a C and a number, such as C42", value.Length == 0 ? "nothing" : value, RetrySafety.SafeAfter, Next.ListChanges, value);

    public static JobOpsError ChangeIncomplete(string title, string missing) => new(
        nameof(ChangeIncomplete), ErrorKind.BadInput,
        title.Length == 0 ? "The change was not opened." : $"The change '{title}' was not opened.",
        "a title, an owner, an expected result, a rollback note, a scope, and of the current behavior the route, the expected input, "
            + "the failing command or slow query, and where it is noticed",
        missing, RetrySafety.SafeAfter, new("Get-Help New-Change -Examples", "jobops change new --help"), title);

    public static JobOpsError ChangeOverlaps(
        string title, string owner, ChangeId other, string otherOwner, string mine, string theirs) => new(
        nameof(ChangeOverlaps), ErrorKind.Conflict,
        $"The change '{title}' of {owner} was not opened: {other} of {otherOwner} is open and alters the same.",
        "one change of a thing at a time, so that a difference can be told to be of one of them",
        mine == theirs ? $"both alter {mine}" : $"this one alters {mine}, {other} alters {theirs}",
        RetrySafety.SafeAfter, Next.ShowChange(other), $"{other}");

    // With the last run of the change that can still be undone by itself, where that is what somebody wants.
    public static JobOpsError ChangeEnded(ChangeId changeId, string status, long? runId = null) => new(
        nameof(ChangeEnded), ErrorKind.Conflict, $"Nothing can be done with change {changeId} any more.",
        "a change that is open, measured or applied", $"it is {status}", RetrySafety.NotSafe,
        runId is { } run ? Next.Rollback(run) : Next.ShowChange(changeId), $"{changeId}");

    public static JobOpsError ChangeNotMeasured(ChangeId changeId) => new(
        nameof(ChangeNotMeasured), ErrorKind.Conflict, $"Change {changeId} was not applied: nobody has measured what the system does now.",
        "a baseline of the phase Before, or a word why there is nothing to measure", "none", RetrySafety.SafeAfter,
        new($"Measure-Baseline {changeId} -Phase Before -Uri '…'  # or: Set-Change {changeId} -Status Measured -Reason '…'",
            $"jobops change measure {changeId} --phase before --uri '…'  # or: jobops change measured {changeId} --reason '…'"),
        $"{changeId}");

    public static JobOpsError ChangeNotApplied(ChangeId changeId, string wanted) => new(
        nameof(ChangeNotApplied), ErrorKind.Conflict, $"Change {changeId} was not {wanted}: it was not applied yet.",
        "a change of which a run was started, or which somebody has said to be done by hand", "no run, and nobody's word",
        RetrySafety.SafeAfter,
        new($"Set-Change {changeId} -Status Applied -Command '…'  # or: Start-Job … -Change {changeId}",
            $"jobops change applied {changeId} --command '…'  # or: jobops start … --change {changeId}"),
        $"{changeId}");

    public static JobOpsError ChangeAppliedAlready(ChangeId changeId) => new(
        nameof(ChangeAppliedAlready), ErrorKind.Conflict,
        $"What the system did before change {changeId} cannot be measured any more: the change is applied.",
        "a change that is not applied", "applied", RetrySafety.NotSafe, Next.ShowChange(changeId), $"{changeId}");

    public static JobOpsError ChangeReasonMissing(ChangeId changeId, string status) => new(
        nameof(ChangeReasonMissing), ErrorKind.BadInput, $"Change {changeId} was not set to {status}.",
        "a reason of at least one word", "an empty reason", RetrySafety.SafeAfter,
        new($"Set-Change {changeId} -Status {Next.PowerShell(status)} -Reason '…'",
            $"jobops change {Next.Shell(status.ToLowerInvariant())} {changeId} --reason '…'"),
        $"{changeId}");

    public static JobOpsError ChangeCommandUnwanted(ChangeId changeId, string status) => new(
        nameof(ChangeCommandUnwanted), ErrorKind.Usage, $"Change {changeId} was not set to {status}.",
        "a command only where the change was applied by it", "a command", RetrySafety.SafeAfter,
        new($"Set-Change {changeId} -Status Applied -Command '…'", $"jobops change applied {changeId} --command '…'"), $"{changeId}");

    public static JobOpsError ChangeRunsToUndo(ChangeId changeId, string runs) => new(
        nameof(ChangeRunsToUndo), ErrorKind.Conflict, $"Change {changeId} is applied: it cannot be given up, only undone or completed.",
        "no run of it that is not undone", runs, RetrySafety.SafeAfter, Next.RollbackChange(changeId), $"{changeId}");

    public static JobOpsError ChangeRunsUnfinished(ChangeId changeId, string runs) => new(
        nameof(ChangeRunsUnfinished), ErrorKind.Conflict, $"Change {changeId} was not completed: not all of its runs have ended.",
        "runs that have ended", runs, RetrySafety.SafeAfter, Next.ShowChange(changeId), $"{changeId}");

    public static JobOpsError ChangeNoteMissing(ChangeId changeId) => new(
        nameof(ChangeNoteMissing), ErrorKind.Conflict, $"Change {changeId} was not completed: its final note is not written.",
        "a note that was written after the last of its runs", "none", RetrySafety.SafeAfter,
        new($"Write-ChangeNote {changeId} -Reason '…'", $"jobops change note {changeId} --reason '…'"), $"{changeId}");

    public static JobOpsError ChangeNoteReasonMissing(ChangeId changeId) => new(
        nameof(ChangeNoteReasonMissing), ErrorKind.BadInput, $"The note of change {changeId} was not written.",
        "a reason of at least one word", "an empty reason", RetrySafety.SafeAfter,
        new($"Write-ChangeNote {changeId} -Reason '…'", $"jobops change note {changeId} --reason '…'"), $"{changeId}");

    public static JobOpsError MetricNotMeasured(ChangeId changeId, string metric, string measured) => new(
        nameof(MetricNotMeasured), ErrorKind.BadInput, $"The baselines of change {changeId} were not compared by '{metric}'.",
        "a metric that was measured in both phases", measured, RetrySafety.SafeAfter,
        new($"Compare-Baseline {changeId}", $"jobops change compare {changeId}"), metric);

    public static JobOpsError ChangeHasNoRuns(ChangeId changeId) => new(
        nameof(ChangeHasNoRuns), ErrorKind.Conflict, $"Nothing of change {changeId} can be undone by a rollback.",
        "runs that were started for it and are not undone", "none", RetrySafety.SafeAfter,
        new($"Set-Change {changeId} -Status RolledBack -Reason 'undone by hand: …'",
            $"jobops change rolledback {changeId} --reason 'undone by hand: …'"),
        $"{changeId}");

    public static JobOpsError ClaimNotShown(ChangeId changeId, string claim, string verdict) => new(
        nameof(ClaimNotShown), ErrorKind.CheckFailed, $"The note of change {changeId} was not written: it claims more than the data show.",
        $"a reason that does not say '{claim}', or measurements that show it", verdict, RetrySafety.SafeAfter,
        new($"Compare-Baseline {changeId}", $"jobops change compare {changeId}"), $"{changeId}");

    public static JobOpsError RepositoryUnreadable(string folder, string actual) => new(
        nameof(RepositoryUnreadable), ErrorKind.BadInput, $"The files of the change could not be read from the repository {folder}.",
        "a Git repository, a commit before the change and one with it", actual, RetrySafety.SafeAfter,
        new("Get-Help Write-ChangeNote -Parameter From", "jobops change note --help"), folder);

    public static JobOpsError ComparisonNotWritten(ChangeId changeId, string path, string actual) => new(
        nameof(ComparisonNotWritten), ErrorKind.Failed, $"The page of change {changeId} was not written to {path}.",
        "a folder that can be written", actual, RetrySafety.SafeAfter,
        new($"Show-Comparison {changeId} -Path …", $"jobops change picture {changeId} --page …"), path);

    public static JobOpsError DeliveryQueryInvalid(string what, string expected, string actual) => new(
        nameof(DeliveryQueryInvalid), ErrorKind.BadInput, $"Nothing was told of the delivery: {what} is not allowed.",
        expected, actual, RetrySafety.SafeAfter, Next.DeliveryHelp, what);

    public static JobOpsError BaselineMissing(ChangeId changeId, string phase) => new(
        nameof(BaselineMissing), ErrorKind.Conflict, $"Of change {changeId} nothing was measured {phase} it.",
        $"a baseline of the phase {phase}", "none", RetrySafety.SafeAfter,
        new($"Measure-Baseline {changeId} -Phase {Next.PowerShell(phase)} -Uri '…'",
            $"jobops change measure {changeId} --phase {Next.Shell(phase.ToLowerInvariant())} --uri '…'"),
        $"{changeId}");

    public static JobOpsError BaselineMismatch(ChangeId changeId, string member, string before, string after) => new(
        nameof(BaselineMismatch), ErrorKind.BadInput,
        $"What was measured after change {changeId} cannot be compared with what was measured before: {member} differs.",
        before, after, RetrySafety.SafeAfter,
        new($"Measure-Baseline {changeId} -Phase After", $"jobops change measure {changeId} --phase after"), $"{changeId}");
}
