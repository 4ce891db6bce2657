using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace JobOps.Engine.Sql;

/// <summary>
/// An INSERT of one row, taken apart, so that the same statement can insert many. A database looks up the table, its
/// indexes and the plan for each statement, which costs more than the row.
/// </summary>
sealed partial class RowInsert
{
    /// <summary>Stands between the name and the number of the row in a parameter: <c>@jobId__7</c>.</summary>
    public const string RowMark = "__";

    static readonly ConcurrentDictionary<string, RowInsert?> s_known = new(StringComparer.Ordinal);

    readonly string _head;

    // Callers use a few sizes, so that few statements are compiled.
    readonly ConcurrentDictionary<int, string> _texts = [];

    RowInsert(Match match)
    {
        _head = match.Groups["head"].Value;
        Table = match.Groups["table"].Value;
        Columns = [.. match.Groups["column"].Captures.Select(column => column.Value)];
        Parameters = [.. match.Groups["parameter"].Captures.Select(parameter => parameter.Value)];
    }

    /// <summary>The table, as the statement names it.</summary>
    public string Table { get; }

    /// <summary>The columns that it fills.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>What it fills each column with, in their order.</summary>
    public IReadOnlyList<string> Parameters { get; }

    /// <summary>Null where the text is no INSERT of one row of parameters.</summary>
    public static RowInsert? Of(string text) => s_known.GetOrAdd(
        text, static text => Insert().Match(text) is { Success: true } match ? new(match) : null);

    /// <summary>The same for so many rows.</summary>
    public string Text(int rows) => _texts.GetOrAdd(rows, count => Text(count, firstRow: 0));

    /// <summary>The same for rows that are numbered from another one than 0.</summary>
    public string Text(int rows, int firstRow) =>
        $"{_head} VALUES {string.Join(", ", Enumerable.Range(firstRow, rows).Select(row => $"({Numbered(row)})"))}";

    string Numbered(int row) => string.Join(", ", Parameters.Select(parameter => $"{parameter}{RowMark}{row}"));

    [GeneratedRegex(
        @"\A\s*(?<head>INSERT INTO\s+(?<table>[\w.]+)\s*\(\s*(?<column>\w+)(\s*,\s*(?<column>\w+))*\s*\))\s*"
        + @"VALUES\s*\(\s*(?<parameter>@\w+)(\s*,\s*(?<parameter>@\w+))*\s*\)\s*\z")]
    private static partial Regex Insert();
}
