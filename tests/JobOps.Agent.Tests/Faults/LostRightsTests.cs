using JobOps.Agent.Tests.Support;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Agent.Tests.Faults;

/// <summary>The login of a worker loses its role while it works.</summary>
[Trait("category", "faults")]
public sealed class LostRightsTests
{
    [Fact]
    public async Task The_worker_ends_and_says_why_and_the_next_one_goes_on()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var shop = new Workshop { Ledger = database.Location() };
        var login = await database.CreateLoginAsync();
        await using (var ledger = await shop.OpenLedgerAsync())
            await ledger.Access.GrantAsync(LedgerRole.Worker, login.Name);
        var asWorker = database.Location(change: builder => (builder.UserID, builder.Password) = login);

        var first = await WorkersAtWork.StartAsync(shop, asWorker, runs: FaultForm.Of(10, 300), leaseSeconds: 2, workers: 1);
        await first.WaitForAsync(0.2);
        await database.ExecuteInAsync($"ALTER ROLE jobops_worker DROP MEMBER {login.Name}");
        Assert.Equal(ExitCodes.NotPermitted, await first.First.WaitForEndAsync());
        Assert.Contains("refuses this login a right", first.First.Told);
        await database.ExecuteInAsync($"ALTER ROLE jobops_worker ADD MEMBER {login.Name}");

        var next = first.Again(asWorker, leaseSeconds: 2);
        await next.FinishAsync(exactlyOnce: false);
    }
}
