using JobOps.Engine.Sqlite;
using JobOps.Ledger;

namespace JobOps.Engine.Tests.Faults;

/// <summary>Who writes and reads a file in this process: calls within calls, calls that are given up, and the end.</summary>
public sealed class EmbeddedStoreTests : IAsyncLifetime
{
    // Longer than any test should take: it is not waited for.
    static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);

    static readonly TimeSpan s_soon = TimeSpan.FromSeconds(5);

    readonly TempFolder _folder = new();
    SqliteStore? _store;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    LedgerLocation Location => LedgerLocation.Parse("sqlite:" + _folder.File("ledger.db"));

    SqliteStore Store => _store!;

    public async ValueTask InitializeAsync()
    {
        await SqliteLedgers.InitializeAsync(Location, Cancellation);
        _store = new(Location, new(SqliteConnections.Open(Location)));
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_write_that_is_asked_for_within_a_write_follows_it()
    {
        Task<long>? within = null;

        var count = await Store.WriteAsync(
            async session =>
            {
                within = CountAsync();
                return await session.QueryFirstAsync<long>("SELECT COUNT(*) FROM jobops.Queue");
            },
            Cancellation);

        Assert.Equal(count, await within!.WaitAsync(s_long, Cancellation));
    }

    [Fact]
    public async Task A_write_that_waits_behind_another_is_given_up_as_soon_as_nobody_wants_it()
    {
        using var unwanted = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        using var goOn = new ManualResetEventSlim();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = Task.Run(() => Store.WriteAsync(
            session =>
            {
                begun.SetResult();
                goOn.Wait(Cancellation);
                return session.ExecuteAsync("UPDATE jobops.Queue SET Concurrency = 1");
            },
            Cancellation));
        await begun.Task;
        var second = Store.WriteAsync(session => session.ExecuteAsync("DELETE FROM jobops.Queue"), unwanted.Token);

        try
        {
            await unwanted.CancelAsync();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second.WaitAsync(s_soon, Cancellation));
            Assert.False(first.IsCompleted);
        }
        finally
        {
            goOn.Set();
        }
        Assert.Equal(2, await first);
        Assert.Equal(2, await CountAsync());
    }

    [Fact]
    public async Task What_is_read_while_the_ledger_is_closed_leaves_nothing_open()
    {
        var (begun, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var reading = Store.ReadAsync(
            async session =>
            {
                begun.SetResult();
                await goOn.Task;
                return await session.QueryFirstAsync<long>("SELECT COUNT(*) FROM jobops.Queue");
            },
            Cancellation);
        await begun.Task;

        await Store.DisposeAsync();
        goOn.SetResult();

        Assert.Equal(2, await reading);
        // Whoever closes the file as the last one takes its write-ahead log away.
        Assert.Equal([Location.Target], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task Who_waits_for_work_hears_that_the_ledger_was_closed()
    {
        var waiting = Store.WaitForWorkAsync(s_long, Cancellation);

        await Store.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.WaitAsync(s_soon, Cancellation));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Store.WaitForWorkAsync(s_long, Cancellation));
    }

    [Fact]
    public async Task A_closed_ledger_is_not_opened_by_waiting()
    {
        await Store.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => Store.WaitForWorkAsync(s_long, Cancellation));

        Assert.Equal([Location.Target], Directory.GetFiles(_folder.Path));
    }

    Task<long> CountAsync(CancellationToken? cancellation = null) =>
        Store.WriteAsync(session => session.QueryFirstAsync<long>("SELECT COUNT(*) FROM jobops.Queue"), cancellation ?? Cancellation);
}
