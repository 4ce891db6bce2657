using System.Reflection;
using System.Text.RegularExpressions;
using JobOps.Engine.Sql;
using JobOps.Engine.SqlServer;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace JobOps.Engine.Tests.Static;

/// <summary>
/// What can be proved of the T-SQL without a server: every text in the assembly is parsed as SQL Server 2019 parses it,
/// and every table and column in it stands in the schema.
/// </summary>
public sealed partial class StatementTests
{
    static readonly IReadOnlyList<(string Name, Statement Statement)> s_statements = [..
        from type in typeof(Statement).Assembly.GetTypes()
        from field in type.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)
        where field.FieldType == typeof(Statement)
        select ($"{type.Name}.{field.Name}", (Statement)field.GetValue(null)!)];

    static readonly IReadOnlyList<string> s_schema = [.. Migrations.Load("SqlServer").SelectMany(migration => SqlServerLedgers.Batches(migration.Sql))];

    public static TheoryData<string> Names => [.. s_statements.Select(statement => statement.Name)];

    /// <summary>Without those that only SQL Server ever gets.</summary>
    public static TheoryData<string> NamesOfBoth =>
        [.. s_statements.Select(statement => statement.Name).Where(name => !name.StartsWith("SqlServer", StringComparison.Ordinal))];

    [Fact]
    public void The_assembly_has_the_statements_that_these_tests_are_about() => Assert.True(s_statements.Count > 40);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_statement_is_T_SQL_over_the_schema(string name)
    {
        var tree = Parse(Find(name).SqlServer);
        var schema = new SchemaReader();
        foreach (var batch in s_schema)
            Parse(batch).Accept(schema);

        var uses = new UseReader();
        tree.Accept(uses);

        Assert.All(uses.Tables, table => Assert.Contains(table, schema.Tables, StringComparer.OrdinalIgnoreCase));
        Assert.All(uses.Columns, column => Assert.Contains(column, schema.Columns, StringComparer.OrdinalIgnoreCase));
    }

    [Theory]
    [MemberData(nameof(NamesOfBoth))]
    public void Both_texts_of_a_statement_take_the_same_parameters(string name)
    {
        var statement = Find(name);

        Assert.Equal(
            Parameters(statement.Sqlite).Order(StringComparer.Ordinal),
            Parameters(statement.SqlServer).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_begins_a_transaction_sets_its_isolation_level_and_is_T_SQL()
    {
        Parse(SqlServerStore.Begin);
        Assert.StartsWith("SET TRANSACTION ISOLATION LEVEL READ COMMITTED", SqlServerStore.Begin, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SqlLedger.s_candidates", "SqlLedger.s_take", "Status = 'Queued'")]
    [InlineData("SqlLedger.s_candidate", "SqlLedger.s_take", "Status = 'Queued'")]
    [InlineData("SqlLedger.s_takeExpired", "SqlLedger.s_takeExpired", "LeaseExpiresAt <= @now")]
    public void A_claim_names_its_locks_and_tests_the_state_again(string choose, string take, string state)
    {
        Assert.Contains("WITH (ROWLOCK, READPAST, UPDLOCK, READCOMMITTEDLOCK)", Find(choose).SqlServer, StringComparison.Ordinal);
        Assert.Contains(state, Find(choose).SqlServer, StringComparison.Ordinal);
        Assert.Contains(state, Find(take).SqlServer, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_that_Babelfish_lacks_is_used()
    {
        var texts = string.Join('\n', [.. s_statements.Select(statement => statement.Statement.SqlServer), .. s_schema]);

        Assert.DoesNotMatch(@"(?i)\b(MERGE|CREATE OR ALTER|WAITFOR|WITH TIES)\b|\+=|\bdeleted\.", texts);
    }

    static Statement Find(string name) => s_statements.Single(statement => statement.Name == name).Statement;

    static TSqlFragment Parse(string text)
    {
        var tree = new TSql150Parser(initialQuotedIdentifiers: true).Parse(new StringReader(text), out var errors);
        Assert.True(errors.Count == 0, string.Join('\n', errors.Select(error => $"line {error.Line}: {error.Message}")) + "\n" + text);
        return tree;
    }

    static HashSet<string> Parameters(string text) => [.. Parameter().Matches(text).Select(match => match.Value)];

    [GeneratedRegex(@"@\w+")]
    private static partial Regex Parameter();

    /// <summary>The tables and columns that the migrations create.</summary>
    sealed class SchemaReader : TSqlFragmentVisitor
    {
        public HashSet<string> Tables { get; } = [];

        // What OPENJSON gives, what INFORMATION_SCHEMA has, and what the parser takes for a column.
        public HashSet<string> Columns { get; } = ["value", "TABLE_SCHEMA", "TABLE_NAME", "millisecond"];

        public override void Visit(CreateTableStatement node)
        {
            Tables.Add(node.SchemaObjectName.BaseIdentifier.Value);
            foreach (var column in node.Definition.ColumnDefinitions)
                Columns.Add(column.ColumnIdentifier.Value);
        }

        public override void Visit(AlterTableAddTableElementStatement node)
        {
            foreach (var column in node.Definition.ColumnDefinitions)
                Columns.Add(column.ColumnIdentifier.Value);
        }
    }

    /// <summary>The tables of the schema jobops, and the columns, that a statement uses.</summary>
    sealed class UseReader : TSqlFragmentVisitor
    {
        public List<string> Tables { get; } = [];

        public List<string> Columns { get; } = [];

        public override void Visit(NamedTableReference node)
        {
            var schema = node.SchemaObject.SchemaIdentifier?.Value;
            Assert.Contains(schema, (string[])["jobops", "INFORMATION_SCHEMA"]);
            if (schema == "jobops")
                Tables.Add(node.SchemaObject.BaseIdentifier.Value);
        }

        public override void Visit(ColumnReferenceExpression node)
        {
            if (node.MultiPartIdentifier is { } name)
                Columns.Add(name.Identifiers[^1].Value);
        }
    }
}
