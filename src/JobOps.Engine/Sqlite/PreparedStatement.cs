using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace JobOps.Engine.Sqlite;

/// <summary>
/// A statement that SQLite has compiled and that is kept. Compiling, finding parameters by name and making a reader cost
/// more than most of our statements do, and a ledger executes a few of them thousands of times a second; so these go to
/// SQLite directly, below Microsoft.Data.Sqlite and Dapper.
/// </summary>
/// <param name="connection">An open connection; it must outlive this.</param>
/// <param name="text">One statement or several.</param>
sealed class PreparedStatement(SqliteConnection connection, string text) : IDisposable
{
    readonly sqlite3 _database = connection.Handle!;
    readonly List<Part> _parts = [];
    byte[] _rest = Encoding.UTF8.GetBytes(text);

    /// <summary>Executes it and returns the rows of all its statements.</summary>
    /// <exception cref="SqliteException">SQLite refused it; nothing of the statement that failed is left behind.</exception>
    public List<T> Query<T>(object? parameters)
    {
        var rows = new List<T>();
        Run(parameters, part => rows.Add(part.Reader<T>().Read(part.Statement)));
        return rows;
    }

    /// <summary>Executes it and returns how many rows it changed.</summary>
    /// <exception cref="SqliteException">As for <see cref="Query{T}"/>.</exception>
    public int Execute(object? parameters)
    {
        var before = raw.sqlite3_total_changes(_database);
        Run(parameters, row: null);
        return raw.sqlite3_total_changes(_database) - before;
    }

    public void Dispose()
    {
        foreach (var part in _parts)
            part.Statement.Dispose();
    }

    void Run(object? parameters, Action<Part>? row)
    {
        for (var index = 0; index < _parts.Count || CompileNext(); index++)
            Run(_parts[index], parameters, row);
    }

    void Run(Part part, object? parameters, Action<Part>? row)
    {
        var statement = part.Statement;
        part.Binder.Bind(statement, parameters);
        try
        {
            int result;
            while ((result = raw.sqlite3_step(statement)) == raw.SQLITE_ROW)
                row?.Invoke(part);
            Check(result);
        }
        finally
        {
            // It says again what the step said already.
            _ = raw.sqlite3_reset(statement);
        }
    }

    /// <summary>Compiles what comes next in the text: it may need what the statement before it has created.</summary>
    bool CompileNext()
    {
        while (_rest.Length > 0)
        {
            Check(raw.sqlite3_prepare_v2(_database, _rest, out var statement, out var tail));
            _rest = tail.ToArray();
            // Blanks and comments at the end are no statement.
            if (statement.IsInvalid)
                continue;
            _parts.Add(new(statement));
            return true;
        }
        return false;
    }

    void Check(int result)
    {
        if (result is not (raw.SQLITE_OK or raw.SQLITE_DONE))
            SqliteException.ThrowExceptionForRC(result, _database);
    }

    /// <summary>One statement of the text, with what is known of its parameters and columns.</summary>
    sealed class Part(sqlite3_stmt statement)
    {
        readonly Dictionary<Type, object> _readers = [];

        public sqlite3_stmt Statement => statement;

        public SqliteBinder Binder { get; } = new(statement);

        public SqliteRowReader<T> Reader<T>()
        {
            if (!_readers.TryGetValue(typeof(T), out var reader))
                _readers[typeof(T)] = reader = new SqliteRowReader<T>(statement);
            return (SqliteRowReader<T>)reader;
        }
    }
}
