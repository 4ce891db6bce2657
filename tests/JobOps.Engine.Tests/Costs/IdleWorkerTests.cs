using System.Diagnostics;
using JobOps.Engine.Tests.Contract;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Engine.Tests.Costs;

/// <summary>What a worker without work asks of its database in a second. So many statements may not come in less time.</summary>
public abstract class IdleWorkers(LedgerRig rig) : LedgerTest<LedgerRig>(rig)
{
    const int Seconds = 2;

    /// <summary>At most, where nothing happens in the ledger.</summary>
    protected abstract int StatementsPerSecond { get; }

    /// <summary>At most, where much happens that is for others.</summary>
    protected abstract int StatementsPerSecondAmongOthers { get; }

    [Fact]
    public async Task A_worker_that_has_nothing_to_do_asks_seldom()
    {
        using var meter = new CostMeter();
        await using var working = new Working(Ledger);

        await TakesAtLeastAsync(meter, after: 12, StatementsPerSecond);
    }

    [Fact]
    public async Task A_worker_that_is_called_in_vain_again_and_again_asks_seldom()
    {
        var job = await Ledger.Jobs.RegisterAsync(LedgerContract.SampleJob("of-others"), Cancellation);
        var run = (await Ledger.Requests.EnqueueAsync([new() { JobName = job.Name, JobVersion = job.Version, Queue = "other" }],
            Cancellation))[0];
        using var meter = new CostMeter();
        await using var working = new Working(Ledger);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var changing = Task.Run(() => ChangeAsync(run, enough.Token), Cancellation);

        await TakesAtLeastAsync(meter, after: 40, StatementsPerSecondAmongOthers);
        await enough.CancelAsync();
        await changing;
    }

    [Fact]
    public async Task A_scheduler_that_has_nothing_due_asks_one_question()
    {
        var job = await Ledger.Jobs.RegisterAsync(LedgerContract.SampleJob("yearly"), Cancellation);
        for (var index = 0; index < 20; index++)
            await Ledger.Schedules.SetAsync(new() { Name = $"yearly-{index}", JobName = job.Name, Cron = "@yearly" }, Cancellation);
        using var meter = new CostMeter();
        var scheduler = new Scheduler(Ledger);

        var wait = TimeSpan.Zero;
        var cost = await meter.OfAsync(async () => wait = await scheduler.PassAsync(Cancellation));

        Assert.Equal((1, TimeSpan.FromSeconds(1)), (cost.Statements, wait));
    }

    /// <summary>Comes and goes, by another connection, without a pause.</summary>
    async Task ChangeAsync(JobRun run, CancellationToken enough)
    {
        for (var round = 0; !enough.IsCancellationRequested; round++)
            await Rig.TamperAsync(
                $"UPDATE jobops.Run SET Status = '{(round % 2 == 0 ? "Cancelled" : "Queued")}' WHERE RunId = {run.RunId}");
    }

    static async Task TakesAtLeastAsync(CostMeter meter, int after, int perSecond)
    {
        // Until it is at rest: it has said that it is there, and has found nothing a few times.
        await meter.ReachedAsync(after, Cancellation);
        var clock = Stopwatch.StartNew();
        await meter.ReachedAsync(after + Seconds * perSecond + 1, Cancellation);

        Assert.True(clock.Elapsed.TotalSeconds >= Seconds, $"{Seconds * perSecond} statements in {clock.Elapsed}");
    }

    sealed class Working : IAsyncDisposable
    {
        readonly CancellationTokenSource _stop = new();
        readonly Task _work;

        public Working(ILedger ledger) => _work = new Worker(ledger, new() { Queues = ["mine"] }).RunAsync(_stop.Token);

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _work;
            _stop.Dispose();
        }
    }
}

/// <summary>It hears of changes without a statement, and asks once a second what time alone has brought about.</summary>
[Collection(CountsAlone.Name)]
public sealed class SqliteIdleWorkerTests(SqliteRig rig) : IdleWorkers(rig), IClassFixture<SqliteRig>
{
    protected override int StatementsPerSecond => 4;

    protected override int StatementsPerSecondAmongOthers => 20;
}

/// <summary>It looks some 16 times a second, by one statement, and asks once a second with two.</summary>
[Collection(CountsAlone.Name)]
public sealed class SqlServerIdleWorkerTests(SqlServerRig rig) : IdleWorkers(rig), IClassFixture<SqlServerRig>
{
    protected override int StatementsPerSecond => 20;

    protected override int StatementsPerSecondAmongOthers => 20;
}
