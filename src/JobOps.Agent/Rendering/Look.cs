using JobOps.Execution;
using JobOps.Runs;
using JobOps.Steps;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JobOps.Agent.Rendering;

/// <summary>The one place that decides how tables, states and ages look.</summary>
static class Look
{
    public static readonly Style Good = new(Color.Green);
    public static readonly Style Bad = new(Color.Red, decoration: Decoration.Bold);
    public static readonly Style Doubtful = new(Color.Yellow);
    public static readonly Style Busy = new(Color.Blue);
    public static readonly Style Quiet = new(Color.Grey);
    public static readonly Style Heading = new(decoration: Decoration.Bold);
    public static readonly Style Command = new(Color.Aqua);

    /// <summary>A table with the given column names; a name that starts with <c>&gt;</c> is of numbers, set right.</summary>
    public static Table Table(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Simple).BorderStyle(Quiet);
        foreach (var name in columns)
        {
            var column = new TableColumn(new Text(name.TrimStart('>'))).Padding(0, 0, 1, 0);
            table.AddColumn(name.StartsWith('>') ? column.RightAligned().NoWrap() : column);
        }
        return table;
    }

    /// <summary>Adds a row; a string is shown as it is, null as nothing.</summary>
    public static void Row(this Table table, params object?[] cells) =>
        table.AddRow(cells.Select(cell => cell as IRenderable ?? new Text(cell?.ToString() ?? "")));

    /// <summary>Names on the left, values on the right; a value that is null is left out.</summary>
    public static IRenderable Details(params (string Name, object? Value)[] rows)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().Padding(2, 0, 2, 0)).AddColumn();
        foreach (var (name, value) in rows)
            if (value is not (null or ""))
                grid.AddRow(new Text(name, Quiet), value as IRenderable ?? new Text(value.ToString()!));
        return grid;
    }

    /// <summary>What a list shows when there is nothing in it.</summary>
    public static IRenderable Nothing(string text) => new Text(text + Environment.NewLine, Quiet);

    public static Text Status(JobRun run) => run switch
    {
        { IsAbandoned: true } => new("Abandoned", Doubtful),
        { Status: RunStatus.Scheduled, DueAt: { } due } when due > run.ReadAt =>
            new($"Scheduled, in {RunExplanation.Age(due - run.ReadAt)}", StyleOf(run.Status)),
        _ => new(run.Status.ToString(), StyleOf(run.Status)),
    };

    public static Style StyleOf(RunStatus status) => status switch
    {
        RunStatus.Succeeded => Good,
        RunStatus.Failed => Bad,
        RunStatus.Running => Busy,
        RunStatus.Queued or RunStatus.Scheduled => Style.Plain,
        _ => Doubtful,
    };

    public static Style StyleOf(StepStatus status) => status switch
    {
        StepStatus.Succeeded or StepStatus.Accepted => Good,
        StepStatus.Failed => Bad,
        StepStatus.Running => Busy,
        _ => Doubtful,
    };

    public static Style StyleOf(UndoStatus status) => status switch
    {
        UndoStatus.Undone or UndoStatus.AlreadyUndone => Good,
        UndoStatus.CannotUndo => Bad,
        _ => Doubtful,
    };

    /// <summary>A length of time, or nothing.</summary>
    public static string Took(TimeSpan? time) => time is { } value ? RunExplanation.Age(value) : "";

    /// <summary>A moment, by the clock of whoever looks.</summary>
    public static string Time(DateTimeOffset? at) => at is { } value ? $"{value.ToLocalTime():yyyy-MM-dd HH:mm:ss}" : "";

    /// <summary>Who did it and why, as the end of a sentence: <c> by alice: reason</c>.</summary>
    public static string By(string? actor, string? reason) =>
        (string.IsNullOrEmpty(actor) ? "" : $" by {actor}") + (string.IsNullOrEmpty(reason) ? "" : $": {reason}");

    /// <summary>How long ago something was.</summary>
    public static string Ago(DateTimeOffset at, DateTimeOffset now) => $"{RunExplanation.Age(now - at)} ago";

    /// <summary>What a path was and what it became: <c>current: releases/1 → releases/2</c>.</summary>
    public static string Change(string name, TouchedPath? before, TouchedPath? after) =>
        before == after ? $"{name}: {State(after)}, not changed" : $"{name}: {State(before)} → {State(after)}";

    static string State(TouchedPath? path) => path switch
    {
        null => "not known",
        { Kind: PathKind.Link } => path.Value,
        _ => path.ToString(),
    };
}
