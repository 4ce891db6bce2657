using JobOps.Changes;
using JobOps.Measurements;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Engine.Tests.Contract;

public abstract partial class LedgerContract
{
    [Fact]
    public async Task The_journal_tells_the_whole_story_of_a_run()
    {
        var lease = await EnqueueAndClaimAsync();
        await Ledger.Steps.BeginAsync(lease, Intent("s"), Cancellation);
        await Ledger.Steps.FinishAsync(lease, Done("s"), null, Cancellation);
        await Ledger.Claims.CompleteAsync([new(lease, RunStatus.Succeeded, null)], Cancellation);

        var journal = await Ledger.Journal.GetAsync(lease.RunId, Cancellation);

        Assert.Equal(
            ["RunRequested", "RunClaimed", "StepStarted", "StepSucceeded", "RunSucceeded"],
            journal.Select(entry => entry.Event));
        Assert.Equal([1, 2, 3, 4, 5], journal.Select(entry => (int)entry.Sequence));
        Assert.All(journal, entry => Assert.Equal(Ledger.Info.Actor, entry.Actor));
    }

    [Fact]
    public async Task The_journal_tells_who_tried_a_run_and_how_each_try_ended()
    {
        var run = await EnqueueAsync();
        await ExpiredAsync(run);
        var second = await ClaimAsync(run.RunId, worker: "worker-2");
        await Ledger.Claims.CompleteAsync([new(second, RunStatus.Failed, null)], Cancellation);
        await Ledger.Requests.RestartAsync(run.RunId, null, null, Cancellation);
        await ClaimAsync(run.RunId, worker: "worker-3");

        var attempts = Attempt.FromJournal(await Ledger.Journal.GetAsync(run.RunId, Cancellation));

        Assert.Equal(
            [(1, "worker-that-dies", "Abandoned"), (2, "worker-2", "Failed"), (3, "worker-3", null)],
            attempts.Select(attempt => (attempt.Number, attempt.Worker, attempt.Outcome)));
        Assert.Equal([false, true, false], attempts.Select(attempt => attempt.EndedAt is not null));
    }

    [Fact]
    public async Task An_untouched_journal_verifies_and_its_digest_moves_with_every_entry()
    {
        var before = await Ledger.Journal.VerifyAsync(Cancellation);
        await EnqueueAsync();
        var after = await Ledger.Journal.VerifyAsync(Cancellation);

        Assert.True(before.Valid, before.Problem);
        Assert.True(after.Valid, after.Problem);
        Assert.NotEqual(before.Digest, after.Digest);
        Assert.Equal(after.Digest, (await Ledger.Journal.VerifyAsync(Cancellation)).Digest);
    }

    public static TheoryData<string, string, string, int> Tampering => new()
    {
        { "changed", "UPDATE jobops.Journal SET Data = '{}' WHERE RunId = {0} AND Sequence = 3", "", 3 },
        { "given another actor", "UPDATE jobops.Journal SET Actor = 'nobody' WHERE RunId = {0} AND Sequence = 1", "", 1 },
        { "deleted", "DELETE FROM jobops.Journal WHERE RunId = {0} AND Sequence = 2", "missing", 2 },
        { "deleted at the end", "DELETE FROM jobops.Journal WHERE RunId = {0} AND Sequence = 5", "missing", 5 },
        {
            "swapped",
            """
            UPDATE jobops.Journal SET Sequence = 99 WHERE RunId = {0} AND Sequence = 3;
            UPDATE jobops.Journal SET Sequence = 3 WHERE RunId = {0} AND Sequence = 4;
            UPDATE jobops.Journal SET Sequence = 4 WHERE RunId = {0} AND Sequence = 99
            """,
            "", 3
        },
        { "all deleted", "DELETE FROM jobops.Journal WHERE RunId = {0}", "missing", 1 },
        {
            "deleted with its head",
            "DELETE FROM jobops.Journal WHERE RunId = {0}; DELETE FROM jobops.JournalHead WHERE RunId = {0}", "missing", 1
        },
    };

