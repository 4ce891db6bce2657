using System.Globalization;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Benchmarks.Databases;

/// <summary>A ledger with a past, and the work that is measured on it.</summary>
sealed class BenchLedger : IAsyncDisposable
{
    public const int BatchSize = 1000;

    public const string JobName = "bench";

    const string Worker = "bench/1/00000000";

    static readonly TimeSpan s_lease = TimeSpan.FromMinutes(10);

    readonly LedgerHistory _history;
    readonly JobDefinition _job;
    int _keys;

    BenchLedger(ILedger ledger, JobDefinition job, LedgerHistory history, int finished)
    {
        Ledger = ledger;
        Finished = finished;
        _job = job;
        _history = history;
    }

    public ILedger Ledger { get; }

    /// <summary>Each statement of it is a message to a server.</summary>
    public bool IsServer => Ledger.Info.Provider == LedgerLocation.SqlServer;

    /// <summary>How many finished runs it began with.</summary>
    public int Finished { get; }

    public static async Task<BenchLedger> CreateAsync(BenchDatabase database, int finished)
    {
        var location = await database.NewLedgerAsync($"ledger-{finished}");
        await LedgerFactory.Instance.InitializeAsync(location);
        var ledger = await LedgerFactory.Instance.OpenAsync(location);
        var job = await ledger.Jobs.RegisterAsync(new()
        {
            Name = JobName,
            Owner = "bench",
            ExpectedResult = "figures",
            RollbackNote = "none",
            WorkingDirectory = Path.GetTempPath(),
            Parameters = [new() { Name = "value" }],
            Steps = [new() { Name = "only", Action = new CommandAction { Command = NoOp() }, ReadOnly = true }],
        });
        var history = new LedgerHistory(database, location);
        var made = new BenchLedger(ledger, job, history, finished);
        await made.ExecuteOneAsync();
        await history.GrowAsync(finished);
        return made;
    }

    /// <summary>Nothing waits or runs after it, and where that is quick, the past has its length again.</summary>
    public Task TrimAsync() => _history.TrimAsync(Finished);

    /// <summary>A call and a commit for each.</summary>
    public async Task EnqueueOneByOneAsync(int runs)
    {
        for (var run = 0; run < runs; run++)
            await Ledger.Requests.EnqueueAsync([Request(withKey: true)]);
    }

    /// <summary>One by one, by many callers at once.</summary>
    public Task EnqueueByManyAsync(int runs, int callers) =>
        Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(() => EnqueueOneByOneAsync(runs / callers))));

    public async Task EnqueueInBatchesAsync(int runs, bool withKeys)
    {
        for (var done = 0; done < runs; done += BatchSize)
            await Ledger.Requests.EnqueueAsync([.. Enumerable.Range(0, Math.Min(BatchSize, runs - done)).Select(_ => Request(withKeys))]);
    }

    /// <summary>Runs that do nothing, each claimed and completed: a commit for each claim and one for each completion.</summary>
    /// <param name="runs">How many wait.</param>
    /// <param name="claimers">How many tasks share them.</param>
    /// <param name="atOnce">How many a claim takes at most.</param>
    public Task ClaimAndCompleteAsync(int runs, int claimers, int atOnce)
    {
        var claimed = 0;
        return Task.WhenAll(Enumerable.Range(0, claimers).Select(_ => Task.Run(async () =>
        {
            while (Volatile.Read(ref claimed) < runs)
            {
                var claims = await ClaimAsync(atOnce);
                Interlocked.Add(ref claimed, claims.Count);
                if (claims.Count > 0)
                    await CompleteAsync(claims);
            }
        })));
    }

    public Task<IReadOnlyList<ClaimedRun>> ClaimAsync(int atOnce) =>
        Ledger.Claims.ClaimAsync(new() { Worker = Worker, Lease = s_lease, Count = atOnce });

    public Task CompleteAsync(IReadOnlyList<ClaimedRun> claims) =>
        Ledger.Claims.CompleteAsync([.. claims.Select(claim => new RunOutcome(claim.Lease, RunStatus.Succeeded))]);

    /// <summary>Steps that do nothing: a commit for the intent, one for the outcome.</summary>
    public async Task StepAsync(Lease lease, int steps)
    {
        for (var step = 1; step <= steps; step++)
        {
            var name = "step-" + step.ToString(CultureInfo.InvariantCulture);
            await Ledger.Steps.BeginAsync(lease, new() { StepName = name, InputHash = new('a', 64) });
            await Ledger.Steps.FinishAsync(lease, new() { StepName = name, Status = StepStatus.Succeeded });
        }
    }

    /// <summary>The steps of many runs at once.</summary>
    public Task StepByManyAsync(IReadOnlyList<Lease> leases, int steps) =>
        Task.WhenAll(leases.Select(lease => Task.Run(() => StepAsync(lease, steps))));

    /// <summary>Runs that wait, and the leases on them.</summary>
    public async Task<IReadOnlyList<Lease>> ClaimNewAsync(int runs)
    {
        await EnqueueInBatchesAsync(runs, withKeys: true);
        return [.. (await ClaimAsync(runs)).Select(claim => claim.Lease)];
    }

    public ValueTask DisposeAsync() => Ledger.DisposeAsync();

    static IReadOnlyList<Template> NoOp() =>
        [.. (OperatingSystem.IsWindows() ? new[] { "cmd", "/c", "exit" } : ["true"]).Select(Template.Parse)];

    async Task ExecuteOneAsync()
    {
        var lease = (await ClaimNewAsync(1))[0];
        await StepAsync(lease, 1);
        await Ledger.Claims.CompleteAsync([new(lease, RunStatus.Succeeded)]);
    }

    RunRequest Request(bool withKey) => new()
    {
        JobName = _job.Name,
        JobVersion = _job.Version,
        Parameters = new Dictionary<string, object?> { ["value"] = "1" },
        IdempotencyKey = withKey ? "key-" + Interlocked.Increment(ref _keys).ToString(CultureInfo.InvariantCulture) : null,
    };
}
