using JobOps.Jobs;
using JobOps.Journal;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Engine.Tests.Contract;

public abstract partial class LedgerContract
{
    [Fact]
    public async Task Runs_that_ended_go_with_all_that_belongs_to_them_and_the_journal_verifies_with_an_older_digest()
    {
        var job = await RegisterAsync();
        var first = await EndedAsync(job, key: "k");
        var second = await EndedAsync(job);
        await EnqueueAsync();
        var kept = await Ledger.Journal.GetDigestAsync(Cancellation);
        var query = await EndedBeforeNowAsync(job);

        Assert.Equal(2, await Ledger.Retention.CountAsync(query, Cancellation));
        var purged = await Ledger.Retention.PurgeAsync(query, null, Cancellation);

        Assert.Equal((2L, 10L), (purged.Runs, purged.Entries));
        Assert.Null(await Ledger.Runs.FindAsync(first.RunId, Cancellation));
        Assert.Empty(await Ledger.Steps.GetAsync(second.RunId, Cancellation));
        Assert.Empty(await Ledger.Journal.GetAsync(second.RunId, Cancellation));
        var verdict = await Ledger.Journal.VerifyAsync(kept, Cancellation);
        Assert.True(verdict.Valid, verdict.Problem);
        Assert.True(verdict.DigestPurged >= 2);
        var entry = (await Ledger.Journal.GetAsync(0, Cancellation)).Last(entry => entry.Event == PurgedRuns.Event);
        Assert.Contains($"\"{first.RunId}-{second.RunId}\"", entry.Data, StringComparison.Ordinal);
        Assert.False((await Ledger.Requests.EnqueueAsync(Request(job, "k"), Cancellation)).Replayed);
    }

    [Fact]
    public async Task What_is_alive_too_young_asked_for_otherwise_or_the_newest_stays()
    {
        var job = await RegisterAsync();
        var old = await EndedAsync(job);
        var live = await Ledger.Requests.EnqueueAsync(Request(job), Cancellation);
        var query = await EndedBeforeNowAsync(job);
        var newest = await EndedAsync(job);

        Assert.Equal(0, (await Ledger.Retention.PurgeAsync(query with { Before = old.FinishedAt!.Value }, null, Cancellation)).Runs);
        Assert.Equal(0, (await Ledger.Retention.PurgeAsync(query with { Statuses = [RunStatus.Failed] }, null, Cancellation)).Runs);
        Assert.Equal(0, (await Ledger.Retention.PurgeAsync(query with { JobName = "another-*" }, null, Cancellation)).Runs);
        Assert.Equal(1, (await Ledger.Retention.PurgeAsync(query with { Before = newest.FinishedAt!.Value.AddDays(1) },
            null, Cancellation)).Runs);
        Assert.NotNull(await Ledger.Runs.FindAsync(live.RunId, Cancellation));
        Assert.NotNull(await Ledger.Runs.FindAsync(newest.RunId, Cancellation));
    }

    [Fact]
    public async Task A_run_that_is_gone_before_its_rollback_is_requested_is_not_found()
    {
        var job = await RegisterAsync();
        var run = await EndedAsync(job);
        await EnqueueAsync();
        await Ledger.Retention.PurgeAsync(await EndedBeforeNowAsync(job), null, Cancellation);

        var error = await ErrorOfAsync(() => Ledger.Requests.EnqueueAsync(
            Request(job) with { Kind = RunKind.Rollback, RollbackOf = run.RunId, Queue = Queues.JobQueue.Rollback }, Cancellation));

        Assert.Equal("RunNotFound", error.Id);
    }

