using System.Text.RegularExpressions;
using Dapper;
using JobOps.Engine.Sql;
using Microsoft.Data.Sqlite;

namespace JobOps.Engine.Tests.Schema;

/// <summary>Executes the migrations on a database in memory and asks SQLite what there is.</summary>
static partial class SqliteSchema
{
    public static SchemaModel Read()
    {
        using var connection = new SqliteConnection("Data Source=:memory:;Foreign Keys=False");
        connection.Open();
        foreach (var migration in Migrations.Load("Sqlite"))
            connection.Execute(migration.Sql);
        var tables = connection.Query<string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
        return new([.. tables.Select(name => ReadTable(connection, name))], [.. ReadIndexes(connection)], []);
    }

    static SchemaTable ReadTable(SqliteConnection connection, string name) => new(
        name,
        [.. connection.Query<(string Name, string Type, long NotNull, long Key)>(
            "SELECT name, type, \"notnull\", pk FROM pragma_table_info(@name) ORDER BY cid", new { name })
            .Select(column => new SchemaColumn(column.Name, column.Type + (column.NotNull + column.Key > 0 ? " NOT NULL" : "")))],
        [.. connection.Query<string>("SELECT DISTINCT \"table\" FROM pragma_foreign_key_list(@name)", new { name })]);

    static IEnumerable<SchemaIndex> ReadIndexes(SqliteConnection connection) =>
        from index in connection.Query<(string Name, string Table, string Sql)>(
            "SELECT name, tbl_name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")
        let parts = Definition().Match(string.Join(' ', index.Sql.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))
        select new SchemaIndex(
            index.Name, index.Table, parts.Groups["unique"].Success, parts.Groups["columns"].Value, parts.Groups["filter"].Value);

    [GeneratedRegex(@"^CREATE (?<unique>UNIQUE )?INDEX \S+ ON \S+ \((?<columns>[^)]*)\)( WHERE (?<filter>.*))?$")]
    private static partial Regex Definition();
}
