using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace JobOps.Engine.Tests.Static;

/// <summary>
/// Which locks a statement on a hot table names. Two rules:
/// <list type="number">
/// <item>Whoever changes or deletes rows says ROWLOCK: a lock on a page would stop those who work on its other rows.</item>
/// <item>Whoever chooses some rows of many in order to change them says ROWLOCK, READPAST, UPDLOCK and READCOMMITTEDLOCK:
/// it passes by what others hold, nobody else chooses the same, and it does so with READ_COMMITTED_SNAPSHOT on, too.</item>
/// </list>
/// An INSERT names none: a new row is its own. A SELECT that only looks names none: it reads what is committed.
/// </summary>
public sealed class HotTableTests
{
    static readonly string[] s_hot = ["Run", "Lane", "Step", "Journal", "JournalHead", "Worker"];

    static readonly TableHintKind[] s_change = [TableHintKind.Rowlock];

    static readonly TableHintKind[] s_choice =
        [TableHintKind.Rowlock, TableHintKind.ReadPast, TableHintKind.UpdLock, TableHintKind.ReadCommittedLock];

    // They choose for a claim, which changes what they chose in a statement of its own.
    static readonly string[] s_choosers = ["SqlClaims.s_candidates", "SqlClaims.s_candidate"];

    public static TheoryData<string> Names => SqlTexts.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void A_statement_names_the_locks_that_the_rules_ask_for(string name) =>
        Assert.Empty(Violations(SqlTexts.Find(name).SqlServer, isChooser: s_choosers.Contains(name)));

    [Fact]
    public void The_rules_meet_statements_of_every_hot_table_that_is_changed()
    {
        var changed = new HashSet<string>();
        foreach (var (_, statement) in SqlTexts.Statements)
        {
            var reader = new LockReader(isChooser: false);
            SqlTexts.Parse(statement.SqlServer).Accept(reader);
            changed.UnionWith(reader.Changed);
        }

        Assert.Superset(new HashSet<string> { "Run", "Step", "JournalHead", "Worker" }, changed);
    }

    [Theory]
    [InlineData("UPDATE jobops.Run SET Status = 'Failed' WHERE RunId = 1")]
    [InlineData("DELETE FROM jobops.Worker WHERE Worker = 'w'")]
    [InlineData("UPDATE jobops.Run WITH (PAGLOCK) SET Status = 'Failed' WHERE RunId = 1")]
    [InlineData("UPDATE jobops.Run WITH (ROWLOCK) SET Status = 'Queued' "
        + "WHERE RunId IN (SELECT TOP (5) RunId FROM jobops.Run ORDER BY RunId)")]
    [InlineData("UPDATE jobops.Run WITH (ROWLOCK) SET Status = 'Queued' "
        + "WHERE RunId IN (SELECT TOP (5) RunId FROM jobops.Run WITH (ROWLOCK, READPAST, UPDLOCK) ORDER BY RunId)")]
    public void A_statement_without_them_is_found(string text) => Assert.NotEmpty(Violations(text, isChooser: false));

    static List<string> Violations(string text, bool isChooser)
    {
        var reader = new LockReader(isChooser);
        SqlTexts.Parse(text).Accept(reader);
        return reader.Violations;
    }

    sealed class LockReader(bool isChooser) : TSqlFragmentVisitor
    {
        int _changes;

        public List<string> Violations { get; } = [];

        public HashSet<string> Changed { get; } = [];

        public override void ExplicitVisit(UpdateStatement node) => Change(node.UpdateSpecification, () => base.ExplicitVisit(node));

        public override void ExplicitVisit(DeleteStatement node) => Change(node.DeleteSpecification, () => base.ExplicitVisit(node));

        public override void ExplicitVisit(QuerySpecification node)
        {
            // A chooser's first table is what it chooses from, with TOP or by its key.
            var chooses = node.TopRowFilter is not null || (isChooser && node.FromClause.TableReferences.Count == 1);
            if ((_changes > 0 || isChooser) && chooses && node.FromClause is { } from && Leftmost(from.TableReferences[0]) is { } table)
            {
                // The lanes are a list that a claim walks through; it chooses in what it applies to each.
                if (SqlTexts.TableOf(table) is { } name && name != "Lane")
                    Require(table, name, s_choice);
            }
            base.ExplicitVisit(node);
        }

        void Change(UpdateDeleteSpecificationBase specification, Action visit)
        {
            if (SqlTexts.TableOf(specification.Target) is { } name)
            {
                Changed.Add(name);
                Require((NamedTableReference)specification.Target, name, s_change);
            }
            _changes++;
            visit();
            _changes--;
        }

        void Require(NamedTableReference table, string name, TableHintKind[] hints)
        {
            var named = table.TableHints.Select(hint => hint.HintKind).ToHashSet();
            if (s_hot.Contains(name) && !named.SetEquals(hints))
                Violations.Add($"jobops.{name} WITH ({string.Join(", ", named)}) instead of ({string.Join(", ", hints)})");
        }

        static NamedTableReference? Leftmost(TableReference reference) => reference switch
        {
            NamedTableReference named => named,
            JoinTableReference join => Leftmost(join.FirstTableReference),
            _ => null,
        };
    }
}
