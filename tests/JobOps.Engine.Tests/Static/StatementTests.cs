using System.Globalization;
using System.Text.RegularExpressions;
using JobOps.Engine.Sql;
using JobOps.Engine.Sql.Transfer;
using JobOps.Engine.SqlServer;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace JobOps.Engine.Tests.Static;

/// <summary>
/// What can be proved of the T-SQL without a server: every text in the assembly is parsed as SQL Server 2019 parses it,
/// and every table and column in it stands in the schema.
/// </summary>
public sealed partial class StatementTests
{
    static readonly HashSet<(string Table, string Column)> s_columnsOfTables = [.. ReadSchema().Columns];

    static readonly HashSet<string> s_tables = [.. s_columnsOfTables.Select(column => column.Table)];

    // Besides them what OPENJSON gives, what INFORMATION_SCHEMA and sys have, and what the parser takes for a column.
    static readonly HashSet<string> s_columns =
        [.. s_columnsOfTables.Select(column => column.Column),
            "value", "TABLE_SCHEMA", "TABLE_NAME", "object_id", "name", "ledger_type_desc", "millisecond"];

    public static TheoryData<string> Names => SqlTexts.Names;

    /// <summary>Without those that only SQL Server ever gets.</summary>
    public static TheoryData<string> NamesOfBoth =>
        [.. SqlTexts.Statements.Select(statement => statement.Name).Where(
            name => !name.StartsWith("SqlServer", StringComparison.Ordinal) && !name.EndsWith(SqlTexts.OfMany, StringComparison.Ordinal))];

    public static TheoryData<string> NamesOfMany =>
        [.. SqlTexts.Statements.Select(statement => statement.Name)
            .Where(name => name.EndsWith(SqlTexts.OfMany, StringComparison.Ordinal))];

    [Fact]
    public void The_assembly_has_the_statements_that_these_tests_are_about() => Assert.True(SqlTexts.Statements.Count > 40);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_statement_is_T_SQL_over_the_schema(string name)
    {
        var tree = SqlTexts.Parse(SqlTexts.Find(name).SqlServer);
        var uses = new UseReader();
        tree.Accept(uses);

        Assert.All(uses.Tables, table => Assert.Contains(table, s_tables));
        Assert.All(uses.Columns, column => Assert.Contains(column, s_columns));
        // What a statement calls r.Status is a column of the table that it calls r.
        Assert.All(uses.QualifiedColumns, column => Assert.Contains(column, s_columnsOfTables));
    }

