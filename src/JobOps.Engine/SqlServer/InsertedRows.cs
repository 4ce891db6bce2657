using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using JobOps.Ledger;

namespace JobOps.Engine.SqlServer;

/// <summary>
/// Which number each row of an INSERT of many has got. In what order a statement numbers its rows T-SQL promises only for
/// a sorted SELECT, which Babelfish does not take together with OUTPUT. So no row is known by its place: each is recognised
/// by what it holds, and of rows that hold the same the first has the lowest number.
/// </summary>
static class InsertedRows
{
    static readonly JsonSerializerOptions s_json = new(LedgerJson.Options) { Converters = { new TimeConverter() } };

    /// <summary>The rows as OPENJSON takes them: times are UTC without an offset.</summary>
    public static string ToJson(IReadOnlyList<object> rows) => JsonSerializer.Serialize(rows, s_json);

    /// <param name="rows">What was inserted, in the order of the caller.</param>
    /// <param name="inserted">What the server says that it has inserted: the number first, then columns of the row.</param>
    /// <returns>The number of each row, in their order.</returns>
    public static IReadOnlyList<long> Numbers(IReadOnlyList<object> rows, IEnumerable<IDictionary<string, object?>> inserted)
    {
        var found = inserted.Select(row => (Number: (long)row.Values.First()!, Row: row)).OrderBy(row => row.Number).ToList();
        if (found.Count != rows.Count)
            throw new InvalidOperationException($"{rows.Count} rows were to be inserted, and the server inserted {found.Count}");
        var members = found[0].Row.Keys.Skip(1).Select(column => Member(rows[0], column)).ToList();
        var numbers = found
            .GroupBy(row => Content(members.Select(member => row.Row[member.Column])), row => row.Number)
            .ToDictionary(same => same.Key, same => new Queue<long>(same));
        return [.. rows.Select(row => numbers[Content(members.Select(member => member.Property.GetValue(row)))].Dequeue())];
    }

    static (string Column, PropertyInfo Property) Member(object row, string column) =>
        (column, row.GetType().GetProperty(column, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)
                 ?? throw new InvalidOperationException($"the rows have no {column}"));

    static string Content(IEnumerable<object?> values) => string.Join('\u001f', values.Select(Text));

    static string Text(object? value) => value switch
    {
        null => "\u0000",
        DateTimeOffset time => Text(time.UtcDateTime),
        DateTime time => time.Ticks.ToString(CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    sealed class TimeConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            throw new NotSupportedException("rows are only written");

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fff", CultureInfo.InvariantCulture));
    }
}
