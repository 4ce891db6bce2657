using System.Globalization;
using System.Text.Json;

namespace JobOps.Engine.Sql.Transfer;

/// <summary>How a column is stored; in a file each is written so that a person can read it.</summary>
enum ColumnKind
{
    /// <summary>bigint or int; INTEGER.</summary>
    Number,
    /// <summary>bit; INTEGER 0 or 1.</summary>
    Flag,
    /// <summary>datetime2(3); INTEGER, milliseconds since 1970.</summary>
    Time,
    /// <summary>char, varchar, nvarchar; TEXT.</summary>
    Text,
}

/// <summary>A column of a table that is moved.</summary>
/// <param name="Name">The column.</param>
/// <param name="Kind">How it is stored.</param>
/// <param name="Missing">What it means that a line does not have it: the file may be from before the column was.</param>
sealed record LedgerColumn(string Name, ColumnKind Kind, object? Missing = null)
{
    /// <summary>The name of its member in a line.</summary>
    public string Member { get; } = JsonNamingPolicy.CamelCase.ConvertName(Name);

    /// <summary>Writes a value as the database gave it; nothing for NULL.</summary>
    public void Write(Utf8JsonWriter json, object? value)
    {
        if (value is null)
            return;
        switch (Kind)
        {
            case ColumnKind.Number:
                json.WriteNumber(Member, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case ColumnKind.Flag:
                json.WriteBoolean(Member, Convert.ToInt64(value, CultureInfo.InvariantCulture) != 0);
                break;
            case ColumnKind.Time:
                json.WriteString(Member, ToTime(value));
                break;
            default:
                json.WriteString(Member, (string)value);
                break;
        }
    }

    /// <summary>Reads a value out of a line: long, bool, DateTimeOffset, string or null.</summary>
    /// <exception cref="FormatException">The member is of another kind.</exception>
    public object? Read(JsonElement row)
    {
        if (!row.TryGetProperty(Member, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        return (Kind, value.ValueKind) switch
        {
            (ColumnKind.Number, JsonValueKind.Number) when value.TryGetInt64(out var number) => number,
            (ColumnKind.Flag, JsonValueKind.True or JsonValueKind.False) => value.GetBoolean(),
            (ColumnKind.Time, JsonValueKind.String) when value.TryGetDateTimeOffset(out var time) => time.ToUniversalTime(),
            (ColumnKind.Text, JsonValueKind.String) => value.GetString(),
            _ => throw new FormatException($"'{Member}' is no {Kind.ToString().ToLowerInvariant()}"),
        };
    }

    static DateTimeOffset ToTime(object value) => value is DateTime time
        ? new(DateTime.SpecifyKind(time, DateTimeKind.Utc))
        : DateTimeOffset.FromUnixTimeMilliseconds(Convert.ToInt64(value, CultureInfo.InvariantCulture));
}

/// <summary>A table that is moved, or a part of one.</summary>
/// <param name="Name">The table.</param>
/// <param name="Line">What its lines are called.</param>
/// <param name="Order">The columns that its rows are ordered by.</param>
/// <param name="Columns">What is moved.</param>
sealed record LedgerTable(string Name, string Line, string Order, params LedgerColumn[] Columns)
{
    /// <summary>All its rows, in order.</summary>
    public Statement Select { get; init; } = $"SELECT {Names(Columns)} FROM jobops.{Name} ORDER BY {Order}";

    /// <summary>The names of columns, as a list in SQL.</summary>
    public static string Names(IEnumerable<LedgerColumn> columns) => string.Join(", ", columns.Select(column => column.Name));

    /// <summary>Writes the members of a row.</summary>
    public void Write(Utf8JsonWriter json, IDictionary<string, object?> row)
    {
        foreach (var column in Columns)
            column.Write(json, row[column.Name]);
    }

    /// <summary>The values of a line, by column.</summary>
    /// <exception cref="FormatException">A member is of another kind, or unknown.</exception>
    public object?[] Read(JsonElement row)
    {
        var values = Array.ConvertAll(Columns, column => column.Read(row));
        // Whatever is not taken over would be lost without a word. The line names its table, too.
        var members = row.EnumerateObject().Count(member => member.Value.ValueKind != JsonValueKind.Null);
        if (members != values.Count(value => value is not null) + 1)
            throw new FormatException($"a member that a {Line} does not have");
        for (var index = 0; index < values.Length; index++)
            values[index] ??= Columns[index].Missing;
        return values;
    }
}
