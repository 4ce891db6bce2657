using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace JobOps.Engine.Tests.Static;

/// <summary>What can be proved of the roles without a server: the grants as the migrations have them.</summary>
public sealed class GrantTests
{
    static readonly IReadOnlyList<Grant> s_grants = ReadGrants();

    static readonly string[] s_roles = ["jobops_admin", "jobops_operator", "jobops_reader", "jobops_worker"];

    [Fact]
    public void Each_role_reads_the_schema_and_a_reader_does_nothing_else()
    {
        Assert.Equal(s_roles, s_grants.Select(grant => grant.Role).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(s_roles, s_grants.Where(grant => grant is { Right: "SELECT", Table: null })
            .Select(grant => grant.Role).Order(StringComparer.Ordinal));
        Assert.Equal([new("jobops_reader", "SELECT", null)], s_grants.Where(grant => grant.Role == "jobops_reader"));
    }

    // Importing a ledger needs the owner of the schema: it keeps the numbers of the rows.
    static readonly string[] s_ofTheOwner = ["SqlTransfer.s_becomeLedger"];

    [Fact]
    public void What_is_granted_on_the_whole_schema_is_to_read() =>
        Assert.All(s_grants.Where(grant => grant.Table is null), grant => Assert.Equal("SELECT", grant.Right));

    [Fact]
    public void Nobody_may_change_what_is_written_once()
    {
        string[] writtenOnce = ["Journal", "JobVersion", "LogLine", "ChangeNote", "Ledger", "SchemaVersion"];

        Assert.DoesNotContain(s_grants, grant => grant.Right == "UPDATE" && writtenOnce.Contains(grant.Table));
        Assert.DoesNotContain(s_grants, grant => grant.Right == "INSERT" && grant.Table is "Ledger" or "SchemaVersion");
    }

    // What goes when it is done, or when something takes its place, is no record of anything.
    [Fact]
    public void Only_an_admin_deletes_what_is_a_record() =>
        Assert.Equal(
            [
                new("jobops_operator", "DELETE", "Continuation"), new("jobops_operator", "DELETE", "Notification"),
                new("jobops_operator", "DELETE", "Outbox"), new("jobops_worker", "DELETE", "Notification"),
                new("jobops_worker", "DELETE", "Outbox"), new("jobops_worker", "DELETE", "Worker"),
            ],
            s_grants.Where(grant => grant.Right == "DELETE" && grant.Role != "jobops_admin")
                .OrderBy(grant => grant.Role).ThenBy(grant => grant.Table));

    [Fact]
    public void An_admin_may_whatever_an_operator_may() =>
        Assert.Subset(
            s_grants.Where(grant => grant.Role == "jobops_admin").Select(grant => grant with { Role = "" }).ToHashSet(),
            s_grants.Where(grant => grant.Role == "jobops_operator").Select(grant => grant with { Role = "" }).ToHashSet());

    [Fact]
    public void Operators_and_workers_have_each_right_that_a_statement_needs_and_no_right_that_none_does()
    {
        var needed = new ChangeReader();
        foreach (var (name, statement) in SqlTexts.Statements)
            if (!name.StartsWith("Migrations.", StringComparison.Ordinal) && !s_ofTheOwner.Contains(name))
                SqlTexts.Parse(statement.SqlServer).Accept(needed);
        var granted = s_grants.Where(grant => grant.Table is not null && grant.Role is "jobops_operator" or "jobops_worker")
            .Select(grant => (grant.Right, grant.Table!)).ToHashSet();

        Assert.Equal(granted.Where(IsNoPurge).Order(), needed.Changes.Where(IsNoPurge).Order());
    }

    [Fact]
    public void Nothing_is_denied_or_granted_with_the_right_to_pass_it_on() =>
        Assert.DoesNotMatch(@"(?i)\bDENY\b|WITH GRANT OPTION|\bTO public\b", string.Join('\n', SqlTexts.Schema));

    // What goes, and which runs do, is the admin's to say, but for what is no record: see above.
    static bool IsNoPurge((string Right, string Table) change) =>
        change.Table != "Retention"
        && (change.Right != "DELETE" || change.Table is "Worker" or "Continuation" or "Notification" or "Outbox");

    static List<Grant> ReadGrants()
    {
        var reader = new GrantReader();
        foreach (var batch in SqlTexts.Schema)
            SqlTexts.Parse(batch).Accept(reader);
        return reader.Grants;
    }

    /// <param name="Role">To whom.</param>
    /// <param name="Right">SELECT, INSERT, UPDATE or DELETE.</param>
    /// <param name="Table">On what; null for the whole schema.</param>
    sealed record Grant(string Role, string Right, string? Table);

    sealed class GrantReader : TSqlFragmentVisitor
    {
        public List<Grant> Grants { get; } = [];

        public override void Visit(GrantStatement node)
        {
            var target = node.SecurityTargetObject;
            var names = target.ObjectName.MultiPartIdentifier.Identifiers.Select(name => name.Value).ToList();
            Assert.Equal("jobops", names[0]);
            var table = target.ObjectKind == SecurityObjectKind.Schema ? null : names[1];
            foreach (var principal in node.Principals)
                foreach (var right in node.Permissions)
                    Grants.Add(new(principal.Identifier.Value, string.Join(' ', right.Identifiers.Select(word => word.Value)), table));
        }
    }

    sealed class ChangeReader : TSqlFragmentVisitor
    {
        public HashSet<(string Right, string Table)> Changes { get; } = [];

        public override void Visit(InsertStatement node) => Add("INSERT", node.InsertSpecification.Target);

        public override void Visit(UpdateStatement node) => Add("UPDATE", node.UpdateSpecification.Target);

        public override void Visit(DeleteStatement node) => Add("DELETE", node.DeleteSpecification.Target);

        void Add(string right, TableReference target)
        {
            if (SqlTexts.TableOf(target) is { } table)
                Changes.Add((right, table));
        }
    }
}