    [Theory]
    [MemberData(nameof(Tampering))]
    public async Task Verification_names_the_first_entry_that_was_(string how, string sql, string problem, int sequence)
    {
        var lease = await EnqueueAndClaimAsync();
        await Ledger.Steps.BeginAsync(lease, Intent("s"), Cancellation);
        await Ledger.Steps.FinishAsync(lease, Done("s"), null, Cancellation);
        await Ledger.Claims.CompleteAsync([new(lease, RunStatus.Succeeded, null)], Cancellation);
        Assert.NotEqual("", how);
        await KeepJournalAsync(lease.RunId);
        try
        {
            await TamperAsync(sql.Replace("{0}", $"{lease.RunId}", StringComparison.Ordinal));

            var verdict = await Ledger.Journal.VerifyAsync(Cancellation);

            Assert.False(verdict.Valid);
            Assert.Equal((lease.RunId, (long)sequence), (verdict.RunId, verdict.Sequence));
            Assert.Contains(problem, verdict.Problem, StringComparison.Ordinal);
        }
        finally
        {
            await PutJournalBackAsync(lease.RunId);
        }
        Assert.True((await Ledger.Journal.VerifyAsync(Cancellation)).Valid);
    }

    [Fact]
    public async Task A_change_note_that_was_rewritten_does_not_verify()
    {
        var note = await WriteNoteAsync("the real reason");
        await TamperAsync($"UPDATE jobops.ChangeNote SET Document = REPLACE(Document, 'real', 'nice') WHERE NoteId = {note.NoteId}");

        var verdict = await Ledger.Journal.VerifyAsync(Cancellation);

        await TamperAsync($"UPDATE jobops.ChangeNote SET Document = REPLACE(Document, 'nice', 'real') WHERE NoteId = {note.NoteId}");
        Assert.False(verdict.Valid);
        Assert.Equal(note.RunId, verdict.RunId);
        Assert.Contains("note", verdict.Problem, StringComparison.Ordinal);
        Assert.True((await Ledger.Journal.VerifyAsync(Cancellation)).Valid);
    }

    [Fact]
    public async Task What_the_journal_tells_of_is_compared_with_what_stands_there_now()
    {
        var job = await RegisterAsync();
        var environment = await Ledger.Environments.SetAsync(SampleEnvironment(), Cancellation);
        var checklist = await Ledger.ChecklistResults.AddAsync(SampleResult($"list-{Guid.NewGuid():N}"), Cancellation);
        var rehearsal = await Ledger.Rehearsals.AddAsync(SampleRehearsal(job, environment), Cancellation);
        var cacheTest = await Ledger.CacheRules.AddTestAsync(
            new() { Rule = $"rule-{Guid.NewGuid():N}", BaseUri = "http://shop/", Visitors = [], Findings = [], Answers = [] },
            Cancellation);
        const string jobId = "JobId = (SELECT JobId FROM jobops.Job WHERE Name = '{0}')";
        const string environmentId = "EnvironmentId = (SELECT EnvironmentId FROM jobops.Environment WHERE Name = '{0}')";

        await FoundAsync(
            "JobVersion", "Definition", string.Format(null, jobId, job.Name), $"version 1 of job '{job.Name}' is not what was registered");
        await FoundAsync(
            "EnvironmentVersion", "Content", string.Format(null, environmentId, environment.Name),
            $"version 1 of environment '{environment.Name}' is not what was set");
        await FoundAsync(
            "ChecklistResult", "Document", $"ChecklistResultId = {checklist.ChecklistResultId}",
            $"checklist result {checklist.ChecklistResultId} is not what was found");
        await FoundAsync(
            "Rehearsal", "Document", $"RehearsalId = {rehearsal.RehearsalId}",
            $"rehearsal {rehearsal.RehearsalId} is not what was found");
        await FoundAsync(
            "CacheRuleTest", "Document", $"CacheRuleTestId = {cacheTest.CacheRuleTestId}",
            $"test {cacheTest.CacheRuleTestId} of a cache rule is not what was found");

        async Task FoundAsync(string table, string column, string row, string problem)
        {
            var plus = Ledger.Info.Provider == "sqlite" ? "||" : "+";
            await TamperAsync($"UPDATE jobops.{table} SET {column} = {column} {plus} '#' WHERE {row}");
            var altered = await Ledger.Journal.VerifyAsync(Cancellation);
            await TamperAsync($"UPDATE jobops.{table} SET {column} = REPLACE({column}, '#', '') WHERE {row}");

            Assert.Contains(problem, altered.Problem, StringComparison.Ordinal);
            Assert.True((await Ledger.Journal.VerifyAsync(Cancellation)).Valid);
        }
    }

