using JobOps.Benchmarks.Databases;
using JobOps.Benchmarks.Peers;

namespace JobOps.Benchmarks.Sections;

/// <summary>Everything that is compared on one database: two ledgers and two peers.</summary>
sealed record Bench(BenchDatabase Database, Scale Scale, BenchLedger Small, BenchLedger Large, BareQueue Bare, QuartzPeer Quartz)
    : IAsyncDisposable
{
    public IReadOnlyList<BenchLedger> Ledgers => [Small, Large];

    public static async Task<Bench> CreateAsync(BenchDatabase database, Scale scale) => new(
        database, scale,
        await BenchLedger.CreateAsync(database, scale.SmallHistory),
        await BenchLedger.CreateAsync(database, scale.LargeHistory),
        await database.NewBareQueueAsync(),
        await QuartzPeer.StartAsync(await database.NewQuartzStoreAsync()));

    public async ValueTask DisposeAsync()
    {
        await Small.DisposeAsync();
        await Large.DisposeAsync();
        await Bare.DisposeAsync();
        await Quartz.DisposeAsync();
    }
}
