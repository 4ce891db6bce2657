using JobOps.Engine.SqlServer;
using JobOps.Engine.Tests.Contract;
using JobOps.Ledger;

namespace JobOps.Engine.Tests;

/// <summary>What a session keeps for its next message stays in its order.</summary>
public sealed class SqlServerSessionTests(SqlServerRig rig) : IClassFixture<SqlServerRig>, IAsyncLifetime
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(rig.SkipReason is not null, rig.SkipReason ?? "");
        await LedgerFactory.Instance.InitializeAsync(rig.Location, Cancellation);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task What_takes_as_long_as_it_takes_follows_what_was_executed_before_it()
    {
        await using var store = new SqlServerStore(rig.Location, "");
        var name = $"queue-{Guid.NewGuid():N}";

        var concurrency = await store.WriteAsync(
            async session =>
            {
                await session.ExecuteEachAsync("INSERT INTO jobops.Queue (Name) VALUES (@name)", [new { name }]);
                await session.ExecuteWithoutLimitAsync($"UPDATE jobops.Queue SET Concurrency = 7 WHERE Name = '{name}'");
                return await session.QueryFirstAsync<int?>("SELECT Concurrency FROM jobops.Queue WHERE Name = @name", new { name });
            },
            Cancellation);

        Assert.Equal(7, concurrency);
    }
}
