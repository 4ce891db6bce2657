namespace JobOps.Engine.Tests.Contract;

// Whoever has nothing to claim waits until it is called.
public abstract partial class LedgerContract
{
    // Longer than any test should take: it is not waited for.
    static readonly TimeSpan s_long = TimeSpan.FromSeconds(60);

    static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(150);

    /// <summary>Until nothing has come for a while: what the test itself did before is told.</summary>
    async Task SettleAsync()
    {
        while (await Ledger.Claims.WaitAsync(s_short, Cancellation))
        {
        }
    }

    [Fact]
    public async Task A_request_of_the_same_process_calls_whoever_waits_for_work()
    {
        var job = await RegisterAsync();
        await SettleAsync();

        var waiting = Ledger.Claims.WaitAsync(s_long, Cancellation);
        await using var other = await OpenAsync();
        await other.Requests.EnqueueAsync([Request(job)], Cancellation);

        Assert.True(await waiting);
    }

    [Fact]
    public async Task A_worker_that_did_not_listen_hears_of_a_request_that_others_have_noted()
    {
        var job = await RegisterAsync();
        await SettleAsync();
        await Ledger.WaitForChangeAsync(TimeSpan.Zero, Cancellation);

        await Ledger.Requests.EnqueueAsync([Request(job)], Cancellation);
        await Ledger.WaitForChangeAsync(s_long, Cancellation);

        Assert.True(await Ledger.Claims.WaitAsync(s_long, Cancellation));
    }

    [Fact]
    public async Task What_another_process_puts_into_the_queue_calls_whoever_waits_for_work()
    {
        var lease = await EnqueueAndClaimAsync();
        // What other tests left in the queue: on a server, a look sees the first hundred of those that wait.
        await TamperAsync("UPDATE jobops.Run SET Status = 'Cancelled' WHERE Status = 'Queued'");
        await SettleAsync();

        var waiting = Ledger.Claims.WaitAsync(s_long, Cancellation);
        await TamperAsync($"UPDATE jobops.Run SET Status = 'Queued', LeaseExpiresAt = NULL WHERE RunId = {lease.RunId}");

        Assert.True(await waiting);
    }

    [Fact]
    public async Task What_came_while_nobody_waited_calls_at_the_next_wait()
    {
        var job = await RegisterAsync();
        await SettleAsync();

        await Ledger.Requests.EnqueueAsync([Request(job)], Cancellation);

        Assert.True(await Ledger.Claims.WaitAsync(s_long, Cancellation));
    }

    [Fact]
    public async Task All_who_wait_for_work_are_called()
    {
        var job = await RegisterAsync();
        await SettleAsync();

        var waiting = Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Ledger.Claims.WaitAsync(s_long, Cancellation)));
        await Ledger.Requests.EnqueueAsync([Request(job)], Cancellation);

        Assert.DoesNotContain(false, await waiting);
    }

    [Fact]
    public async Task Who_waits_for_work_hears_when_the_time_is_over_and_when_it_is_stopped()
    {
        await SettleAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        Assert.False(await Ledger.Claims.WaitAsync(s_short, stop.Token));
        var waiting = Ledger.Claims.WaitAsync(s_long, stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }
}
