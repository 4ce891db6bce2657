using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Engine.Tests.Contract;

// A queue that is divided: nothing is lost, nothing comes twice, and all that holds for a queue holds for it.
public abstract partial class LedgerContract
{
    /// <summary>As many runs as make it next to certain that they wait in more than one partition.</summary>
    async Task<IReadOnlyList<JobRun>> FillAsync(JobDefinition job, int runs, int partitions)
    {
        await Ledger.Queues.SetPartitionsAsync(_queue, partitions, Cancellation);
        return await Ledger.Requests.EnqueueAsync([.. Enumerable.Range(0, runs).Select(_ => Queued(job))], Cancellation);
    }

    [Fact]
    public async Task A_queue_is_divided_once_and_the_journal_says_so()
    {
        Assert.True(await Ledger.Queues.SetPartitionsAsync(_queue, 8, Cancellation));
        Assert.False(await Ledger.Queues.SetPartitionsAsync(_queue, 8, Cancellation));

        Assert.Equal(8, (await QueueAsync()).Partitions);
        Assert.Contains(
            await Ledger.Journal.GetAsync(0, Cancellation),
            entry => entry.Event == "QueuePartitionsSet" && entry.Data.Contains(_queue, StringComparison.Ordinal));
        foreach (var partitions in (int[])[0, 65])
            Assert.Equal("PartitionsInvalid",
                (await ErrorOfAsync(() => Ledger.Queues.SetPartitionsAsync(_queue, partitions, Cancellation))).Id);
    }

    [Fact]
    public async Task A_claim_that_asks_for_all_gets_what_waits_in_every_partition()
    {
        var runs = await FillAsync(await RegisterAsync(), runs: 40, partitions: 8);

        Assert.Equal(runs.Select(run => run.RunId), Ids(await ClaimQueueAsync()).Order());
        Assert.Empty(await ClaimQueueAsync());
    }

    [Fact]
    public async Task One_claimer_that_takes_one_at_a_time_comes_through_all_partitions()
    {
        var runs = await FillAsync(await RegisterAsync(), runs: 40, partitions: 64);

        var claimed = new List<long>();
        while (await ClaimQueueAsync(count: 1) is { Count: > 0 } claims)
            claimed.AddRange(Ids(claims));

        Assert.Equal(runs.Select(run => run.RunId), claimed.Order());
    }

