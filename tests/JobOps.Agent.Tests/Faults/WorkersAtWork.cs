using JobOps.Agent.Tests.Support;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Agent.Tests.Faults;

/// <summary>Some worker processes on runs of <see cref="CountedJob"/> that somebody makes trouble for.</summary>
sealed class WorkersAtWork
{
    readonly Workshop _shop;
    readonly int _runs;
    readonly List<WorkerProcess> _workers;

    WorkersAtWork(Workshop shop, int runs, List<WorkerProcess> workers) => (_shop, _runs, _workers) = (shop, runs, workers);

    /// <summary>The first of them.</summary>
    public WorkerProcess First => _workers[0];

    /// <param name="shop">Where the test looks.</param>
    /// <param name="seenByWorkers">The same ledger as the workers reach it.</param>
    /// <param name="runs">How many there are to do, each of two steps.</param>
    /// <param name="leaseSeconds">Of each lease.</param>
    /// <param name="workers">How many processes, each with two runs at once.</param>
    public static async Task<WorkersAtWork> StartAsync(
        Workshop shop, LedgerLocation seenByWorkers, int runs, int leaseSeconds, int workers = 2)
    {
        await CountedJob.EnqueueAsync(shop, runs, also: "sleep 0.05");
        return new(shop, runs, Start(shop, seenByWorkers, leaseSeconds, workers));
    }

    /// <summary>One more worker on the same runs, where those before it have ended.</summary>
    public WorkersAtWork Again(LedgerLocation seenByWorkers, int leaseSeconds) =>
        new(_shop, _runs, Start(_shop, seenByWorkers, leaseSeconds, workers: 1));

    static List<WorkerProcess> Start(Workshop shop, LedgerLocation seenByWorkers, int leaseSeconds, int workers)
    {
        var ledger = shop.Ledger;
        shop.Ledger = seenByWorkers;
        List<WorkerProcess> started =
            [.. Enumerable.Range(0, workers).Select(_ => WorkerProcess.Start(shop, leaseSeconds, "--concurrency", "2"))];
        shop.Ledger = ledger;
        return started;
    }

    /// <summary>Until a part of the runs has succeeded.</summary>
    /// <param name="part">0 to 1.</param>
    public Task WaitForAsync(double part)
    {
        var goal = (int)(part * _runs);
        return _shop.WaitUntilAsync(async ledger =>
            (await ledger.Runs.GetAsync(new() { Statuses = [RunStatus.Succeeded], Limit = _runs })).Count >= goal);
    }

    /// <summary>Until nothing is left to do; then the workers end of themselves, and what they did is checked.</summary>
    /// <param name="exactlyOnce">No step was cut off.</param>
    public async Task FinishAsync(bool exactlyOnce = true)
    {
        await _shop.WaitUntilAsync(async ledger => !await CountedJob.IsAnyLeftAsync(ledger));
        foreach (var worker in _workers)
        {
            await worker.SignalAsync("TERM");
            Assert.True(await worker.WaitForEndAsync() == 0, worker.Told);
        }
        await CountedJob.CheckAsync(_shop, _runs, exactlyOnce);
    }
}
