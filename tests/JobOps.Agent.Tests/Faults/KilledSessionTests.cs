using JobOps.Agent.Tests.Support;

namespace JobOps.Agent.Tests.Faults;

/// <summary>An administrator kills sessions of workers, in the middle of whatever they do.</summary>
[Trait("category", "faults")]
public sealed class KilledSessionTests
{
    [Fact]
    public async Task A_killed_session_costs_time_and_nothing_else()
    {
        var rounds = FaultForm.Of(4, 200);
        await using var database = await TestDatabase.CreateAsync();
        await using var shop = new Workshop { Ledger = database.Location() };
        var workers = await WorkersAtWork.StartAsync(
            shop, database.Location(change: builder => builder.ApplicationName = TestDatabase.Victim),
            runs: FaultForm.Of(12, 1000), leaseSeconds: 60);

        var killed = 0;
        for (var round = 1; round <= rounds; round++)
        {
            await workers.WaitForAsync((double)round / (rounds + 1));
            killed += await database.KillVictimsAsync();
        }

        await workers.FinishAsync();
        Assert.InRange(killed, rounds / 2, int.MaxValue);
        TestContext.Current.SendDiagnosticMessage($"{killed} sessions killed");
    }
}
