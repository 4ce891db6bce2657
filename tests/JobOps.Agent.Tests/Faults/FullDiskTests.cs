using JobOps.Agent.Tests.Support;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Agent.Tests.Faults;

/// <summary>The ledger's disk fills while workers work.</summary>
[Trait("category", "faults")]
public sealed class FullDiskTests
{
    [Fact]
    public async Task On_a_full_disk_workers_wait_for_room_and_do_nothing_twice()
    {
        await using var shop = new Workshop();
        using var disk = SmallDisk.Mount(shop.PathOf("disk"), megabytes: 64);
        shop.Ledger = LedgerLocation.Parse($"sqlite:{disk.Folder}/ledger.db");
        var runs = FaultForm.Of(40, 100);
        await CountedJob.EnqueueAsync(shop, runs, also: "head -c 60000 /dev/zero | tr '\\\\0' x");
        var worker = WorkerProcess.Start(shop, leaseSeconds: 15, "--concurrency", "4");
        await worker.WaitForAsync("Run 5 of counted begins");

        disk.Fill();
        runs += await EnqueueUntilRefusedAsync(shop);
        await worker.WaitForAsync("The disk of the ledger .* is full");
        disk.MakeRoom();
        await shop.WaitUntilAsync(async ledger => !await CountedJob.IsAnyLeftAsync(ledger));
        await worker.SignalAsync("TERM");
        Assert.Equal(0, await worker.WaitForEndAsync());

        await CountedJob.CheckAsync(shop, runs, exactlyOnce: true);
    }

    /// <returns>How many were accepted before the disk was full.</returns>
    static async Task<int> EnqueueUntilRefusedAsync(Workshop shop)
    {
        await using var ledger = await shop.OpenLedgerAsync();
        for (var accepted = 0; ; accepted++)
        {
            try
            {
                await ledger.Requests.EnqueueAsync([new() { JobName = "counted", JobVersion = 1, Environment = new('x', 64) }]);
            }
            catch (JobOpsException exception)
            {
                Assert.Equal("LedgerFull", exception.Error.Id);
                return accepted;
            }
        }
    }
}
