using JobOps.Changes;
using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Measurements;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Execution;

/// <summary>Writes the final note of a run out of what the ledger knows: nothing has to be typed but the reason.</summary>
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
                Files = [.. steps.SelectMany(Files)],
                Metric = Compare(runId, job, steps, beforeStep, afterStep),
            },
            cancellation);
    }

    static IEnumerable<TouchedFile> Files(JobStep step) =>
        step.Before.Select(touch => new TouchedFile(
            touch.Value.Path, step.StepName, touch.Value, step.After.GetValueOrDefault(touch.Key)));

    static MetricComparison? Compare(
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
            : MetricComparison.Of("response time", "ms", first.Measurement.TimesMs, last.Measurement.TimesMs);

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
}
