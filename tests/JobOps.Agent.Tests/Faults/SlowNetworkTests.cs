using JobOps.Agent.Tests.Support;

namespace JobOps.Agent.Tests.Faults;

/// <summary>The network between workers and their server is slow, and loses what then comes again much later.</summary>
[Trait("category", "faults")]
public sealed class SlowNetworkTests
{
    // The same in each test run.
    readonly Random _random = new(20260102);

    [Fact]
    public async Task Workers_take_longer_and_do_nothing_twice()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var proxy = new TcpProxy(database.Address.Host, database.Address.Port) { Delay = Delay };
        await using var shop = new Workshop { Ledger = database.Location() };

        var workers = await WorkersAtWork.StartAsync(
            shop, database.Location(proxy.Port), runs: FaultForm.Of(6, 400), leaseSeconds: 30);
        await workers.FinishAsync();

        Assert.InRange(proxy.Delayed, 100, int.MaxValue);
    }

    /// <summary>Up to 10 ms; one packet of a hundred is lost, and comes after TCP's first time-out.</summary>
    TimeSpan Delay()
    {
        lock (_random)
            return TimeSpan.FromMilliseconds(_random.Next(100) == 0 ? 300 : _random.Next(10));
    }
}
