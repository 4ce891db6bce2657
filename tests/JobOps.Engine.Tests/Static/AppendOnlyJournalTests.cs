using JobOps.Engine.SqlServer;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace JobOps.Engine.Tests.Static;

/// <summary>
/// What can be proved without a server of the text that makes the journal an append-only ledger table: it makes the table
/// that the migrations made, with the same entries and rights.
/// </summary>
public sealed class AppendOnlyJournalTests
{
    static readonly JournalReader s_migrated = Read(SqlTexts.Schema);

    static readonly JournalReader s_appendOnly = Read(SqlServerLedgers.Batches(SqlServerLedgerTables.Change.Sql));

    [Fact]
    public void It_has_the_columns_the_keys_and_the_indexes_that_the_migrations_make()
    {
        Assert.Equal(7, s_migrated.Columns.Count);
        Assert.Equal(s_migrated.Columns, s_appendOnly.Columns);
        Assert.Single(s_migrated.Constraints);
        Assert.Equal(s_migrated.Constraints, s_appendOnly.Constraints);
        Assert.Equal(s_migrated.Indexes, s_appendOnly.Indexes);
        Assert.Equal(["DATA_COMPRESSION = PAGE", "OPTIMIZE_FOR_SEQUENTIAL_KEY = ON"], s_migrated.Options.Order(StringComparer.Ordinal));
        Assert.Equal(s_migrated.Options.Order(StringComparer.Ordinal), s_appendOnly.Options.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void It_is_an_append_only_ledger_table_which_it_was_not() =>
        Assert.Equal((0, 1), (s_migrated.AppendOnly, s_appendOnly.AppendOnly));

    [Fact]
    public void All_columns_of_all_entries_are_copied_before_the_old_table_goes()
    {
        var names = s_migrated.Columns.Select(column => column.Split(' ')[0]).ToList();
        var copy = Assert.Single(s_appendOnly.Copies);

        Assert.Equal(names, copy.To);
        Assert.Equal(names, copy.From);
        Assert.Equal(["Journal", "JournalBefore"], s_appendOnly.Changes);
    }

    // Nobody can delete an entry there.
    [Fact]
    public void Each_role_has_the_rights_on_it_that_the_migrations_grant_but_that_to_delete()
    {
        Assert.Contains("jobops_admin: DELETE", s_migrated.Grants);
        Assert.Equal(
            s_migrated.Grants.Where(grant => !grant.EndsWith("DELETE", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            s_appendOnly.Grants.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Readers_and_admins_may_let_the_server_verify_it() => Assert.Equal(
        [
            "jobops_admin: GENERATE LEDGER DIGEST", "jobops_admin: VIEW LEDGER CONTENT",
            "jobops_reader: GENERATE LEDGER DIGEST", "jobops_reader: VIEW LEDGER CONTENT",
        ],
        s_appendOnly.DatabaseGrants.Order(StringComparer.Ordinal));

    static JournalReader Read(IEnumerable<string> batches)
    {
        var reader = new JournalReader();
        foreach (var batch in batches)
            SqlTexts.Parse2022(batch).Accept(reader);
        return reader;
    }

    /// <summary>What a text says of the table jobops.Journal.</summary>
    sealed class JournalReader : TSqlFragmentVisitor
    {
        public List<string> Columns { get; } = [];

        public List<string> Constraints { get; } = [];

        public List<string> Indexes { get; } = [];

        /// <summary>How the rows, which are the primary key's, are stored.</summary>
        public List<string> Options { get; } = [];

        public List<string> Grants { get; } = [];

        public List<string> DatabaseGrants { get; } = [];

        public List<(List<string> To, List<string> From)> Copies { get; } = [];

        /// <summary>What is copied into, and what is dropped, in their order.</summary>
        public List<string> Changes { get; } = [];

        public int AppendOnly { get; private set; }

        public override void Visit(CreateTableStatement node)
        {
            if (!IsJournal(node.SchemaObjectName))
                return;
            Add(node.Definition);
            AppendOnly += node.Options.OfType<LedgerTableOption>()
                .Count(option => option is { OptionState: OptionState.On, AppendOnly: OptionState.On });
        }

        public override void Visit(AlterTableStatement node)
        {
            if (!IsJournal(node.SchemaObjectName))
                return;
            if (node is AlterTableRebuildStatement rebuild)
                Options.AddRange(rebuild.IndexOptions.Select(Text));
            else
                Add(Assert.IsType<AlterTableAddTableElementStatement>(node).Definition);
        }

        public override void Visit(AlterIndexStatement node)
        {
            if (IsJournal(node.OnName))
                Options.AddRange(node.IndexOptions.Select(Text));
        }

        public override void Visit(CreateIndexStatement node)
        {
            if (IsJournal(node.OnName))
                Indexes.Add(Text(node));
        }

        public override void Visit(GrantStatement node)
        {
            var names = node.SecurityTargetObject?.ObjectName.MultiPartIdentifier.Identifiers.Select(name => name.Value).ToList();
            var list = names is null ? DatabaseGrants : names is ["jobops", "Journal"] ? Grants : [];
            foreach (var principal in node.Principals)
                foreach (var right in node.Permissions)
                    list.Add($"{principal.Identifier.Value}: {string.Join(' ', right.Identifiers.Select(word => word.Value))}");
        }

        public override void Visit(InsertStatement node)
        {
            if (SqlTexts.TableOf(node.InsertSpecification.Target) != "Journal")
                return;
            var from = (QuerySpecification)((SelectInsertSource)node.InsertSpecification.InsertSource).Select;
            Assert.Null(from.WhereClause);
            Assert.Equal("JournalBefore", SqlTexts.TableOf(Assert.Single(from.FromClause.TableReferences)));
            Copies.Add(([.. node.InsertSpecification.Columns.Select(Text)], [.. from.SelectElements.Select(Text)]));
            Changes.Add("Journal");
        }

        public override void Visit(DropTableStatement node) => Changes.AddRange(node.Objects.Select(name => name.BaseIdentifier.Value));

        void Add(TableDefinition definition)
        {
            Columns.AddRange(definition.ColumnDefinitions.Select(Text));
            foreach (var constraint in definition.TableConstraints)
            {
                Constraints.Add(Text(constraint).Split(" WITH (")[0]);
                Options.AddRange((constraint as UniqueConstraintDefinition)?.IndexOptions.Select(Text) ?? []);
            }
        }

        static bool IsJournal(SchemaObjectName name) =>
            name is { SchemaIdentifier.Value: "jobops", BaseIdentifier.Value: "Journal" };

        static string Text(TSqlFragment fragment) => string.Concat(
            fragment.ScriptTokenStream.Skip(fragment.FirstTokenIndex).Take(fragment.LastTokenIndex - fragment.FirstTokenIndex + 1)
                .Select(token => token.Text));
    }
}
