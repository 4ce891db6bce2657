using System.Diagnostics;
using JobOps.Agent.Tests.Support;
using JobOps.Harness;
using Microsoft.Data.SqlClient;

namespace JobOps.Agent.Tests.Faults;

/// <summary>
/// The server is stopped and started under its workers. It is a proxy that makes it seem so, because a test must not stop
/// a server that others use; where a command is named that may, that one is called, too.
/// </summary>
[Trait("category", "faults")]
public sealed class LostServerTests
{
    const string RestartVariable = "JOBOPS_TEST_SQLSERVER_RESTART";

    static readonly TimeSpan s_gone = TimeSpan.FromSeconds(FaultForm.Of(3, 10));

    [Fact]
    public async Task Workers_wait_for_their_server_and_lose_nothing()
    {
        var restarts = FaultForm.Of(1, 10);
        await using var database = await TestDatabase.CreateAsync();
        using var proxy = new TcpProxy(database.Address.Host, database.Address.Port);
        await using var shop = new Workshop { Ledger = database.Location() };
        var workers = await WorkersAtWork.StartAsync(
            shop, database.Location(proxy.Port), runs: FaultForm.Of(16, 400), leaseSeconds: FaultForm.Of(15, 60), workers: 4);

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

    [Fact]
    public async Task Workers_outlive_a_server_that_is_really_stopped_and_started()
    {
        var restart = Environment.GetEnvironmentVariable(RestartVariable);
        Assert.SkipWhen(string.IsNullOrEmpty(restart), $"{RestartVariable} is not set: no command that stops and starts the server");
        await using var database = await TestDatabase.CreateAsync();
        await using var shop = new Workshop { Ledger = database.Location() };
        var workers = await WorkersAtWork.StartAsync(shop, database.Location(), runs: 40, leaseSeconds: 60, workers: 4);

        await workers.WaitForAsync(0.25);
        using (var command = Process.Start("sh", ["-c", restart!]))
        {
            await command.EndAsync();
            Assert.Equal(0, command.ExitCode);
        }
        // What this process had open is gone, too.
        SqlConnection.ClearAllPools();

        await workers.FinishAsync();
    }
}
