using JobOps.Runs;
using JobOps.Wording;
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

    /// <summary>Where a run stands.</summary>
    public static Text Status(JobRun run) => new(run switch
    {
        { IsAbandoned: true } => "Abandoned",
        { Status: RunStatus.Scheduled } when run.DueAt > run.ReadAt => $"Scheduled, {RunWords.DueIn(run)}",
        _ => run.Status.ToString(),
    }, Of(Standings.Of(run)));

    /// <summary>A status of a run, step or undo.</summary>
    public static Text Status(Enum status) => new(status.ToString(), Of(status));

    /// <summary>The colour of a status.</summary>
    public static Style Of(Enum status) => Of(Standings.Of(status));

    /// <summary>The colour of what a state means.</summary>
    public static Style Of(Standing standing) => standing switch
    {
        Standing.Good => Good,
        Standing.Busy => Busy,
        Standing.Doubtful => Doubtful,
        Standing.Bad => Bad,
        _ => Style.Plain,
    };

    /// <summary>Who did it and why, as the end of a sentence: <c> by alice: reason</c>.</summary>
    public static string By(string? actor, string? reason) =>
        (string.IsNullOrEmpty(actor) ? "" : $" by {actor}") + (string.IsNullOrEmpty(reason) ? "" : $": {reason}");
}
