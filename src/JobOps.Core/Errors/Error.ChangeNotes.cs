namespace JobOps.Errors;

// Final notes.
public static partial class Error
{
    public static JobOpsError NoteReasonMissing(long runId) => new(
        nameof(NoteReasonMissing), ErrorKind.BadInput, $"The change note of run {runId} was not written.",
        "a reason of at least one word", "an empty reason", RetrySafety.SafeAfter,
        new($"Write-ChangeNote {runId} -Reason '…'", $"jobops note {runId} --reason '…'"), $"{runId}");

    public static JobOpsError NoteParameterUnfitting(string of, string parameter, string fits) => new(
        nameof(NoteParameterUnfitting), ErrorKind.Usage, $"The note of {of} was not written: {parameter} is for the note of {fits}.",
        $"{parameter} only with {fits}", parameter, RetrySafety.SafeAfter,
        new("Get-Help Write-ChangeNote", "jobops change note --help"), parameter);

    public static JobOpsError StepNotMeasured(long runId, string step, string measured) => new(
        nameof(StepNotMeasured), ErrorKind.BadInput, $"Step '{step}' of run {runId} measured nothing to compare.",
        measured.Length > 0 ? $"one of: {measured}" : "a run with HTTP probes", step, RetrySafety.SafeAfter,
        Next.ShowSteps(runId), step);

    public static JobOpsError NoteRunUnfinished(long runId) => new(
        nameof(NoteRunUnfinished), ErrorKind.Conflict,
        $"The change note of run {runId} was not written: the run has not ended.",
        "a run that has ended", "still queued or running", RetrySafety.SafeAfter, Next.Why(runId), $"{runId}");
}
