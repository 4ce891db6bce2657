using JobOps.Agent.Tests.Support;
using JobOps.Runs;

namespace JobOps.Agent.Tests.Faults;

/// <summary>The server is restarted under its workers: all connections break, and new ones are refused for a while.</summary>
[Trait("category", "faults")]
public sealed class LostServerTests
{
    static readonly TimeSpan s_gone = TimeSpan.FromSeconds(FaultForm.Of(3, 10));

    [Fact]
    public async Task Workers_wait_for_their_server_and_lose_nothing()
    {
        var (runs, restarts) = (FaultForm.Of(40, 400), FaultForm.Of(1, 10));
        await using var database = await TestDatabase.CreateAsync();
        using var proxy = new TcpProxy(database.Address.Host, database.Address.Port);
        await using var shop = new Workshop { Ledger = database.Location() };
        await CountedJob.EnqueueAsync(shop, runs, also: "sleep 0.05");
        shop.Ledger = database.Location(proxy.Port);
        var workers = Enumerable.Range(0, 2)
            .Select(_ => WorkerProcess.Start(shop, leaseSeconds: FaultForm.Of(15, 60), "--concurrency", "2")).ToList();
        shop.Ledger = database.Location();

        for (var restart = 1; restart <= restarts; restart++)
        {
            var goal = restart * runs / (restarts + 1);
            await shop.WaitUntilAsync(async ledger =>
                (await ledger.GetRunsAsync(new() { Statuses = [RunStatus.Succeeded], Limit = goal })).Count == goal);
            proxy.Cut();
            // How long it is gone is the fault itself: there is nothing else to wait for.
            await Task.Delay(s_gone);
            proxy.Mend();
        }
        await shop.WaitUntilAsync(async ledger => !await CountedJob.IsAnyLeftAsync(ledger));
        foreach (var worker in workers)
        {
            await worker.SignalAsync("TERM");
            Assert.True(await worker.WaitForEndAsync() == 0, worker.Told);
        }

        await CountedJob.CheckAsync(shop, runs, exactlyOnce: true);
    }
}
