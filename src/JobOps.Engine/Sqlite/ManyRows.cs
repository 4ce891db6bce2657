using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace JobOps.Engine.Sqlite;

/// <summary>
/// An INSERT of one row as an INSERT of many. SQLite opens every index of the table for each statement, which costs more
/// than the row.
/// </summary>
sealed partial class ManyRows
{
    // A few sizes, so that few texts are compiled.
    static readonly int[] s_sizes = [100, 10, 1];

    static readonly ConcurrentDictionary<string, ManyRows?> s_known = new(StringComparer.Ordinal);

    readonly Dictionary<int, string> _texts;

    ManyRows(Match match) => _texts = s_sizes.ToDictionary(size => size, size =>
        match.Groups["head"].Value
        + string.Join(", ", Enumerable.Range(0, size).Select(row => Name().Replace(match.Groups["row"].Value, $"$0{SqliteBinder.RowMark}{row}")))
        + match.Groups["tail"].Value);

    /// <summary>Null where the text is no INSERT of one row.</summary>
    public static ManyRows? Of(string text) => s_known.GetOrAdd(
        text, static text => Insert().Match(text) is { Success: true } match ? new(match) : null);

    /// <summary>How many rows to insert at once when so many are left.</summary>
    public static int SizeFor(int rows) => s_sizes.First(size => size <= rows);

    public string Text(int rows) => _texts[rows];

    [GeneratedRegex(@"\A(?<head>\s*INSERT INTO [^;]*?VALUES\s*)(?<row>\([^;()]*\))(?<tail>\s*)\z")]
    private static partial Regex Insert();

    [GeneratedRegex(@"@\w+")]
    private static partial Regex Name();
}
