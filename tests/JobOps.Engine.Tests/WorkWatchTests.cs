using JobOps.Engine.Sql;
using JobOps.Engine.SqlServer;

namespace JobOps.Engine.Tests;

/// <summary>The look that all of this process who wait for work on a server share, whatever becomes of it.</summary>
public sealed class WorkWatchTests
{
    // Longer than any test should take: it is not waited for.
    static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);

    static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(600);

    readonly LedgerSignal _signal = LedgerSignal.Of($"{Guid.NewGuid()}");
    int _looks;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_waits_hears_that_the_ledger_was_closed()
    {
        var watch = new WorkWatch(_signal, LookAsync);
        Assert.True(await watch.WaitAsync(s_long, Cancellation));
        var waiting = Task.Run(() => watch.WaitAsync(s_long, Cancellation), Cancellation);
        while (_looks < 3)
            await Task.Yield();

        await watch.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.WaitAsync(s_long / 10, Cancellation));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => watch.WaitAsync(s_long, Cancellation).WaitAsync(s_long / 10, Cancellation));
    }

    [Fact]
    public async Task A_look_that_breaks_is_tried_again_no_more_often_than_one_that_does_not_and_does_not_hinder_the_end()
    {
        await using var watch = new WorkWatch(_signal, _ =>
        {
            Interlocked.Increment(ref _looks);
            return Task.FromException<string?>(new NotSupportedException("an answer that nobody can read"));
        });

        Assert.False(await watch.WaitAsync(s_short, Cancellation));

        // One about every 60 ms.
        Assert.InRange(_looks, 1, 12);
    }

    [Fact]
    public async Task It_can_be_closed_twice()
    {
        var watch = new WorkWatch(_signal, LookAsync);

        await watch.DisposeAsync();
        await watch.DisposeAsync();

        Assert.Equal(0, _looks);
    }

    Task<string?> LookAsync(CancellationToken cancellation)
    {
        Interlocked.Increment(ref _looks);
        return Task.FromResult<string?>("the same");
    }
}