    [Theory]
    [MemberData(nameof(NamesOfBoth))]
    public void Both_texts_of_a_statement_take_the_same_parameters(string name)
    {
        var statement = SqlTexts.Find(name);

        Assert.Equal(
            Parameters(statement.Sqlite).Order(StringComparer.Ordinal),
            Parameters(statement.SqlServer).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(NamesOfMany))]
    public void The_text_for_many_rows_takes_what_the_one_for_a_row_takes(string name)
    {
        var statement = SqlTexts.Find(name);

        Assert.Equal(["@rows"], Parameters(statement.SqlServer));
        Assert.Equal(
            Parameters(statement.Sqlite).Order(StringComparer.Ordinal),
            Member().Matches(statement.SqlServer).Select(member => $"@{member.Groups["name"].Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_begins_a_transaction_sets_its_isolation_level_and_is_T_SQL()
    {
        SqlTexts.Parse(SqlServerStore.Begin);
        Assert.StartsWith("SET TRANSACTION ISOLATION LEVEL READ COMMITTED", SqlServerStore.Begin, StringComparison.Ordinal);
        Assert.Contains("SET LOCK_TIMEOUT 30000; SET DEADLOCK_PRIORITY NORMAL;", SqlServerStore.Begin, StringComparison.Ordinal);
        Assert.Contains("ORIGINAL_LOGIN() AS Actor", SqlServerStore.Begin, StringComparison.Ordinal);
    }

    [Fact]
    public void What_moves_a_table_names_all_its_columns_but_those_of_a_lease()
    {
        string[] staysBehind = ["LeaseExpiresAt", "JobSlot", "QueueSlot"];

        Assert.All(LedgerTables.All, table => SqlTexts.Parse(table.Select.SqlServer));
        Assert.Equal(
            s_columnsOfTables.Where(column => column.Table is not ("Worker" or "SchemaVersion" or "Ledger"))
                .Select(column => $"{column.Table}.{column.Column}").Except(staysBehind.Select(column => $"Run.{column}")).Order(),
            LedgerTables.All.SelectMany(table => table.Columns.Select(column => $"{table.Name}.{column.Name}")).Distinct().Order());
    }

    [Fact]
    public void What_numbers_the_rows_after_an_import_is_T_SQL() => Assert.All(SqlServerRows.Numbered, table =>
    {
        SqlTexts.Parse(table.Last);
        SqlTexts.Parse(string.Format(CultureInfo.InvariantCulture, table.GoOnFrom, 1));
    });

    [Theory]
    [InlineData("SqlClaims.s_candidates", "SqlClaims.s_take", "Status = 'Queued'")]
    [InlineData("SqlClaims.s_candidate", "SqlClaims.s_take", "Status = 'Queued'")]
    [InlineData("SqlClaims.s_takeExpired", "SqlClaims.s_takeExpired", "LeaseExpiresAt <= @now")]
    public void A_claim_names_its_locks_and_tests_the_state_again(string choose, string take, string state)
    {
        Assert.Contains("WITH (ROWLOCK, READPAST, UPDLOCK, READCOMMITTEDLOCK)", SqlTexts.Find(choose).SqlServer, StringComparison.Ordinal);
        Assert.Contains(state, SqlTexts.Find(choose).SqlServer, StringComparison.Ordinal);
        Assert.Contains(state, SqlTexts.Find(take).SqlServer, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_that_Babelfish_lacks_is_used()
    {
        var texts = string.Join('\n', [.. SqlTexts.Statements.Select(statement => statement.Statement.SqlServer), .. SqlTexts.Schema]);

        Assert.DoesNotMatch(@"(?i)\b(MERGE|CREATE OR ALTER|WAITFOR|WITH TIES)\b|\+=|\bdeleted\.", texts);
    }

    static HashSet<string> Parameters(string text) => [.. Parameter().Matches(text).Select(match => match.Value)];

    [GeneratedRegex(@"@\w+")]
    private static partial Regex Parameter();

    // As a path of JSON.
    [GeneratedRegex(@"'\$\.(?<name>\w+)'")]
    private static partial Regex Member();

    static SchemaReader ReadSchema()
    {
        var reader = new SchemaReader();
        foreach (var batch in SqlTexts.Schema)
            SqlTexts.Parse(batch).Accept(reader);
        return reader;
    }

    /// <summary>The tables and columns that the migrations create.</summary>
    sealed class SchemaReader : TSqlFragmentVisitor
    {
        public List<(string Table, string Column)> Columns { get; } = [];

        public override void Visit(DropTableStatement node) => Columns.RemoveAll(
            column => node.Objects.Any(table => table.BaseIdentifier.Value == column.Table));

        public override void Visit(CreateTableStatement node) => Add(node.SchemaObjectName, node.Definition);

        public override void Visit(AlterTableAddTableElementStatement node) => Add(node.SchemaObjectName, node.Definition);

        void Add(SchemaObjectName table, TableDefinition definition)
        {
            foreach (var column in definition.ColumnDefinitions)
                Columns.Add((table.BaseIdentifier.Value, column.ColumnIdentifier.Value));
        }
    }

    /// <summary>The tables of the schema jobops, and the columns, that a statement uses.</summary>
    sealed class UseReader : TSqlFragmentVisitor
    {
        readonly Dictionary<string, string> _aliases = [];
        readonly List<(string Alias, string Column)> _qualified = [];

        public List<string> Tables { get; } = [];

        public List<string> Columns { get; } = [];

        /// <summary>Those that stand behind the name of a table; not those of a subquery, which has columns of its own.</summary>
        public IEnumerable<(string Table, string Column)> QualifiedColumns =>
            from use in _qualified where _aliases.ContainsKey(use.Alias) select (_aliases[use.Alias], use.Column);

        public override void Visit(NamedTableReference node)
        {
            var schema = node.SchemaObject.SchemaIdentifier?.Value;
            Assert.Contains(schema, (string[])["jobops", "INFORMATION_SCHEMA", "sys"]);
            if (schema != "jobops")
                return;
            Tables.Add(node.SchemaObject.BaseIdentifier.Value);
            if (node.Alias is { } alias)
                _aliases[alias.Value] = node.SchemaObject.BaseIdentifier.Value;
        }

        public override void Visit(InsertSpecification node) => Own(node.Target, node.Columns);

        public override void Visit(UpdateSpecification node) =>
            Own(node.Target, node.SetClauses.OfType<AssignmentSetClause>().Select(set => set.Column));

        public override void Visit(ColumnReferenceExpression node)
        {
            if (node.MultiPartIdentifier is not { } name)
                return;
            Columns.Add(name.Identifiers[^1].Value);
            if (name.Identifiers.Count > 1)
                _qualified.Add((name.Identifiers[0].Value, name.Identifiers[^1].Value));
        }

        void Own(TableReference target, IEnumerable<ColumnReferenceExpression> columns)
        {
            if (SqlTexts.TableOf(target) is not { } table)
                return;
            var alias = "target " + table;
            _aliases[alias] = table;
            _qualified.AddRange(columns.Select(column => (alias, column.MultiPartIdentifier.Identifiers[^1].Value)));
        }
    }
}
