using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Dapper;
using JobOps.Engine.Sql;

namespace JobOps.Engine.SqlServer;

/// <summary>
/// Statements that go to the server in one message. Each gets parameters of its own by a number behind their names; nothing
/// but numbers gets into a text, so the same statements make the same text, whose plan the server keeps.
/// </summary>
sealed partial class SqlServerMessage
{
    // A request may carry 2100 parameters.
    public const int MostParameters = 2000;

    readonly StringBuilder _text = new();
    readonly DynamicParameters _values = new();
    int _marks;
    int _parameters;

    /// <summary>How many statements it has.</summary>
    public int Count { get; private set; }

    /// <summary>Whether so many more parameters have room.</summary>
    public bool HasRoomFor(int parameters) => _parameters + parameters <= MostParameters;

    /// <summary>How many parameters an object gives.</summary>
    public static int ParametersOf(object row) => Members(row).Length;

    /// <summary>Adds a statement with the parameters of one row.</summary>
    public void Add(string text, object row)
    {
        Append(Name().Replace(text, $"$0{RowInsert.RowMark}{_marks}"));
        AddValues(row);
    }

    /// <summary>Adds one INSERT of many rows.</summary>
    public void Add(RowInsert insert, IReadOnlyList<object> rows)
    {
        Append(insert.Text(rows.Count, firstRow: _marks));
        foreach (var row in rows)
            AddValues(row);
    }

    /// <summary>All of it, and behind it a statement whose parameters keep their names.</summary>
    public (string Text, object? Values) Before(string text, object? parameters)
    {
        if (Count == 0)
            return (text, parameters);
        if (parameters is not null)
            _values.AddDynamicParams(parameters);
        return (_text + text, _values);
    }

    void Append(string text)
    {
        _text.Append(text).Append(";\n");
        Count++;
    }

    void AddValues(object row)
    {
        foreach (var member in Members(row))
            _values.Add($"{member.Name}{RowInsert.RowMark}{_marks}", member.GetValue(row));
        _parameters += Members(row).Length;
        _marks++;
    }

    static PropertyInfo[] Members(object row) => row.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance);

    // Not @@ROWCOUNT and its like.
    [GeneratedRegex(@"(?<!@)@\w+")]
    private static partial Regex Name();
}
