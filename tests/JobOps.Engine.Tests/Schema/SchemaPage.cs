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

    const string Claims =
        """

        ## Partitions

        A queue is one partition unless somebody divides it (`Set-JobQueue -Partitions`, `jobops partition`; 1 to 64). A run's
        partition is decided when it is requested: by a hash of its idempotency key, at random where it has none, and by the
        name of its job where the job has a limit, so that such runs keep their order. It stays the same for the run's life.

        A claim begins at a partition taken at random, and takes from no other as long as that one has enough. Then it looks,
        without a lock, which others hold something, and goes through them. At random, and not by who claims: two claimers
        that always began at the same place would always meet, and with fewer claimers than partitions some partition would be
        nobody's first and wait for as long as the others never run dry. A lane counts to the partition `Partition %
        Partitions` by the queue's number of now, so dividing a queue anew leaves nothing behind.

        As long as no queue is divided, a claim executes the statements that it did before. Where one is, a claim that does not
        get all that it asked for executes one more, and one for each partition that it goes on to.

        ## Ghost records: measured, and no watermark

        A claimed run leaves `IX_Run_Queued` at its very front, and what has left stays in the page until the server cleans up
        (ghost records in SQL Server, dead tuples in PostgreSQL): the next claim walks over it. Measured on PostgreSQL 16, under
        Babelfish, with all cleaning up turned off, for the statement that finds the first queued run of a lane: 4 pages and
        0.02 ms with nothing claimed before, 67 pages and 0.08 ms after 10,000 claims, 691 pages and 1.6 to 3.9 ms after
        100,000. A whole claim of one run shows none of it once only autovacuum is off, and each claim marks for the next what it
        found dead: 1.8 ms before, 1.7 ms after 10,000 and 1.8 ms after 100,000 claims (medians of 300, a claim of seven messages,
        p99 5.3, 3.6 and 2.6 ms).

        A watermark ("nothing waits below this RunId") would make 7 pages of the 691. It is not built, because of what it
        would have to know. A run with a greater priority, one that is tried again, given back, restarted or has become due, and
        one whose number was given out before but whose transaction committed later all come in below it: each would have to
        lower it, in a row that every claimer of the lane reads and writes, or be overlooked. SQL Server cleans up in the
        background, unless an open transaction may still look at what is gone; nothing of the ledger holds one open for longer
        than its statements take. That was not measured: it needs a SQL Server. Where many are claimed faster than is cleaned
        up, partitions help: each has its own front, so a claim walks over its share only.
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
        ["Environment"] = "An environment by its name, and which version is the newest.",
        ["EnvironmentVersion"] = "What jobs find in an environment, secrets by reference; never changed, because runs keep the version "
            + "that they used.",
        ["Rehearsal"] = "A job that was executed and rolled back in an environment: what its probes saw, and what it covers.",
        ["Change"] = "What a person wants to alter: owner, scope, what the system does now, what is expected, how it is undone; "
            + "and how far it is.",
        ["ChangeOverlap"] = "Two changes of one thing that somebody wanted open at once: neither can be told from the other.",
        ["Baseline"] = "What was measured of a change before or after it.",
        ["BaselineSamples"] = "The samples of a baseline, up to 4,096 in a row: columns, pressed by Brotli, in base64.",
        ["ChecklistResult"] = "A checklist that somebody went through: each item with what was found, and the evidence.",
        ["CacheRule"] = "What a cache is to keep and for how long, with pages that show it.",
        ["CacheRuleTest"] = "A rule that was held against a site: what the site answered, and what that means.",
        ["CacheClearing"] = "Keys that a run removed from a cache by a rule; written before the first goes.",
        ["CacheClearingBatch"] = "Some of these keys, as hashes; where an undo was asked for with names, values and ends.",
        ["ChangeNote"] = "The final note of a run, or of a change.",
        ["Schedule"] = "When a job is due by itself, and which slot of it comes next. Who passes a slot holds this row.",
        ["MissedSlot"] = "Slots that followed each other and have no run, with the one reason of all of them.",
        ["RunApproval"] = "Who has to approve a run, until when, and what became of it. The run is Scheduled for the end of that time, "
            + "and `ApprovalBy` says that it waits for somebody: no claim looks at more than before.",
        ["Continuation"] = "Which jobs follow which, as the newest definitions say: an end of a run looks here whether anything follows.",
        ["Outbox"] = "What has happened and nobody has seen to yet, written in the transaction in which it happened. A row goes with "
            + "what follows of it.",
        ["Receiver"] = "Somebody who is told, of what, and how; secrets by reference.",
        ["Notification"] = "What a receiver is to be told, was told, or could not be told.",
        ["Retention"] = "Which runs are kept of jobs that say nothing of it. One row, or none.",
        ["Journal"] = "Who did what, chained by hashes; RunId 0 is the ledger's own chain, 2^52 + 42 that of change C42. "
            + "Rows are added, never changed; `-LedgerTables` has the server see to that.",
        ["JournalHead"] = "The end of each chain: what the next entry is chained to, and what writers of one chain lock.",
        ["Queue"] = "A queue, whether it is paused, how many of its runs may run at once, and into how many partitions it is divided.",
        ["Lane"] = "A job in a partition of a queue: what a claim walks through, "
            + "so that a paused queue or a disabled job costs it nothing.",
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
        ["IX_Run_Queued"] = "A claim reads the best runs of each lane from its begin, in the very order of the claim: "
            + "a lane is a job in a partition of a queue, so it is one range.",
        ["IX_Run_Scheduled"] = "Finds what has become due.",
        ["IX_Run_StartBy"] = "Finds what has missed its latest start.",
        ["IX_Run_Running"] = "Finds leases that have expired, and all that runs.",
        ["IX_Run_Stop"] = "A worker asks at each heartbeat which of its runs somebody wants stopped.",
        ["IX_Run_RollbackOf"] = "The rollbacks of a run.",
        ["IX_Run_RolledBackBy"] = "A purge asks which runs a rollback that goes has undone. Few rows have a value.",
        ["IX_Step_UndoRun"] = "The same for the steps that it has undone.",
        ["IX_LogLine_Run"] = "The lines of a run in their order. In SQL Server the primary key is that.",
        ["IX_ChangeNote_Run"] = "The notes of a run.",
        ["IX_ChangeNote_Change"] = "The notes of a change.",
        ["IX_Change_Live"] = "The changes that are open: whoever opens one looks at the scope of each.",
        ["IX_Rehearsal_Job"] = "The rehearsals of a job, the last one first.",
        ["IX_ChecklistResult_Change"] = "The checklists of a change, the last one first.",
        ["IX_CacheClearing_Run"] = "What a step has removed: its undo puts that back, and a purge takes it along.",
        ["IX_Baseline_Change"] = "The baselines of a change.",
        ["IX_Schedule_Due"] = "Its first entry is all that a scheduler asks for while nothing is due.",
        ["IX_Schedule_Job"] = "The schedules of a job file.",
        ["IX_MissedSlot_Schedule"] = "The missed slots of a schedule. In SQL Server the primary key is that.",
        ["IX_Run_Approval"] = "The runs that await approval. Few rows have a value.",
        ["IX_Run_Batch"] = "The runs of a batch. Few rows have a value.",
        ["IX_Continuation_Predecessor"] = "What follows a job.",
        ["IX_Notification_Pending"] = "Its first entry is all that a sender asks for while nothing is due.",
        ["IX_Notification_Topic"] = "What was told of a topic, and what waits of it.",
        ["IX_Notification_Sent"] = "What was sent within the last minute, and what was sent so long ago that it goes.",
        ["UX_Notification_Once"] = "What is told once is told once, whichever workers notice it.",
        ["IX_Run_Change"] = "The runs of a change. Few rows have a value.",
    };

    /// <summary>Each table, and each index that has an option.</summary>
    static readonly Dictionary<string, string> s_storage = new()
    {
        ["SchemaVersion"] = "A few rows.",
        ["Ledger"] = "One row.",
        ["Job"] = "A few rows, that every request reads.",
        ["JobVersion"] = "Written once. Definitions of one job are much alike.",
        ["Run"] = "Every claim, renewal and completion changes a row: pressed, each would cost the processor, "
            + "and a page that has to be pressed again holds up all who want its other rows.",
        ["RunPayload"] = "Written with its run; changed only when that fails or is stopped. JSON has the same names in every row.",
        ["Step"] = "Changed once, when the step ends; then it is history. Undo commands and hashes are long, names come again.",
        ["LogLine"] = "Written once, and the most of all: lines of one run are much alike.",
        ["Environment"] = "A few rows.",
        ["EnvironmentVersion"] = "Written once, a few rows.",
        ["Rehearsal"] = "Written once, now and then.",
        ["ChecklistResult"] = "Written once, now and then.",
        ["CacheRule"] = "A few rows.",
        ["CacheRuleTest"] = "Written once, now and then.",
        ["CacheClearing"] = "Changed once, when it ends.",
        ["CacheClearingBatch"] = "Written once; hashes, and values that their cache has pressed already.",
        ["Change"] = "Changed a few times; texts.",
        ["ChangeOverlap"] = "A few rows.",
        ["Baseline"] = "Written once, one for each phase.",
        ["BaselineSamples"] = "Pressed already.",
        ["ChangeNote"] = "Written once.",
        ["Schedule"] = "A row for each schedule, changed by each of its slots.",
        ["MissedSlot"] = "Written now and then; what follows for the same reason makes a row longer in time, not in bytes.",
        ["RunApproval"] = "A row for each run that has to be approved, changed once.",
        ["Continuation"] = "A few rows.",
        ["Outbox"] = "A queue: rows come at the end and go from the front.",
        ["Receiver"] = "A few rows.",
        ["Notification"] = "Changed a few times, and gone after thirty days.",
        ["Retention"] = "One row.",
        ["Journal"] = "Written once; actors, events and names of members come again in every entry. Hashes do not get smaller.",
        ["JournalHead"] = "A row for each chain, changed by each of its entries; what is in it is a hash, which does not get smaller.",
        ["Queue"] = "A few rows, that every claim reads.",
        ["Lane"] = "Narrow, few, and read by every claim.",
        ["Worker"] = "A few rows, changed by each heartbeat.",
        ["UX_Run_IdempotencyKey"] =
            "The only index whose new rows come anywhere: a fifth of each page is left free, "
                + "or every page would be split as soon as it is full. It counts from each rebuild on.",
        ["PK_Run"] = "Every request adds its row at the end of the same last page; "
            + "the server lets those who want it in one after the other, and does not have them all wake up for it.",
        ["PK_RunPayload"] = "The same: numbered as the runs are.",
        ["PK_Journal"] = "The same for the first entry of each run.",
        ["PK_JournalHead"] = "The same for the head of each chain.",
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
        WriteStorage(page, server);
        page.Append(Claims.ReplaceLineEndings("\n"));
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
        foreach (var index in server.Indexes.Concat(sqlite.Indexes)
            .DistinctBy(index => index.Name).OrderBy(index => index.Name, StringComparer.Ordinal))
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

    static void WriteStorage(StringBuilder page, SchemaModel server)
    {
        page.Append(
            """

            ## Storage in SQL Server

            All of it is in every edition of SQL Server 2019 and later and in Azure SQL. SQLite has no such options. Texts that do
            not fit into their row stand beside it, and are not pressed.

            | table or index | option | why |
            | --- | --- | --- |

            """.ReplaceLineEndings("\n"));
        foreach (var name in server.Tables.Select(table => table.Name).Concat(server.Storage.Select(storage => storage.Name)).Distinct())
        {
            var options = server.Storage.Where(storage => storage.Name == name).Select(storage => $"`{storage.Option}`");
            page.Append($"| `{name}` | {string.Join(", ", options)} | {Reason(s_storage, name)} |\n");
        }
    }

    static string Reason(Dictionary<string, string> reasons, string name) =>
        reasons.TryGetValue(name, out var reason)
            ? reason : throw new InvalidOperationException($"'{name}' has no reason in {nameof(SchemaPage)}");
}