    [Fact]
    public async Task A_change_note_comes_back_as_it_was_written()
    {
        var written = await WriteNoteAsync("release 2");

        var note = Assert.Single(await Ledger.Notes.GetAsync(new() { RunId = written.RunId }, Cancellation));

        Assert.Equal("release 2", note.Reason);
        Assert.Equivalent(written.Metric, note.Metric);
        Assert.Equal(written.Files, note.Files);
        Assert.Equal(Ledger.Info.Actor, note.WrittenBy);
        Assert.Contains(note.NoteId,
            (await Ledger.Notes.GetAsync(new() { JobName = note.JobName }, Cancellation)).Select(n => n.NoteId));
    }

    [Fact]
    public async Task A_run_that_has_not_ended_has_no_final_note()
    {
        var run = await EnqueueAsync();

        var error = await ErrorOfAsync(() => Ledger.Notes.WriteAsync(
            new() { RunId = run.RunId, Reason = "too early", Command = "x" }, Cancellation));

        Assert.Equal("NoteRunUnfinished", error.Id);
    }

    async Task<ChangeNote> WriteNoteAsync(string reason)
    {
        var lease = await EnqueueAndClaimAsync();
        await Ledger.Claims.CompleteAsync([new(lease, RunStatus.Succeeded, null)], Cancellation);
        return await Ledger.Notes.WriteAsync(
            new()
            {
                RunId = lease.RunId,
                Reason = reason,
                Command = "Start-Job site-release",
                Files = [new("/srv/current", "switch", new("/srv/current", PathKind.Link, "1"), new("/srv/current", PathKind.Link, "2"))],
                Metric = new()
                {
                    Metric = "response time", Unit = "ms", Verdict = ComparisonVerdict.CannotTell, Ratio = 1.2, Sentence = "Cannot tell.",
                },
            },
            Cancellation);
    }

    // The tests of a class share a ledger: what one breaks by hand, it mends by hand.
    Task KeepJournalAsync(long runId) =>
        TamperAsync(Copy("Journal", "Kept", runId) + ";" + Copy("JournalHead", "KeptHead", runId));

    async Task PutJournalBackAsync(long runId)
    {
        await TamperAsync($"DELETE FROM jobops.Journal WHERE RunId = {runId}; INSERT INTO jobops.Journal SELECT * FROM jobops.Kept");
        await TamperAsync($"DELETE FROM jobops.JournalHead WHERE RunId = {runId}; "
            + "INSERT INTO jobops.JournalHead SELECT * FROM jobops.KeptHead");
        await TamperAsync("DROP TABLE jobops.Kept; DROP TABLE jobops.KeptHead");
    }

    string Copy(string table, string to, long runId) => Ledger.Info.Provider == "sqlite"
        ? $"CREATE TABLE {to} AS SELECT * FROM {table} WHERE RunId = {runId}"
        : $"SELECT * INTO jobops.{to} FROM jobops.{table} WHERE RunId = {runId}";
}
