using JobOps.Execution;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Rollbacks;
using JobOps.Runs;
using JobOps.Steps;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JobOps.Agent.Rendering;

/// <summary>Runs, steps and rollbacks as a person reads them.</summary>
static class RunViews
{
    public static IRenderable Table(IReadOnlyList<JobRun> runs)
    {
        if (runs.Count == 0)
            return Look.Nothing("No runs.");
        var table = Look.Table(">Run", "Job", "Status", ">Age", ">Took", ">Tries", "Undo", "Key");
        foreach (var run in runs)
            table.Row(
                run.RunId, run.JobName, Look.Status(run), RunExplanation.Age(run.ReadAt - run.RequestedAt),
                Look.Took(run.Duration), run.Attempt, Undo(run), run.IdempotencyKey);
        return table;
    }

    /// <summary>All of one run, and in one sentence why it is where it is.</summary>
    public static IRenderable Details(
        JobRun run, string why, IReadOnlyList<Attempt> attempts, IReadOnlyList<JobStep> steps) => new Rows(
        new Text($"Run {run.RunId} of {run.JobName}"),
        Look.Details(
            ("Why", why),
            ("Status", Look.Status(run)),
            ("Job version", run.JobVersion),
            ("Undo", Undo(run)),
            ("Environment", run.Environment),
            ("Key", run.IdempotencyKey),
            ("Parameters", Parameters(run)),
            ("Requested", $"{run.RequestedAt.ToLocalTime():yyyy-MM-dd HH:mm:ss} by {run.RequestedBy}"),
            ("Took", Look.Took(run.Duration)),
            ("Attempts", string.Join(Environment.NewLine, attempts.Select(Words)))),
        Steps(steps));

    public static IRenderable Steps(IReadOnlyList<JobStep> steps)
    {
        if (steps.Count == 0)
            return Look.Nothing("No steps yet.");
        var table = Look.Table(">#", "Step", "Status", ">Try", ">Took", "What it did", "Undo");
        foreach (var step in steps)
            table.Row(
                step.Number, step.StepName, new Text(step.Status.ToString(), Look.StyleOf(step.Status)), step.Attempt,
                Look.Took(step.Duration), Deed(step), Undo(step));
        return table;
    }

    /// <summary>What a rollback would do.</summary>
    public static IRenderable Plan(IReadOnlyList<RollbackStep> steps)
    {
        if (steps.Count == 0)
            return Look.Nothing("Nothing to undo.");
        var table = Look.Table("Step", "Would be", "Why", "By");
        foreach (var step in steps)
            table.Row(step.StepName, Outcome(step), step.Reason, step.Undo);
        return table;
    }

    /// <summary>What a rollback did.</summary>
    public static IRenderable Rollback(IReadOnlyList<RollbackStep> steps)
    {
        if (steps.Count == 0)
            return Look.Nothing("Nothing to undo.");
        var table = Look.Table("Step", "Outcome", "Why");
        foreach (var step in steps)
            table.Row(step.StepName, Outcome(step), step.Reason);
        return table;
    }

    static Text Outcome(RollbackStep step) => new(step.Status.ToString(), Look.StyleOf(step.Status));

    static string? Undo(JobRun run) =>
        run.RollbackOf is { } undone ? $"of run {undone}" : run.RolledBackBy is { } by ? $"by run {by}" : null;

    static string Words(Attempt attempt) =>
        $"{attempt.Number}: {attempt.Outcome?.ToLowerInvariant() ?? "goes on"}, by {attempt.Worker}";

    static string Parameters(JobRun run) =>
        string.Join(Environment.NewLine, run.Parameters.Select(pair => $"{pair.Key} = {ParameterValues.Text(pair.Value)}"));

    // What it changed, or else what it measured.
    static string? Deed(JobStep step) => step.Before.Count > 0
        ? string.Join(Environment.NewLine, step.Before.Keys.Select(name =>
            Look.Change(name, step.Before[name], step.After.GetValueOrDefault(name))))
        : Measurement(step);

    // The result of a step that measured nothing has other members, or is no JSON object at all.
    static string? Measurement(JobStep step) =>
        step.Result is ['{', ..] && LedgerJson.Read<HttpMeasurement>(step.Result) is { Requests: > 0 } measurement
            ? FormattableString.Invariant($"{measurement.Requests} requests, {measurement.Failed} failed, {measurement.MedianMs:0.0} ms")
            : null;

    static object? Undo(JobStep step) => step.UndoStatus is { } status
        ? new Text(status.ToString(), Look.StyleOf(status))
        : null;
}
