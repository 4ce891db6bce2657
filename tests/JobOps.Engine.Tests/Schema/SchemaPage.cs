using System.Text;

namespace JobOps.Engine.Tests.Schema;

/// <summary>The page on the schema: what the migrations say, and why it is so.</summary>
static class SchemaPage
{
    const string Begin =
        """
        # The ledger's schema

        What the migrations make, in SQL Server (schema `jobops`) and in a SQLite file. This page is made from them by a test,
        which fails where the two no longer agree: only the reasons are written by hand.

        - **Hot rows are narrow.** Whatever a claim, a renewal or a completion touches is in `Run`; texts of any length stand in
          `RunPayload`, `Step`, `LogLine` and `Journal`.
        - **Live states have filtered indexes.** A finished run leaves each of them, so a million finished runs cost a claim
          nothing.
        - **What the database can hold, it holds**: states are CHECKs, an owner, an expected result and a rollback note are
          required, one run for each idempotency key and one for each slot of a limit are unique indexes.
        - **Times** are UTC by the database's clock: `datetime2(3)`, or milliseconds since 1970 in SQLite. Texts of JSON are
          `nvarchar(max)` or `TEXT`.

        ```mermaid
        erDiagram

        """;

    static readonly Dictionary<string, string> s_tables = new()
    {
        ["SchemaVersion"] = "The migrations that were applied, and by whom.",
        ["Ledger"] = "The ledger's own id. One row.",
        ["Job"] = "A job by its name: which version is the newest, whether it takes runs, and its limits.",
        ["JobVersion"] = "A definition as it was registered; never changed, because runs keep the version that they ran.",
        ["Run"] = "The hot row of a run: what the queue looks at, and who has its lease.",
        ["RunPayload"] = "What a run was asked to do, and what came of it, at any length.",
        ["Step"] = "A checkpoint of a run: its undo is written before it runs.",
        ["LogLine"] = "The output of a run, a row for each line.",
        ["ChangeNote"] = "The final note of a change.",
        ["Journal"] = "Who did what, chained by hashes; RunId 0 is the ledger's own chain. Rows are added, never changed.",
        ["JournalHead"] = "The end of each chain: what the next entry is chained to, and what writers of one chain lock.",
        ["Queue"] = "A queue, whether it is paused, and how many of its runs may run at once.",
        ["Lane"] = "A job in a queue: what a claim walks through, so that a paused queue or a disabled job costs it nothing.",
        ["Worker"] = "A worker that is alive, or was until lately.",
    };

    static readonly Dictionary<string, string> s_indexes = new()
    {
        ["UX_Run_IdempotencyKey"] = "One run for each key of a job, however many callers ask at once; and how the stored one is found.",
        ["UX_Run_LiveRollback"] = "Two rollbacks of one run would undo against each other.",
        ["UX_Run_Skip"] = "A job that skips what overlaps has one live run.",
        ["IX_Run_Replaceable"] = "The live runs that a new start of their job stops.",
        ["UX_Run_JobSlot"] = "A limit of a job is a set of numbered slots; no two running runs hold the same.",
        ["UX_Run_QueueSlot"] = "The same for the limit of a queue.",
        ["IX_Run_Queued"] = "A claim reads the best runs of each lane from its begin, in the very order of the claim.",
        ["IX_Run_Scheduled"] = "Finds what has become due.",
        ["IX_Run_StartBy"] = "Finds what has missed its latest start.",
        ["IX_Run_Running"] = "Finds leases that have expired, and all that runs.",
        ["IX_Run_Stop"] = "A worker asks at each heartbeat which of its runs somebody wants stopped.",
        ["IX_Run_RollbackOf"] = "The rollbacks of a run.",
        ["IX_Run_RolledBackBy"] = "A purge asks which runs a rollback that goes has undone. Few rows have a value.",
        ["IX_Step_UndoRun"] = "The same for the steps that it has undone.",
        ["IX_LogLine_Run"] = "The lines of a run in their order. In SQL Server the primary key is that.",
        ["IX_ChangeNote_Run"] = "The notes of a run. In SQL Server the primary key is that.",
    };

    public static string Write(SchemaModel server, SchemaModel sqlite)
    {
        var page = new StringBuilder(Begin.ReplaceLineEndings("\n"));
        foreach (var table in server.Tables)
        {
            if (table.RefersTo.Count == 0)
                page.Append($"    {table.Name}\n");
            foreach (var target in table.RefersTo)
                page.Append($"    {target} ||--o{{ {table.Name} : \"\"\n");
        }
        page.Append("```\n\n## Tables\n");
        foreach (var table in server.Tables)
            WriteTable(page, table, sqlite.Tables.Single(other => other.Name == table.Name));
        WriteIndexes(page, server, sqlite);
        return page.ToString();
    }

    static void WriteTable(StringBuilder page, SchemaTable server, SchemaTable sqlite)
    {
        page.Append($"\n### {server.Name}\n\n{Reason(s_tables, server.Name)}\n\n| column | SQL Server | SQLite |\n| --- | --- | --- |\n");
        foreach (var column in server.Columns)
            page.Append($"| {column.Name} | `{column.Type}` | `{sqlite.Columns.Single(other => other.Name == column.Name).Type}` |\n");
    }

    static void WriteIndexes(StringBuilder page, SchemaModel server, SchemaModel sqlite)
    {
        page.Append(
            """

            ## Indexes

            Besides those of primary keys and of UNIQUE constraints.

            | index | columns | rows | where | why |
            | --- | --- | --- | --- | --- |

            """.ReplaceLineEndings("\n"));
        foreach (var index in server.Indexes.Concat(sqlite.Indexes).DistinctBy(index => index.Name).OrderBy(index => index.Name, StringComparer.Ordinal))
        {
            string[] where =
            [
                .. server.Indexes.Any(other => other.Name == index.Name) ? ["SQL Server"] : (string[])[],
                .. sqlite.Indexes.Any(other => other.Name == index.Name) ? ["SQLite"] : (string[])[],
            ];
            page.Append($"| `{index.Name}`{(index.Unique ? ", unique" : "")} | {index.Columns} | ")
                .Append(index.Filter.Length > 0 ? $"`{index.Filter}`" : "all")
                .Append($" | {string.Join(", ", where)} | {Reason(s_indexes, index.Name)} |\n");
        }
    }

    static string Reason(Dictionary<string, string> reasons, string name) =>
        reasons.TryGetValue(name, out var reason) ? reason : throw new InvalidOperationException($"'{name}' has no reason in {nameof(SchemaPage)}");
}
