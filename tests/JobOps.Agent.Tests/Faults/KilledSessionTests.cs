using JobOps.Agent.Tests.Support;

namespace JobOps.Agent.Tests.Faults;

/// <summary>An administrator kills sessions of workers, in the middle of whatever they do.</summary>
[Trait("category", "faults")]
public sealed class KilledSessionTests
{
    // The moments and the victims are random, and the same in each test run.
    readonly Random _random = new(20260104);

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
            await workers.WaitForAsync((round + _random.NextDouble()) / (rounds + 2));
            killed += await database.KillVictimsAsync(_random);
        }

        await workers.FinishAsync();
        Assert.InRange(killed, rounds / 2, int.MaxValue);
        TestContext.Current.SendDiagnosticMessage($"{killed} sessions killed");
    }
}
