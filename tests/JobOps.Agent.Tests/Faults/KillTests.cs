using JobOps.Agent.Tests.Support;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Queues;
using JobOps.Runs;

namespace JobOps.Agent.Tests.Faults;

/// <summary>SIGKILL of workers at random moments, while four of them execute what there is.</summary>
[Trait("category", "faults")]
public sealed class KillTests
{
    const int Workers = 4;

    // The moments are random, and the same in each test run.
    readonly Random _random = new(20260101);

    [Theory]
    [MemberData(nameof(FaultGround.Providers), MemberType = typeof(FaultGround))]
    public async Task Killed_workers_lose_nothing_and_execute_no_finished_step_twice(string provider)
    {
        await using var ground = await FaultGround.CreateAsync(provider);
        var shop = ground.Shop;
        var runs = ground.Of(120, 24, 10_000);
        await CountedJob.EnqueueAsync(shop, runs);

        var kills = await KillUntilDoneAsync(shop, entriesBetweenKills: ground.Of(80, 24, 400));

        TestContext.Current.SendDiagnosticMessage($"{runs} runs, {kills} workers killed");
        Assert.InRange(kills, ground.Of(5, 3, 50), int.MaxValue);
        await CountedJob.CheckAsync(shop, runs);
    }

    [Theory]
    [MemberData(nameof(FaultGround.Providers), MemberType = typeof(FaultGround))]
    public async Task A_rollback_whose_workers_are_killed_goes_on_and_undoes_each_step_once(string provider)
    {
        await using var ground = await FaultGround.CreateAsync(provider);
        var shop = ground.Shop;
        var (runs, steps) = (ground.Of(2, 1, 40), ground.Of(10, 8, 25));
        await CountedJob.EnqueueAsync(shop, runs, steps, undo: true);
        await using var ledger = await shop.OpenLedgerAsync();
        (await shop.CallAsync("worker", "--drain", "--concurrency", "4")).EndsWith(0);
        for (var runId = 1; runId <= runs; runId++)
            await (await Rollback.ReadAsync(ledger, runId)).RequestAsync(force: false);

        var kills = await KillUntilDoneAsync(shop, entriesBetweenKills: ground.Of(12, 8, 20));

        TestContext.Current.SendDiagnosticMessage($"{runs} rollbacks of {steps} steps, {kills} workers killed");
        Assert.InRange(kills, ground.Of(2, 1, 20), int.MaxValue);
        await CountedJob.CheckAsync(shop, runs, exactlyOnce: true);
        var undone = CountedJob.Lines(shop, "undone");
        foreach (var rollback in await ledger.Runs.GetAsync(new() { Queue = JobQueue.Rollback }))
        {
            Assert.True(rollback.Status == RunStatus.Succeeded, $"{rollback.Status}: {rollback.Error}");
            var undoes = CountedJob.StepEvents(await ledger.Journal.GetAsync(rollback.RunId)).ToList();
            Assert.Equal(steps, undoes.Count);
            foreach (var (step, events) in undoes)
            {
                Assert.Equal(events.Count - 1, events.IndexOf("StepSucceeded"));
                Assert.InRange(undone.GetValueOrDefault($"{rollback.RollbackOf} {step}"), 1, events.Count(name => name == "StepStarted"));
            }
            var told = await ledger.Journal.GetAsync(rollback.RollbackOf!.Value);
            Assert.Equal(steps, told.Count(entry => entry.Event == "StepUndo"));
            Assert.Single(told, entry => entry.Event == "RunRolledBack");
        }
    }

    [Theory]
    [MemberData(nameof(FaultGround.Providers), MemberType = typeof(FaultGround))]
    public async Task Of_runs_whose_workers_are_killed_each_is_followed_once_and_what_comes_after_all_of_them_comes_once(string provider)
    {
        await using var ground = await FaultGround.CreateAsync(provider);
        var shop = ground.Shop;
        var runs = ground.Of(40, 10, 2_000);
        await shop.RegisterAsync("first", """ "command": ["true"], "then": { "succeeded": ["second"] } """);
        await shop.RegisterAsync("second", """ "command": ["true"] """);
        await shop.RegisterAsync("last", """ "command": ["true"], "after": ["first", "second"] """);
        await using var ledger = await shop.OpenLedgerAsync();
        await ledger.Requests.EnqueueAsync([.. Enumerable.Range(0, runs).Select(
            index => new RunRequest { JobName = "first", JobVersion = 1, Batch = $"batch {index}" })]);

        var kills = await KillUntilDoneAsync(shop, entriesBetweenKills: ground.Of(60, 20, 300));

        TestContext.Current.SendDiagnosticMessage($"{runs} runs, {kills} workers killed");
        Assert.InRange(kills, ground.Of(2, 1, 20), int.MaxValue);
        var all = await ledger.Runs.GetAsync(new() { Limit = 4 * runs });
        Assert.All(all, run => Assert.Equal(RunStatus.Succeeded, run.Status));
        Assert.Equal(
            all.Where(run => run.JobName == "first").Select(run => (long?)run.RunId).Order(),
            all.Where(run => run.JobName == "second").Select(run => run.FollowsRunId).Order());
        Assert.Equal(
            Enumerable.Range(0, runs).Select(index => $"batch {index}").Order(StringComparer.Ordinal),
            all.Where(run => run.JobName == "last").Select(run => run.Batch).Order(StringComparer.Ordinal));
    }

    /// <returns>How many workers were killed.</returns>
    async Task<int> KillUntilDoneAsync(Workshop shop, int entriesBetweenKills)
    {
        await using var ledger = await shop.OpenLedgerAsync();
        using var limit = new CancellationTokenSource(FaultForm.Patience);
        var workers = Enumerable.Range(0, Workers).Select(_ => StartWorker(shop)).ToList();
        var kills = 0;
        while (await WaitForProgressAsync(shop, ledger, _random.Next(1, entriesBetweenKills), limit.Token))
        {
            var victim = workers[_random.Next(Workers)];
            await victim.KillAsync();
            workers[workers.IndexOf(victim)] = StartWorker(shop);
            kills++;
        }
        foreach (var worker in workers)
            await worker.KillAsync();
        return kills;
    }

    static WorkerProcess StartWorker(Workshop shop) =>
        WorkerProcess.Start(shop, leaseSeconds: FaultForm.Of(1, 5), "--quiet", "--concurrency", "4");

    /// <summary>Until the journal has grown by so many entries.</summary>
    /// <returns>False where nothing is left to do.</returns>
    static async Task<bool> WaitForProgressAsync(Workshop shop, ILedger ledger, int entries, CancellationToken limit)
    {
        var goal = await CountedJob.ProgressAsync(shop) + entries;
        while (await CountedJob.ProgressAsync(shop) < goal)
        {
            if (!await CountedJob.IsAnyLeftAsync(ledger))
                return false;
            await ledger.WaitForChangeAsync(TimeSpan.FromSeconds(1), limit);
        }
        return true;
    }
}
