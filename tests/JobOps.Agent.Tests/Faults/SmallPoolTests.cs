using JobOps.Agent.Tests.Support;

namespace JobOps.Agent.Tests.Faults;

/// <summary>A worker has more to say than it has connections.</summary>
[Trait("category", "faults")]
public sealed class SmallPoolTests
{
    [Fact]
    public async Task A_worker_with_one_connection_waits_for_it_and_does_all_its_work()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var shop = new Workshop { Ledger = database.Location() };

        var workers = await WorkersAtWork.StartAsync(
            shop, database.Location(change: builder => (builder.MaxPoolSize, builder.ConnectTimeout) = (1, 2)),
            runs: FaultForm.Of(8, 400), leaseSeconds: 30);
        await workers.FinishAsync();
    }
}
