using System.Runtime.CompilerServices;

namespace JobOps.Engine.Tests.Schema;

/// <summary>docs/ledger-schema.md says what the migrations say, and both ledgers have the same tables.</summary>
public sealed class SchemaPageTests
{
    const string UpdateVariable = "JOBOPS_UPDATE";

    static readonly SchemaModel s_server = SqlServerSchema.Read();

    static readonly SchemaModel s_sqlite = SqliteSchema.Read();

    [Fact]
    public void The_page_is_current()
    {
        var path = PageOf();
        var text = SchemaPage.Write(s_server, s_sqlite);
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
            File.WriteAllText(path, text);

        Assert.True(
            File.Exists(path) && File.ReadAllText(path).ReplaceLineEndings("\n") == text,
            $"{path} is not current. Run these tests with {UpdateVariable}=1 and look at what that changes.");
    }

    [Fact]
    public void Both_ledgers_have_the_same_tables_with_the_same_columns() =>
        Assert.Equal(Columns(s_server), Columns(s_sqlite));

    [Fact]
    public void A_column_is_required_on_both_or_on_neither() =>
        Assert.Equal(Columns(s_server, column => column.Type.EndsWith("NOT NULL")),
            Columns(s_sqlite, column => column.Type.EndsWith("NOT NULL")));

    [Fact]
    public void An_index_of_both_is_the_same_on_both() => Assert.All(
        s_server.Indexes.Where(index => s_sqlite.Indexes.Any(other => other.Name == index.Name)),
        index => Assert.Contains(index, s_sqlite.Indexes));

    static IEnumerable<string> Columns(SchemaModel schema, Func<SchemaColumn, bool>? which = null) =>
        schema.Tables.SelectMany(table => table.Columns.Where(which ?? (_ => true)).Select(column => $"{table.Name}.{column.Name}"))
            .Order(StringComparer.Ordinal);

    static string PageOf([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "..", "docs", "ledger-schema.md"));
}
