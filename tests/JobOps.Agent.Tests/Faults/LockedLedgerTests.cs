using JobOps.Agent.Tests.Support;

namespace JobOps.Agent.Tests.Faults;

/// <summary>Another program keeps the ledger locked while workers work.</summary>
[Trait("category", "faults")]
public sealed class LockedLedgerTests
{
    static readonly TimeSpan s_locked = TimeSpan.FromSeconds(FaultForm.Of(3, 30));

    [Theory]
    [MemberData(nameof(FaultGround.Providers), MemberType = typeof(FaultGround))]
    public Task A_lock_that_is_shorter_than_a_lease_costs_time_and_nothing_else(string provider) =>
        LockAsync(provider, leaseSeconds: FaultForm.Of(30, 90), exactlyOnce: true);

    // Whoever comes first when the lock is gone may take over what has expired: then the step under way runs again.
    [Theory]
    [MemberData(nameof(FaultGround.Providers), MemberType = typeof(FaultGround))]
    public Task A_lock_that_is_longer_than_a_lease_loses_nothing_and_repeats_no_finished_step(string provider) =>
        LockAsync(provider, leaseSeconds: 1, exactlyOnce: false);

    static async Task LockAsync(string provider, int leaseSeconds, bool exactlyOnce)
    {
        await using var ground = await FaultGround.CreateAsync(provider);
        var runs = ground.Of(40, 12, 40);
        var shop = ground.Shop;
        await CountedJob.EnqueueAsync(shop, runs, also: "until [ -e locked ]; do sleep 0.02; done");
        var workers = Enumerable.Range(0, 2)
            .Select(_ => WorkerProcess.Start(shop, leaseSeconds, "--concurrency", "2")).ToList();
        await shop.WaitUntilAsync(_ => Task.FromResult(File.Exists(shop.PathOf("executed"))));

        await using (await RawLedger.LockAsync(shop))
        {
            var before = await CountedJob.ProgressAsync(shop);
            // However busy the machine is, the work comes to the lock: what is under way ends while it lasts.
            await File.WriteAllTextAsync(shop.PathOf("locked"), "");
            // How long it is locked is the fault itself: there is nothing else to wait for.
            await Task.Delay(s_locked);
            Assert.Equal(before, await CountedJob.ProgressAsync(shop));
        }
        await shop.WaitUntilAsync(async ledger => !await CountedJob.IsAnyLeftAsync(ledger));
        foreach (var worker in workers)
        {
            await worker.SignalAsync("TERM");
            Assert.Equal(0, await worker.WaitForEndAsync());
        }

        await CountedJob.CheckAsync(shop, runs, exactlyOnce);
    }
}
