using JobOps.Changes;
using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Measurements;
using JobOps.Runs;
using JobOps.Steps;
using JobOps.Values;

namespace JobOps.Execution;

/// <summary>Writes the final note of a run or of a change out of what the ledger knows: nothing has to be typed but the reason.</summary>
public sealed class ChangeNoteWriter(ILedger ledger)
{
    /// <param name="runId">A run that has ended.</param>
    /// <param name="reason">Why the change was made.</param>
    /// <param name="command">The command that was used; null to take it from the run.</param>
    /// <param name="beforeStep">The step whose measurements stand for before; null for the first that measured.</param>
    /// <param name="afterStep">The step whose measurements stand for after; null for the last that measured.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="JobOpsException">RunNotFound, NoteReasonMissing, NoteRunUnfinished, StepNotMeasured</exception>
    public async Task<ChangeNote> WriteAsync(
        long runId, string reason, string? command = null, string? beforeStep = null, string? afterStep = null,
        CancellationToken cancellation = default)
    {
        if (string.IsNullOrWhiteSpace(reason))
            throw new JobOpsException(Error.NoteReasonMissing(runId));
        var run = await ledger.Runs.FindAsync(runId, cancellation) ?? throw new JobOpsException(Error.RunNotFound(runId));
        var job = await ledger.Jobs.RequireAsync(run, cancellation);
        var steps = await ledger.Steps.GetAsync(runId, cancellation);
        return await ledger.Notes.WriteAsync(
            new()
            {
                RunId = runId,
                Reason = reason.Trim(),
                Command = command ?? RunCommandLine.PowerShell(run, job),
                Files = [.. steps.SelectMany(step => Files(step, step.StepName))],
                Metric = Compare(runId, job, steps, beforeStep, afterStep),
                Forced = Forced([run]),
            },
            cancellation);
    }

    /// <param name="changeId">A change that was applied.</param>
    /// <param name="reason">Why it was made. It may claim no more than the measurements show.</param>
    /// <param name="options">What the comparison is to answer.</param>
    /// <param name="moreFiles">Files that no step has looked at, as of a repository.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="JobOpsException">ChangeNotFound, ChangeNotApplied, ChangeReasonMissing, ClaimNotShown</exception>
    public async Task<ChangeNote> WriteAsync(
        ChangeId changeId, string reason, ComparisonOptions options, IReadOnlyList<TouchedFile> moreFiles,
        CancellationToken cancellation = default)
    {
        if (string.IsNullOrWhiteSpace(reason))
            throw new JobOpsException(Error.ChangeNoteReasonMissing(changeId));
        var change = await ledger.Changes.RequireAsync(changeId, cancellation);
        var compared = await new ChangeComparer(ledger).TryCompareAsync(change, options, cancellation);
        if (ImprovementClaim.FindUnshown(reason, compared?.Metrics ?? []) is { } claim)
            throw new JobOpsException(Error.ClaimNotShown(
                changeId, claim, compared?.Primary.Sentence ?? "nothing was measured both before and after"));
        var (commands, files) = (new List<string>(change.Commands), new List<TouchedFile>());
        var runs = await RunsAsync(change, cancellation);
        foreach (var run in runs)
        {
            commands.Add(RunCommandLine.PowerShell(run, await ledger.Jobs.RequireAsync(run, cancellation)));
            foreach (var step in await ledger.Steps.GetAsync(run.RunId, cancellation))
                files.AddRange(Files(step, $"run {run.RunId}, {step.StepName}").Select(file => Standing(file, step)));
        }
        return await ledger.Notes.WriteAsync(
            new()
            {
                ChangeId = changeId,
                Reason = reason.Trim(),
                Command = commands.Count > 0 ? string.Join("; ", commands) : "none that JobOps knows",
                Commands = commands,
                Files = [.. files.GroupBy(file => file.Path, StringComparer.Ordinal).Select(Whole), .. moreFiles],
                Metric = compared?.Primary,
                OtherMetrics = [.. compared?.Metrics.Skip(1) ?? []],
                Forced = Forced(runs),
            },
            cancellation);
    }

    static IReadOnlyList<string> Forced(IEnumerable<JobRun> runs) =>
        [.. from run in runs
            where run.ForceReason is not null
            select $"run {run.RunId} was started without a rehearsal: {run.ForceReason}"];

    // Rollbacks among them: they are commands of the change, too, and touch nothing that their runs had not touched.
    async Task<IReadOnlyList<JobRun>> RunsAsync(Change change, CancellationToken cancellation) =>
        change.RunIds.Count == 0
            ? []
            : [.. (await ledger.Runs.GetAsync(new() { RunIds = change.RunIds, Limit = change.RunIds.Count }, cancellation))
                .OrderBy(run => run.RunId)];

    /// <summary>What a step left is not there any more where it was undone, and nobody has looked at what is.</summary>
    static TouchedFile Standing(TouchedFile file, JobStep step) => step.UndoStatus == UndoStatus.Undone
        ? file with { StepName = $"{file.StepName}, undone by run {step.UndoRunId}", After = null }
        : file;

    /// <summary>What several runs did to one path, as one: from before the first to after the last.</summary>
    static TouchedFile Whole(IEnumerable<TouchedFile> ofPath)
    {
        var touches = ofPath.ToList();
        return touches[0] with { StepName = touches[^1].StepName, After = touches[^1].After };
    }

    static IEnumerable<TouchedFile> Files(JobStep step, string where) =>
        step.Before.Select(touch => new TouchedFile(
            touch.Value.Path, where, touch.Value, step.After.GetValueOrDefault(touch.Key)));

    static Comparison? Compare(
        long runId, JobDefinition job, IReadOnlyList<JobStep> steps, string? before, string? after)
    {
        var measured = steps
            .Select(step => (step.StepName, Measurement: StepResult.Measurement(job, step)))
            .Where(pair => pair.Measurement is { TimesMs.Count: > 0 })
            .ToList();
        var first = Find(before) ?? measured.FirstOrDefault();
        var last = Find(after) ?? measured.LastOrDefault();
        return first.Measurement is null || last.Measurement is null || first.StepName == last.StepName
            ? null
            : PhaseComparer.Instance.Compare(PhaseOf(Phase.Before, first.Measurement), PhaseOf(Phase.After, last.Measurement), new())[0];

        (string StepName, HttpMeasurement? Measurement)? Find(string? name)
        {
            if (name is null)
                return null;
            var found = measured.Find(pair => pair.StepName.Equals(name, StringComparison.OrdinalIgnoreCase));
            return found.Measurement is not null
                ? found
                : throw new JobOpsException(Error.StepNotMeasured(runId, name, string.Join(", ", measured.Select(pair => pair.StepName))));
        }
    }

    // A probe asks one after the other, and keeps how many of its answers failed, not which.
    static MeasuredPhase PhaseOf(Phase phase, HttpMeasurement measurement)
    {
        var due = 0.0;
        var samples = new List<Sample>(measurement.TimesMs.Count);
        foreach (var time in measurement.TimesMs)
        {
            samples.Add(new() { DueMs = due, Value = time });
            due += time;
        }
        return new(
            new()
            {
                ChangeId = default,
                Phase = phase,
                Source = MeasuredSource.Uri,
                Target = measurement.Url,
                Count = samples.Count,
            },
            samples);
    }
}
