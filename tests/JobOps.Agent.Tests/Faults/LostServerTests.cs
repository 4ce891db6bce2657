using JobOps.Agent.Tests.Support;

namespace JobOps.Agent.Tests.Faults;

/// <summary>The server is restarted under its workers: all connections break, and new ones are refused for a while.</summary>
[Trait("category", "faults")]
public sealed class LostServerTests
{
    static readonly TimeSpan s_gone = TimeSpan.FromSeconds(FaultForm.Of(3, 10));

    [Fact]
    public async Task Workers_wait_for_their_server_and_lose_nothing()
    {
        var restarts = FaultForm.Of(1, 10);
        await using var database = await TestDatabase.CreateAsync();
        using var proxy = new TcpProxy(database.Address.Host, database.Address.Port);
        await using var shop = new Workshop { Ledger = database.Location() };
        var workers = await WorkersAtWork.StartAsync(
            shop, database.Location(proxy.Port), runs: FaultForm.Of(16, 400), leaseSeconds: FaultForm.Of(15, 60), workers: FaultForm.Of(2, 4));

        for (var restart = 1; restart <= restarts; restart++)
        {
            await workers.WaitForAsync((double)restart / (restarts + 1));
            proxy.Cut();
            // How long it is gone is the fault itself: there is nothing else to wait for.
            await Task.Delay(s_gone);
            proxy.Mend();
        }

        await workers.FinishAsync();
    }
}
