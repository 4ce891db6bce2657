namespace JobOps.Benchmarks;

/// <summary>How much is measured: enough for steady medians in the full form, about two minutes in the quick one.</summary>
sealed record Scale
{
    public static Scale Full { get; } = new()
    {
        Rounds = 15, LargeHistory = 1_000_000, Singles = 200, Batched = 10_000, SingleClaims = 200, Claimed = 8_000,
        LatencyClaims = 400, WakeUps = 200, Steps = 300, WorkerRuns = 100_000, Peer = 1_000, Scripts = 1_000,
        Simulations = 10_000, Schedules = 100_000, DueAtOnce = 1_000, Slots = 200,
    };

    public static Scale Quick { get; } = new()
    {
        Rounds = 4, LargeHistory = 50_000, Singles = 100, Batched = 5_000, SingleClaims = 100, Claimed = 4_000,
        LatencyClaims = 200, WakeUps = 40, Steps = 100, WorkerRuns = 5_000, Peer = 400, Scripts = 1_000,
        Simulations = 2_000, Schedules = 10_000, DueAtOnce = 1_000, Slots = 30,
    };

    /// <summary>A server answers each statement over a connection: fewer of them take as long.</summary>
    public Scale ForServer() => this with
    {
        Rounds = Math.Max(4, Rounds / 2),
        Singles = Singles / 3, Batched = Batched / 5, SingleClaims = SingleClaims / 3, Claimed = Claimed / 8,
        LatencyClaims = LatencyClaims / 2, Steps = Steps / 5, Peer = Peer / 4, Schedules = Schedules / 10,
    };

    /// <summary>Finished runs in the smaller ledger.</summary>
    public int SmallHistory { get; init; } = 1_000;

    /// <summary>Finished runs in the larger ledger.</summary>
    public required int LargeHistory { get; init; }

    /// <summary>Rounds after the one that warms up.</summary>
    public required int Rounds { get; init; }

    /// <summary>Runs enqueued one by one in a round.</summary>
    public required int Singles { get; init; }

    /// <summary>Runs enqueued in batches in a round.</summary>
    public required int Batched { get; init; }

    /// <summary>Runs claimed and completed one by one in a round.</summary>
    public required int SingleClaims { get; init; }

    /// <summary>Runs claimed and completed in batches in a round.</summary>
    public required int Claimed { get; init; }

    /// <summary>Claims that are timed one by one in a round.</summary>
    public required int LatencyClaims { get; init; }

    /// <summary>Times that a waiting worker is woken.</summary>
    public required int WakeUps { get; init; }

    /// <summary>Steps of a run in a round.</summary>
    public required int Steps { get; init; }

    /// <summary>Runs that one worker process executes while its memory is watched.</summary>
    public required int WorkerRuns { get; init; }

    /// <summary>Scripts that wait for a worker at once.</summary>
    public required int Scripts { get; init; }

    /// <summary>Jobs that Quartz.NET schedules and fires in a round.</summary>
    public required int Peer { get; init; }

    /// <summary>Schedules that are not due.</summary>
    public required int Schedules { get; init; }

    /// <summary>Schedules that are due in the same second.</summary>
    public required int DueAtOnce { get; init; }

    /// <summary>Slots of the one that is due each second.</summary>
    public required int Slots { get; init; }

    /// <summary>Comparisons that are simulated, of each kind of times.</summary>
    public required int Simulations { get; init; }
}