    [Fact]
    public async Task A_run_goes_with_its_rollback_and_not_before_that_has_ended()
    {
        var job = await RegisterAsync();
        var run = await EndedAsync(job);
        var rollback = await Ledger.Requests.EnqueueAsync(
            Request(job) with { Kind = RunKind.Rollback, RollbackOf = run.RunId, Queue = Queues.JobQueue.Rollback }, Cancellation);
        await EnqueueAsync();
        var query = (await EndedBeforeNowAsync(job)) with { Before = DateTimeOffset.UtcNow.AddDays(1) };

        Assert.Equal(0, (await Ledger.Retention.PurgeAsync(query, null, Cancellation)).Runs);
        var lease = await ClaimAsync(rollback.RunId);
        await Ledger.Steps.MarkRolledBackAsync(lease, run.RunId, Cancellation);
        await Ledger.Claims.CompleteAsync([new(lease, RunStatus.Succeeded, null)], Cancellation);

        Assert.Equal(2, await Ledger.Retention.CountAsync(query, Cancellation));
        Assert.Equal(2, (await Ledger.Retention.PurgeAsync(query, null, Cancellation)).Runs);
        Assert.Null(await Ledger.Runs.FindAsync(rollback.RunId, Cancellation));
        Assert.True((await Ledger.Journal.VerifyAsync(Cancellation)).Valid);
    }

    [Fact]
    public async Task More_runs_than_one_batch_holds_go_in_several()
    {
        var job = await RegisterAsync();
        var runs = await Ledger.Requests.EnqueueAsync([.. Enumerable.Range(0, 105).Select(_ => Request(job))], Cancellation);
        foreach (var run in runs)
            await Ledger.Requests.StopAsync(run.RunId, null, Cancellation);
        await EnqueueAsync();
        var told = new List<long>();

        var purged = await Ledger.Retention.PurgeAsync(
            await EndedBeforeNowAsync(job), new Immediately(told.Add), Cancellation);

        Assert.Equal(runs.Count, purged.Runs);
        Assert.Equal([100, 105, 105], told);
        Assert.True((await Ledger.Journal.VerifyAsync(Cancellation)).Valid);
    }

    [Fact]
    public async Task A_run_that_was_taken_out_on_record_and_is_there_again_does_not_verify()
    {
        var job = await RegisterAsync();
        var run = await EndedAsync(job);
        await EnqueueAsync();
        var entry = (await Ledger.Journal.GetAsync(run.RunId, Cancellation))[0];
        await Ledger.Retention.PurgeAsync(await EndedBeforeNowAsync(job), null, Cancellation);
        var at = Ledger.Info.Provider == "sqlite"
            ? $"{entry.At.ToUnixTimeMilliseconds()}" : $"'{entry.At.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fff}'";
        await TamperAsync($"INSERT INTO jobops.Journal (RunId, Sequence, At, Actor, Event, Data, Hash) "
            + $"VALUES ({run.RunId}, 1, {at}, '{entry.Actor}', '{entry.Event}', '{entry.Data}', '{entry.Hash}')");
        await TamperAsync($"INSERT INTO jobops.JournalHead (RunId, Sequence, Hash) VALUES ({run.RunId}, 1, '{entry.Hash}')");

        var verdict = await Ledger.Journal.VerifyAsync(Cancellation);

        await TamperAsync($"DELETE FROM jobops.Journal WHERE RunId = {run.RunId}; "
            + $"DELETE FROM jobops.JournalHead WHERE RunId = {run.RunId}");
        Assert.Equal((false, run.RunId), (verdict.Valid, verdict.RunId));
        Assert.Contains("there again", verdict.Problem, StringComparison.Ordinal);
    }

    async Task<JobRun> EndedAsync(JobDefinition job, string? key = null)
    {
        var run = await Ledger.Requests.EnqueueAsync(Request(job, key), Cancellation);
        var lease = await ClaimAsync(run.RunId);
        await Ledger.Steps.BeginAsync(lease, Intent("s"), Cancellation);
        await Ledger.Steps.FinishAsync(lease, Done("s"), null, Cancellation);
        await Ledger.Claims.CompleteAsync([new(lease, RunStatus.Succeeded, null)], Cancellation);
        return (await Ledger.Runs.FindAsync(run.RunId, Cancellation))!;
    }

    /// <summary>The runs of a job that have ended by now, by the database's clock.</summary>
    async Task<PurgeQuery> EndedBeforeNowAsync(JobDefinition job)
    {
        var now = (await Ledger.Journal.GetDigestAsync(Cancellation)).TakenAt;
        return new() { JobName = job.Name, Before = now.AddMilliseconds(1) };
    }

    sealed class Immediately(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }
}
