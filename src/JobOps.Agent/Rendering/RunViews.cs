using JobOps.Execution;
using JobOps.Jobs;
using JobOps.Queues;
using JobOps.Rollbacks;
using JobOps.Runs;
using JobOps.Steps;
using JobOps.Wording;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JobOps.Agent.Rendering;

/// <summary>Runs, steps and rollbacks as a person reads them.</summary>
static class RunViews
{
    public static IRenderable Table(IReadOnlyList<JobRun> runs)
    {
        if (runs.Count == 0)
            return Tables.Nothing("No runs.");
        return new FirstThatFits(
            () => Set(runs, keyBelow: false, queueBelow: false), () => Set(runs, keyBelow: true, queueBelow: false),
            () => Set(runs, keyBelow: true, queueBelow: true));
    }

    // What has no room beside the name of a job stands below it.
    static Table Set(IReadOnlyList<JobRun> runs, bool keyBelow, bool queueBelow)
    {
        string?[] columns =
            [">Run", "=Job", queueBelow ? null : "=Queue", "=Status", ">Age", ">Took", ">Tries", "Undo", keyBelow ? null : "=Key"];
        var table = Tables.Of([.. columns.OfType<string>()]);
        foreach (var run in runs)
        {
            var queue = queueBelow && run.Queue != JobQueue.Default ? run.Queue : null;
            string?[] job = [run.JobName, queue, keyBelow ? run.IdempotencyKey : null];
            object?[] cells =
            [
                run.RunId, string.Join(Environment.NewLine + "  ", job.OfType<string>()), run.Queue, Styles.Status(run),
                TimeWords.Age(run.ReadAt - run.RequestedAt), TimeWords.Took(run.Duration), run.Attempt, Undo(run), run.IdempotencyKey,
            ];
            table.Row([.. cells.Where((_, column) => columns[column] is not null)]);
        }
        return table;
    }

    /// <summary>All of one run, and in one sentence why it is where it is.</summary>
    public static IRenderable Details(
        JobRun run, JobDefinition job, string why, IReadOnlyList<Attempt> attempts, IReadOnlyList<JobStep> steps) => new Rows(
        Tables.Words($"Run {run.RunId} of {run.JobName}"),
        Tables.Details(
            ("Why", why),
            ("Status", Styles.Status(run)),
            ("Job version", run.JobVersion),
            ("Queue", RunWords.Queue(run)),
            ("Due", TimeWords.At(run.DueAt)),
            ("Start by", TimeWords.At(run.StartBy)),
            ("Undo", Undo(run)),
            ("Environment", EnvironmentWords.Of(run)),
            ("Rehearsed", EnvironmentWords.Rehearsed(run)),
            ("Key", run.IdempotencyKey),
            ("Batch", run.Batch),
            ("Follows", run.FollowsRunId),
            ("Approval by", TimeWords.At(run.ApprovalBy)),
            ("Approved by", run.ApprovedBy),
            ("Parameters", RunWords.Parameters(run)),
            ("Requested", TimeWords.By(run.RequestedAt, run.RequestedBy)),
            ("Took", TimeWords.Took(run.Duration)),
            ("Attempts", string.Join(Environment.NewLine, attempts.Select(RunWords.Attempted)))),
        Steps(job, steps));

    /// <summary>Where a run stands, as the end of a sentence about it.</summary>
    public static string State(JobRun run) =>
        run.ApprovalBy is { } until
            ? $"awaiting approval until {TimeWords.At(until)}"
            : run is { Status: RunStatus.Scheduled, DueAt: { } due }
            ? $"scheduled for {TimeWords.At(due)}"
            : run.Status.ToString().ToLowerInvariant();

    /// <summary>What a batch has started, in a line or two.</summary>
    public static IRenderable Batch(IReadOnlyList<JobRun> runs)
    {
        var started = runs.Where(run => !run.Replayed).ToList();
        var lines = new List<string>
        {
            started.Count == 0
                ? "No run was started."
                : $"Started {RunWords.Count(started.Count)} of {started[0].JobName}: "
                    + $"{started.Min(run => run.RunId)} to {started.Max(run => run.RunId)}.",
        };
        if (runs.Count > started.Count)
            lines.Add($"Of {RunWords.Count(runs.Count - started.Count)} the key was there already: replayed, nothing was started.");
        return Tables.Words(string.Join(Environment.NewLine, lines));
    }

    public static IRenderable Steps(JobDefinition job, IReadOnlyList<JobStep> steps)
    {
        if (steps.Count == 0)
            return Tables.Nothing("No steps yet.");
        var table = Tables.Of(">#", "Step", "Status", ">Try", ">Took", "What it did", "Undo");
        foreach (var step in steps)
            table.Row(
                step.Number, step.StepName, Styles.Status(step.Status), step.Try,
                TimeWords.Took(step.Duration), Deed(job, step), Undo(step));
        return table;
    }

    /// <summary>What a rollback would do.</summary>
    public static IRenderable Plan(IReadOnlyList<RollbackStep> steps)
    {
        if (steps.Count == 0)
            return Tables.Nothing("Nothing to undo.");
        var table = Tables.Of("Step", "Undo", "Why", "By");
        foreach (var step in steps)
            table.Row(step.StepName, Styles.Status(step.Status), step.Reason, step.Undo);
        return table;
    }

    /// <summary>What a rollback did.</summary>
    public static IRenderable Rollback(IReadOnlyList<RollbackStep> steps)
    {
        if (steps.Count == 0)
            return Tables.Nothing("Nothing to undo.");
        var table = Tables.Of("Step", "Outcome", "Why");
        foreach (var step in steps)
            table.Row(step.StepName, Styles.Status(step.Status), step.Reason);
        return table;
    }

    static string? Undo(JobRun run) =>
        run.RollbackOf is { } undone ? $"of run {undone}" : run.RolledBackBy is { } by ? $"by run {by}" : null;

    // What it changed, or else what it measured, and that it was not done in the last attempt.
    static string Deed(JobDefinition job, JobStep step)
    {
        IEnumerable<string?> deeds = step.Before.Count > 0
            ? step.Before.Keys.Select(name => StepWords.Change(name, step.Before[name], step.After.GetValueOrDefault(name)))
            : Enumerable.Repeat(Measurement(job, step), 1);
        return string.Join(Environment.NewLine, deeds.Append(StepWords.DoneBefore(step)).OfType<string>());
    }

    static string? Measurement(JobDefinition job, JobStep step) => StepResult.Measurement(job, step) is { Requests: > 0 } measurement
        ? FormattableString.Invariant($"{measurement.Requests} requests, {measurement.Failed} failed, {measurement.MedianMs:0.0} ms")
        : null;

    static Text? Undo(JobStep step) => step.UndoStatus is { } status ? Styles.Status(status) : null;
}
