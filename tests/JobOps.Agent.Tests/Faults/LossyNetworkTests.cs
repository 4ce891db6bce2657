using JobOps.Agent.Tests.Support;
using JobOps.Runs;

namespace JobOps.Agent.Tests.Faults;

/// <summary>The network between workers and their server loses what it carries.</summary>
[Trait("category", "faults")]
public sealed class LossyNetworkTests
{
    // The same in each test run.
    readonly Random _random = new(20260103);

    [Fact]
    public async Task Connections_that_break_in_the_middle_of_requests_and_answers_lose_nothing()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var proxy = new TcpProxy(database.Address.Host, database.Address.Port);
        await using var shop = new Workshop { Ledger = database.Location() };
        var workers = await WorkersAtWork.StartAsync(
            shop, database.Location(proxy.Port), runs: FaultForm.Of(12, 1000), leaseSeconds: 5);
        await workers.WaitForAsync(1.0 / 12);

        // Of what a server is told, it may have heard half; of what it has done, its client may not know.
        proxy.Requests = _ => Draw(Fate.IsTorn, Fate.LosesItsAnswer);
        proxy.Answers = _ => Draw(Fate.IsTorn, Fate.IsTorn);
        await workers.WaitForAsync(11.0 / 12);
        (proxy.Requests, proxy.Answers) = (null, null);

        await workers.FinishAsync(exactlyOnce: false);
        TestContext.Current.SendDiagnosticMessage($"{proxy.Broken} connections broken");
        Assert.InRange(proxy.Broken, FaultForm.Of(5, 500), int.MaxValue);
    }

    [Fact]
    public async Task A_network_that_swallows_everything_for_longer_than_a_lease_loses_nothing()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var proxy = new TcpProxy(database.Address.Host, database.Address.Port);
        await using var shop = new Workshop { Ledger = database.Location() };
        var (holes, answerWithin) = FaultForm.Of((1, 2), (5, 30));
        var workers = await WorkersAtWork.StartAsync(
            shop, database.Location(proxy.Port, builder => builder.CommandTimeout = answerWithin),
            runs: FaultForm.Of(12, 400), leaseSeconds: FaultForm.Of(2, 30));

        for (var hole = 1; hole <= holes; hole++)
        {
            await workers.WaitForAsync((double)hole / (holes + 1));
            proxy.Swallow();
            // How long nothing comes is the fault itself: longer than a lease, and than the client waits for an answer
            // and then, five seconds, for a word on its cancellation.
            await Task.Delay(TimeSpan.FromSeconds(answerWithin + 6));
            proxy.Cut();
            proxy.Mend();
        }

        await workers.FinishAsync(exactlyOnce: false);
        TestContext.Current.SendDiagnosticMessage($"{proxy.Swallowed} packets swallowed");
        Assert.InRange(proxy.Swallowed, holes, int.MaxValue);
    }

    [Fact]
    public async Task A_worker_that_hears_nothing_any_more_ends_what_it_does_when_its_lease_is_over()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var proxy = new TcpProxy(database.Address.Host, database.Address.Port);
        await using var shop = new Workshop { Ledger = database.Location() };
        await shop.RegisterAsync("stays", """
            "steps": [{ "name": "stay", "command": ["sh", "-c", "echo $$ > pid; mkdir begun 2>/dev/null && exec cat go; true"] }]
            """);
        await Pipe.CreateAsync(shop.PathOf("go"));
        await shop.EnqueueAsync("stays");
        // Its client would wait for an answer for longer than this test does.
        shop.Ledger = database.Location(proxy.Port, builder => builder.CommandTimeout = 3600);
        var worker = WorkerProcess.Start(shop, leaseSeconds: 3);
        shop.Ledger = database.Location();
        await shop.WaitUntilAsync(_ => Task.FromResult(Directory.Exists(shop.PathOf("begun"))));
        var step = File.ReadAllText(shop.PathOf("pid")).Trim();

        proxy.Swallow();
        await shop.WaitUntilAsync(_ => Task.FromResult(!Directory.Exists($"/proc/{step}")));
        await worker.WaitForAsync("Run 1 of stays lost its lease");
        proxy.Cut();
        proxy.Mend();
        await shop.WaitForAsync(1, RunStatus.Succeeded);
        await worker.SignalAsync("TERM");
        Assert.Equal(0, await worker.WaitForEndAsync());

        Assert.Equal(2, (await shop.RunAsync(1)).Attempt);
    }

    /// <summary>One packet of two hundred has one of two fates; all others arrive.</summary>
    Fate Draw(Fate one, Fate other)
    {
        lock (_random)
            return _random.Next(80) > 0 ? Fate.Arrives : _random.Next(2) == 0 ? one : other;
    }
}
