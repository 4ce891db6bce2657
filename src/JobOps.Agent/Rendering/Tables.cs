using JobOps.Values;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JobOps.Agent.Rendering;

/// <summary>The one place that decides how lists and details are set.</summary>
static class Tables
{
    /// <summary>A table with the given column names; a name that starts with <c>&gt;</c> is of numbers, set right,
    /// one that starts with <c>=</c> of names, which are never broken in two.</summary>
    public static Table Of(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Simple).BorderStyle(Styles.Quiet);
        foreach (var name in columns)
        {
            var column = new TableColumn(Words(name.TrimStart('>', '='))).Padding(0, 0, 1, 0);
            table.AddColumn(name[0] switch { '>' => column.RightAligned().NoWrap(), '=' => column.NoWrap(), _ => column });
        }
        return table;
    }

    /// <summary>Words that may have come from outside: all of them end up here.</summary>
    public static Text Words(string? text, Style? style = null) => new(Visible.Text(text ?? ""), style);

    /// <summary>Adds a row; null is shown as nothing.</summary>
    public static void Row(this Table table, params object?[] cells) =>
        table.AddRow(cells.Select(cell => cell as IRenderable ?? Words(cell?.ToString())));

    /// <summary>Names on the left, values on the right; a value that is null is left out.</summary>
    public static IRenderable Details(params (string Name, object? Value)[] rows)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().Padding(2, 0, 2, 0)).AddColumn();
        foreach (var (name, value) in rows)
            if (value is not (null or ""))
                grid.AddRow(Words(name, Styles.Quiet), value as IRenderable ?? Words(value.ToString()));
        return grid;
    }

    /// <summary>What a list shows when there is nothing in it.</summary>
    public static IRenderable Nothing(string text) => Words(text + Environment.NewLine, Styles.Quiet);
}
