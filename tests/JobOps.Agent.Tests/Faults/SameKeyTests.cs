using System.Diagnostics;
using JobOps.Agent.Tests.Support;

namespace JobOps.Agent.Tests.Faults;

/// <summary>Many processes start a job with the same idempotency key at the same moment.</summary>
[Trait("category", "faults")]
public sealed class SameKeyTests
{
    [Fact]
    public async Task However_many_start_the_same_key_at_once_there_is_one_run()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "that a process has come to the ledger is read from /proc");
        await using var shop = new Workshop();
        await shop.RegisterAsync("easy", SampleJobs.Easy);
        List<Process> starters;
        // They come one after the other and find a locked door; then it opens for all.
        await using (await RawLedger.LockAsync(shop))
        {
            starters = [.. Enumerable.Range(0, FaultForm.Of(16, 64))
                .Select(_ => shop.Start("start", "easy", "--key", "once", "--no-wait", "--json"))];
            foreach (var starter in starters)
                await shop.WaitUntilAsync(_ => Task.FromResult(starter.HasExited || HasOpen(starter, shop.LedgerFile)));
        }

        var answers = await Task.WhenAll(starters.Select(Workshop.EndOfAsync));

        foreach (var answer in answers)
            Assert.Equal(1, answer.EndsWith(0).RunId);
        Assert.Single(answers, answer => !answer.Json.GetProperty("replayed").GetBoolean());
        Assert.Single(await shop.RunsAsync());
    }

    static bool HasOpen(Process process, string file)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries($"/proc/{process.Id}/fd").Any(fd => new FileInfo(fd).LinkTarget == file);
        }
        catch (DirectoryNotFoundException)
        {
            // It has ended meanwhile.
            return true;
        }
    }
}
