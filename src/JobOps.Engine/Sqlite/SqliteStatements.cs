using Microsoft.Data.Sqlite;

namespace JobOps.Engine.Sqlite;

/// <summary>A connection with the statements that it has prepared so far.</summary>
sealed class SqliteStatements(SqliteConnection connection) : IDisposable
{
    // The texts are constants of this assembly: there are not more of them than fit.
    readonly Dictionary<string, PreparedStatement> _prepared = new(StringComparer.Ordinal);

    public SqliteConnection Connection => connection;

    public PreparedStatement this[string text] =>
        _prepared.TryGetValue(text, out var known) ? known : _prepared[text] = new(connection, text);

    /// <summary>Executes a statement of the writer's own: begin, commit, savepoints.</summary>
    public void Execute(string text) => this[text].Execute(parameters: null);

    public void Dispose()
    {
        foreach (var statement in _prepared.Values)
            statement.Dispose();
        connection.Dispose();
    }
}
