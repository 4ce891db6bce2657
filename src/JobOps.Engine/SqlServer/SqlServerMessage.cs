using System.Collections.Concurrent;
using System.Numerics;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using JobOps.Engine.Sql;

namespace JobOps.Engine.SqlServer;

/// <summary>
/// Statements that go to the server in one message. Each gets parameters of its own by a number behind their names; nothing
/// but numbers gets into a text, so the same statements make the same text, whose plan the server keeps.
/// </summary>
/// <remarks>
/// The client's SqlBatch would rename nothing, but cannot be prepared (its Prepare sends the same bytes as before): on Babelfish
/// a message of three statements took 5 times as long, one of nine 5 to 7 times, one of 33 14 times, in as many round trips.
/// </remarks>
sealed partial class SqlServerMessage
{
    // A request may carry 2100 parameters.
    public const int MostParameters = 2000;

    static readonly ConcurrentDictionary<Type, PropertyInfo[]> s_members = [];

    readonly StringBuilder _text = new();
    readonly List<SqlServerValue> _values = [];
    int _marks;

    /// <summary>How many statements it has.</summary>
    public int Count { get; private set; }

    /// <summary>Whether so many more parameters have room.</summary>
    public bool HasRoomFor(int parameters) => _values.Count + parameters <= MostParameters;

    /// <summary>How many parameters an object gives.</summary>
    public static int ParametersOf(object row) =>
        Members(row).Sum(member => member.GetValue(row) is long[] numbers ? Filled(numbers) : 1);

    /// <summary>Adds a statement with the parameters of one row.</summary>
    public void Add(string text, object row)
    {
        var mark = $"{RowInsert.RowMark}{_marks++}";
        Append(AddValues(Name().Replace(text, $"$0{mark}"), row, mark));
    }

    /// <summary>Adds one INSERT of many rows.</summary>
    public void Add(RowInsert insert, IReadOnlyList<object> rows)
    {
        Append(insert.Text(rows.Count, firstRow: _marks));
        foreach (var row in rows)
            AddValues("", row, $"{RowInsert.RowMark}{_marks++}");
    }

    /// <summary>All of it, and behind it a statement whose parameters keep their names.</summary>
    public (string Text, IReadOnlyList<SqlServerValue> Values) Before(string text, object? parameters)
    {
        if (parameters is not null)
            text = AddValues(text, parameters, mark: "");
        return (_text + text, _values);
    }

    void Append(string text)
    {
        _text.Append(text).Append(";\n");
        Count++;
    }

    /// <returns>The text, a name for each number of a list in it.</returns>
    string AddValues(string text, object row, string mark)
    {
        foreach (var member in Members(row))
        {
            var (name, value) = (member.Name + mark, member.GetValue(row));
            if (value is long[] numbers)
            {
                var names = Enumerable.Range(0, Filled(numbers)).Select(index => $"{name}_{index}").ToList();
                text = text.Replace($"(@{name})", $"({string.Join(", ", names.Select(each => "@" + each))})", StringComparison.Ordinal);
                _values.AddRange(names.Select((each, index) => new SqlServerValue(
                    each, typeof(long), numbers[Math.Min(index, numbers.Length - 1)])));
            }
            else
            {
                _values.Add(new(name, Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType, value));
            }
        }
        return text;
    }

    /// <summary>A list is filled up by its last number to a power of two, so that there are few texts.</summary>
    static int Filled(long[] numbers) => (int)BitOperations.RoundUpToPowerOf2((uint)numbers.Length);

    static PropertyInfo[] Members(object row) =>
        s_members.GetOrAdd(row.GetType(), static type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance));

    // Not @@ROWCOUNT and its like.
    [GeneratedRegex(@"(?<!@)@\w+")]
    private static partial Regex Name();
}