    [Fact]
    public async Task Many_claimers_take_each_run_of_a_divided_queue_once()
    {
        var runs = await FillAsync(await RegisterAsync(), runs: 120, partitions: 8);
        var ledgers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => OpenAsync()));

        var claims = await Task.WhenAll(ledgers.Select((ledger, n) => Task.Run(() => DrainAsync(ledger, $"w{n}"))));

        Assert.Equal(runs.Select(run => run.RunId), claims.SelectMany(ids => ids).Order());
        foreach (var ledger in ledgers)
            await ledger.DisposeAsync();

        // A claim may come back empty-handed while others hold what it saw; the queue says when it is over.
        async Task<List<long>> DrainAsync(ILedger ledger, string worker)
        {
            var taken = new List<long>();
            while (Assert.Single(await ledger.Queues.GetAsync(_queue, Cancellation)).Queued > 0)
                taken.AddRange(Ids(await ClaimQueueAsync(count: 7, worker: worker, ledger: ledger)));
            return taken;
        }
    }

    [Theory]
    [InlineData(8, 1)]
    [InlineData(8, 3)]
    [InlineData(2, 64)]
    public async Task What_waits_is_claimed_when_the_queue_is_divided_anew(int before, int after)
    {
        var job = await RegisterAsync();
        var runs = await FillAsync(job, runs: 20, before);
        IReadOnlyList<JobRun> all = [.. runs, .. await FillAsync(job, runs: 20, after)];

        Assert.Equal(all.Select(run => run.RunId), Ids(await ClaimQueueAsync()).Order());
    }

    [Fact]
    public async Task A_queue_that_is_put_together_again_is_claimed_in_its_order_at_once()
    {
        var job = await RegisterAsync();
        await FillAsync(job, runs: 20, partitions: 8);
        await Ledger.Queues.SetPartitionsAsync(_queue, 1, Cancellation);
        var urgent = await Ledger.Requests.EnqueueAsync(Queued(job, 5), Cancellation);

        var claimed = Ids(await ClaimQueueAsync());

        Assert.Equal(urgent.RunId, claimed[0]);
        Assert.Equal(claimed[1..].Order(), claimed[1..]);
    }

    [Fact]
    public async Task The_runs_of_a_job_with_a_limit_keep_their_order_in_a_divided_queue()
    {
        var runs = await FillAsync(await RegisterAsync(it => it with { Overlap = Overlap.Queue }), runs: 10, partitions: 8);

        foreach (var run in runs)
        {
            var claim = Assert.Single(await ClaimQueueAsync());
            Assert.Equal(run.RunId, claim.Run.RunId);
            await Ledger.Claims.CompleteAsync([new(claim.Lease, RunStatus.Succeeded)], Cancellation);
        }
    }

    [Fact]
    public async Task The_limit_of_a_divided_queue_holds_across_its_partitions()
    {
        await FillAsync(await RegisterAsync(), runs: 40, partitions: 8);
        await Ledger.Queues.SetConcurrencyAsync(_queue, 3, Cancellation);

        var claims = await ClaimQueueAsync();
        Assert.Equal(3, claims.Count);
        Assert.Empty(await ClaimQueueAsync());
        await Ledger.Claims.CompleteAsync([new(claims[0].Lease, RunStatus.Succeeded)], Cancellation);
        Assert.Single(await ClaimQueueAsync());
    }

    [Fact]
    public async Task A_pause_and_a_disabled_job_hold_for_every_partition()
    {
        var job = await RegisterAsync();
        var runs = await FillAsync(job, runs: 20, partitions: 8);

        await Ledger.Queues.SetPausedAsync(_queue, true, null, Cancellation);
        Assert.Empty(await ClaimQueueAsync());
        await Ledger.Queues.SetPausedAsync(_queue, false, null, Cancellation);
        await Ledger.Jobs.SetEnabledAsync(job.Name, false, null, Cancellation);
        Assert.Empty(await ClaimQueueAsync());
        await Ledger.Jobs.SetEnabledAsync(job.Name, true, null, Cancellation);

        Assert.Equal(runs.Count, (await ClaimQueueAsync()).Count);
    }

    [Fact]
    public async Task What_comes_back_into_a_divided_queue_is_claimed_again()
    {
        var job = await RegisterAsync();
        await FillAsync(job, runs: 6, partitions: 8);
        var claims = await ClaimQueueAsync(count: 6);
        var due = await Ledger.Requests.EnqueueAsync(Queued(job) with { Delay = TimeSpan.FromMilliseconds(20) }, Cancellation);
        var (retried, released, failed) = (claims[0].Lease, claims[1].Lease, claims[2].Lease);
        await Ledger.Claims.CompleteAsync(
            [new(retried, RunStatus.Scheduled, null, TimeSpan.FromMilliseconds(20)),
                new(released, RunStatus.Queued), new(failed, RunStatus.Failed)],
            Cancellation);
        await Ledger.Requests.RestartAsync(failed.RunId, null, null, Cancellation);
        await WaitUntilAsync(async () => (await FindAsync(retried.RunId))! is var run && run.ReadAt > run.DueAt);
        await WaitUntilAsync(async () => (await FindAsync(due.RunId))!.ReadAt > due.DueAt);

        // The first call may come before what is due has become queued.
        long[] back = [.. Ids(await ClaimQueueAsync()), .. Ids(await ClaimQueueAsync())];
        Assert.Subset(back.ToHashSet(), new HashSet<long> { retried.RunId, released.RunId, failed.RunId, due.RunId });
    }
}
