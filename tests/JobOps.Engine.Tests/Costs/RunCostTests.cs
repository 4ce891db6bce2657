using JobOps.Engine.Tests.Contract;
using JobOps.Jobs;
using JobOps.Queues;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Engine.Tests.Costs;

/// <summary>
/// What a run costs its database, counted. The counts are the same on every machine, so a path that became slower shows
/// here and not first on somebody's server. Each bound is what was counted when it was written: who makes a count smaller
/// takes it over.
/// </summary>
public abstract class RunCosts(LedgerRig rig) : LedgerTest<LedgerRig>(rig)
{
    protected const int Batch = 100;

    const string Worker = "worker-1";

    static readonly TimeSpan s_lease = TimeSpan.FromMinutes(5);

    JobDefinition? _job;

    protected abstract Cost EnqueueOne { get; }

    protected abstract Cost EnqueueOneWithKey { get; }

    protected abstract Cost EnqueueBatch { get; }

    protected abstract Cost EnqueueBatchWithKeys { get; }

    protected abstract Cost ClaimOne { get; }

    protected abstract Cost ClaimBatch { get; }

    protected abstract Cost ClaimNothing { get; }

    protected abstract Cost CompleteOne { get; }

    protected abstract Cost CompleteBatch { get; }

    protected abstract Cost Step { get; }

    /// <summary>What another statement that reads costs where a round trip is what is counted.</summary>
    protected abstract int TripsOfAStatement { get; }

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _job = await Ledger.Jobs.RegisterAsync(LedgerContract.SampleJob($"job-{Guid.NewGuid():N}"), Cancellation);
        // The rig's ledger is shared, and what another test left waiting would be claimed here.
        while (await ClaimAsync(Batch) is { Count: > 0 } left)
            await CompleteAsync(left);
    }

    [Fact]
    public Task Enqueueing_one_run() => CostsAtMostAsync(EnqueueOne, () => EnqueueAsync(1, withKeys: false));

    [Fact]
    public Task Enqueueing_one_run_with_a_key() => CostsAtMostAsync(EnqueueOneWithKey, () => EnqueueAsync(1, withKeys: true));

    [Fact]
    public Task Enqueueing_a_hundred_runs_in_one_call() => CostsAtMostAsync(EnqueueBatch, () => EnqueueAsync(Batch, withKeys: false));

    [Fact]
    public Task Enqueueing_a_hundred_runs_with_keys_in_one_call() =>
        CostsAtMostAsync(EnqueueBatchWithKeys, () => EnqueueAsync(Batch, withKeys: true));

    [Fact]
    public async Task Claiming_one_run_among_many()
    {
        await EnqueueAsync(Batch, withKeys: false);
        await CostsAtMostAsync(ClaimOne, () => ClaimAsync(1));
    }

    [Fact]
    public async Task Claiming_a_hundred_runs()
    {
        await EnqueueAsync(Batch, withKeys: false);
        await CostsAtMostAsync(ClaimBatch, async () => Assert.Equal(Batch, (await ClaimAsync(Batch)).Count));
    }

    [Fact]
    public async Task Claiming_of_a_divided_queue()
    {
        const int Partitions = 4;
        await Ledger.Queues.SetPartitionsAsync(JobQueue.Default, Partitions, Cancellation);
        try
        {
            await EnqueueAsync(1 + Batch, withKeys: false);
            // The partition where it begins has enough.
            await CostsAtMostAsync(ClaimOne, () => ClaimAsync(1));
            // Where else something waits, and then each of those.
            await CostsAtMostAsync(
                new(ClaimBatch.Statements + Partitions, ClaimBatch.RoundTrips + TripsOfAStatement * Partitions),
                async () => Assert.Equal(Batch, (await ClaimAsync(Batch)).Count));
        }
        finally
        {
            await Ledger.Queues.SetPartitionsAsync(JobQueue.Default, 1, Cancellation);
        }
    }

    [Fact]
    public async Task Asking_for_runs_where_none_waits() =>
        await CostsAtMostAsync(ClaimNothing, async () => Assert.Empty(await ClaimAsync(Batch)));

    [Fact]
    public async Task Completing_one_run()
    {
        await EnqueueAsync(1, withKeys: false);
        var claims = await ClaimAsync(1);
        await CostsAtMostAsync(CompleteOne, () => CompleteAsync(claims));
    }

    [Fact]
    public async Task Completing_a_hundred_runs()
    {
        await EnqueueAsync(Batch, withKeys: false);
        var claims = await ClaimAsync(Batch);
        await CostsAtMostAsync(CompleteBatch, () => CompleteAsync(claims));
    }

    [Fact]
    public async Task A_step_from_its_intent_to_its_outcome()
    {
        await EnqueueAsync(1, withKeys: false);
        var lease = (await ClaimAsync(1))[0].Lease;
        await CostsAtMostAsync(Step, async () =>
        {
            await Ledger.Steps.BeginAsync(lease, new() { StepName = "only", InputHash = new('a', 64) }, Cancellation);
            await Ledger.Steps.FinishAsync(
                lease, new() { StepName = "only", Status = StepStatus.Succeeded }, cancellation: Cancellation);
        });
    }

    static async Task CostsAtMostAsync(Cost bound, Func<Task> work)
    {
        using var meter = new CostMeter();
        var cost = await meter.OfAsync(work);
        Assert.True(
            cost.Statements > 0 && cost.Statements <= bound.Statements && cost.RoundTrips <= bound.RoundTrips,
            $"at most {bound}, but it was {cost}");
    }

    protected Task EnqueueAsync(int runs, bool withKeys) => Ledger.Requests.EnqueueAsync(
        [.. Enumerable.Range(0, runs).Select(_ => new RunRequest
        {
            JobName = _job!.Name, JobVersion = _job.Version, IdempotencyKey = withKeys ? $"{Guid.NewGuid():N}" : null,
        })],
        Cancellation);

    Task<IReadOnlyList<ClaimedRun>> ClaimAsync(int count) => Ledger.Claims.ClaimAsync(
        new() { Worker = Worker, Lease = s_lease, Count = count }, Cancellation);

    Task CompleteAsync(IReadOnlyList<ClaimedRun> claims) => Ledger.Claims.CompleteAsync(
        [.. claims.Select(claim => new RunOutcome(claim.Lease, RunStatus.Succeeded))], Cancellation);
}

