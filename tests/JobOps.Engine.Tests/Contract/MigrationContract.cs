using JobOps.Engine.Sql;
using JobOps.Engine.SqlServer;
using JobOps.Ledger;
using JobOps.Measurements;
using JobOps.Queues;
using JobOps.Runs;

namespace JobOps.Engine.Tests.Contract;

/// <summary>A ledger that an older version left behind comes to the newest with all that it holds.</summary>
/// <param name="rig">An empty ledger.</param>
/// <param name="provider">Whose migrations.</param>
/// <param name="time">A time, as the database writes it in SQL.</param>
public abstract class MigrationContract(LedgerRig rig, string provider, string time)
{
    // As notes were before changes were measured.
    const string OldNote =
        """
        {"runId":1,"reason":"why","command":"x","files":[],"metric":{"name":"response time","unit":"ms","before":22,"after":12,
        "beforeCount":5,"afterCount":6,"verdict":"Improved"}}
        """;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_ledger_of_version_1_keeps_its_runs_and_goes_on_counting()
    {
        Assert.SkipWhen(rig.SkipReason is not null, rig.SkipReason ?? "");
        await MakeVersion1Async();

        var applied = await LedgerFactory.Instance.InitializeAsync(rig.Location, Cancellation);
        await using var ledger = await LedgerFactory.Instance.OpenAsync(rig.Location, Cancellation);

        Assert.Equal(2, applied[0].Version);
        var (failed, waiting, rollback) = (await FindAsync(1), await FindAsync(2), await FindAsync(3));
        Assert.Equal((RunStatus.Failed, "k", JobQueue.Default, 0), (failed.Status, failed.IdempotencyKey, failed.Queue, failed.Priority));
        Assert.Equal(3, failed.RolledBackBy);
        Assert.Equal((RunNeed.Session, RunNeed.Nothing), (failed.Needs, waiting.Needs));
        Assert.Equal((RunKind.Rollback, JobQueue.Rollback, 1L), (rollback.Kind, rollback.Queue, rollback.RollbackOf));
        Assert.Equal("only", Assert.Single(await ledger.Steps.GetAsync(1, Cancellation)).StepName);
        var note = Assert.Single(await ledger.Notes.GetAsync(new() { RunId = 1 }, Cancellation));
        Assert.Equal((1L, "why", ComparisonVerdict.Better), (note.NoteId, note.Reason, note.Metric!.Verdict));
        Assert.Equal("response time 22.0 → 12.0 ms: improved (5 and 6 measurements)", note.Metric.Sentence);
        var claimed = Assert.Single(await ledger.Claims.ClaimAsync("w", TimeSpan.FromMinutes(1), 9, null, Cancellation));
        Assert.Equal(waiting.RunId, claimed.Run.RunId);
        var next = await ledger.Requests.EnqueueAsync(new RunRequest { JobName = "old", JobVersion = 1 }, Cancellation);
        Assert.Equal(4, next.RunId);

        async Task<JobRun> FindAsync(long runId) => (await ledger.Runs.FindAsync(runId, Cancellation))!;
    }

    async Task MakeVersion1Async()
    {
        foreach (var batch in SqlServerLedgers.Batches(Migrations.Load(provider)[0].Sql))
            await rig.TamperAsync(batch);
        // A database of another program is not touched: the mark in the file's header says that it is a ledger.
        if (provider == "Sqlite")
            await rig.TamperAsync($"PRAGMA application_id = {Engine.Sqlite.SqliteStore.ApplicationId}");
        var zero = new string('0', 64);
        string[] rows =
        [
            $"INSERT INTO jobops.SchemaVersion (Version, Name, AppliedAt, AppliedBy) VALUES (1, 'ledger', {time}, 'me')",
            $"INSERT INTO jobops.Ledger (One, LedgerId, CreatedAt) VALUES (1, '{Guid.NewGuid()}', {time})",
            "INSERT INTO jobops.Job (Name, Version, Registered, Enabled) VALUES ('old', 1, 1, 1)",
            $"INSERT INTO jobops.JobVersion VALUES (1, 1, 'me', 'works', 'put back', "
                + $"'{{\"name\":\"old\",\"owner\":\"me\",\"expectedResult\":\"works\",\"rollbackNote\":\"put back\"}}', "
                    + $"'{zero}', {time}, 'me')",
            Run("'Runbook', 'Failed'", "'k'", "NULL"),
            Run("'Job', 'Queued'", "NULL", "NULL"),
            Run("'Rollback', 'Succeeded'", "NULL", "1"),
            "UPDATE jobops.Run SET RolledBackBy = 3 WHERE RunId = 1",
            .. Enumerable.Range(1, 3)
                .Select(id => $"INSERT INTO jobops.RunPayload (RunId, Parameters, RequestedBy) VALUES ({id}, '{{}}', 'me')"),
            .. Enumerable.Range(0, 4).Select(id => $"INSERT INTO jobops.JournalHead (RunId, Sequence, Hash) VALUES ({id}, 0, '{zero}')"),
            $"INSERT INTO jobops.Step (RunId, Number, Name, Status, Attempt, InputHash, ReadOnly, Once, StartedAt) "
                + $"VALUES (1, 1, 'only', 'Failed', 1, '{zero}', 0, 0, {time})",
            $"INSERT INTO jobops.ChangeNote (RunId, Reason, Document, WrittenAt, WrittenBy) VALUES (1, 'why', '{OldNote}', {time}, 'me')",
        ];
        foreach (var row in rows)
            await rig.TamperAsync(row);

        string Run(string kindAndStatus, string key, string rollbackOf) =>
            $"INSERT INTO jobops.Run (JobId, JobVersion, Kind, Status, RequestedAt, IdempotencyKey, RequestHash, "
                + $"RollbackOf) VALUES (1, 1, {kindAndStatus}, {time}, {key}, '{zero}', {rollbackOf})";
    }
}

public sealed class SqliteMigrationTests(SqliteRig rig)
    : MigrationContract(rig, "Sqlite", "1760000000000"), IClassFixture<SqliteRig>;

public sealed class SqlServerMigrationTests(SqlServerRig rig)
    : MigrationContract(rig, "SqlServer", "'2026-01-01T00:00:00'"), IClassFixture<SqlServerRig>;