/// <summary>The meter counts for the whole process, so nothing else may run.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class CountsAlone
{
    public const string Name = "counts alone";
}

/// <summary>A round trip is a transaction made durable: its price is a write to the disk. Statements are calls of a library.</summary>
[Collection(CountsAlone.Name)]
public sealed class SqliteRunCostTests(SqliteRig rig) : RunCosts(rig), IClassFixture<SqliteRig>
{
    // The run is written by a statement that looks whether it may; its lane, payload, journal entry and the head of its chain.
    protected override Cost EnqueueOne => new(5, 1);

    // The same statement looks for the key.
    protected override Cost EnqueueOneWithKey => new(5, 1);

    // Job, queue and lane are looked up; then many rows go into one statement.
    protected override Cost EnqueueBatch => new(7, 1);

    // All keys are looked for at once.
    protected override Cost EnqueueBatchWithKeys => new(8, 1);

    // After a request it is likely that there is something to do: what is due and what waits is looked at, the run taken, the
    // head of its chain read, the run read with its payload, and the entry and the head written.
    protected override Cost ClaimOne => new(7, 1);

    // The same: the heads of all are written at once.
    protected override Cost ClaimBatch => new(7, 1);

    // Waiting workers ask all the time: they neither lock the ledger nor write. They look first.
    protected override Cost ClaimNothing => new(2, 0);

    // The run, the head of its chain, the entry, the head.
    // One of them asks whether anything follows the run, or anybody is told of it.
    protected override Cost CompleteOne => new(5, 1);

    // The same: the heads of all are written at once.
    protected override Cost CompleteBatch => new(5, 1);

    protected override int TripsOfAStatement => 0;

    // The intent is durable before the step runs, so it cannot share a commit with the outcome. Each fences the lease and
    // writes to the journal (4); beginning also looks for the step, writes it and reads it back, finishing writes it.
    protected override Cost Step => new(12, 2);
}

/// <summary>A round trip is a message to the server and back: over a network its price is what everything costs.</summary>
[Collection(CountsAlone.Name)]
public sealed class SqlServerRunCostTests(SqlServerRig rig) : RunCosts(rig), IClassFixture<SqlServerRig>
{
    // A hundred rows: 64, 16, 16 and 4, all in one message.
    const int Inserts = 4;

    // Begin; the run; lane, payload, entry and head; commit.
    protected override Cost EnqueueOne => new(5, 4);

    protected override Cost EnqueueOneWithKey => new(5, 4);

    // The runs in one statement, because they get numbers; what belongs to them in three times as many as it takes.
    protected override Cost EnqueueBatch => new(4 + 3 * Inserts, 6);

    // All keys are looked for at once.
    protected override Cost EnqueueBatchWithKeys => new(5 + 3 * Inserts, 7);

    // It does not look first: that would cost as much as trying. Begin; what is due and what waits; the run taken, the head
    // of its chain and the run read; entry and head; commit.
    protected override Cost ClaimOne => new(7, 5);

    // The heads of all in one statement.
    protected override Cost ClaimBatch => new(6 + Inserts, 5);

    // Begin; what is due and what waits; commit.
    protected override Cost ClaimNothing => new(2, 3);

    // Begin; the run and the head of its chain; entry and head; commit.
    protected override Cost CompleteOne => new(5, 4);

    protected override Cost CompleteBatch => new(4 + Inserts, 4);

    protected override int TripsOfAStatement => 1;

    // Two transactions: the intent stands before the step runs. Each begins; fences, holds its chain and looks; writes; commits.
    protected override Cost Step => new(12, 8);

    // Past some 5,000 locks a statement would lock the whole table.
    [Fact]
    public async Task More_runs_than_a_statement_may_lock_take_another_one()
    {
        using var meter = new CostMeter();
        var few = await meter.OfAsync(() => EnqueueAsync(3_000, withKeys: false));
        var many = await meter.OfAsync(() => EnqueueAsync(5_000, withKeys: false));

        // Runs, payloads, entries, heads; the lane was there already, and is asked for again.
        Assert.Equal(few.Statements + 4, many.Statements);
    }
}
