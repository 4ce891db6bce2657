using JobOps.Agent.Tests.Support;
using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Agent.Tests.Faults;

/// <summary>The ledger's file is deleted while it is open. It could still be written then, and nobody would ever read it.</summary>
[Trait("category", "faults")]
public sealed class DeletedLedgerTests
{
    const string InTheWay = "was deleted or replaced while it was open";

    [Fact]
    public async Task A_worker_says_that_its_ledger_is_gone_and_does_not_call_its_run_done()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("waits", SampleJobs.WaitsForGo);
        await Pipe.CreateAsync(shop.PathOf("go"));
        await shop.EnqueueAsync("waits");
        var worker = WorkerProcess.Start(shop, leaseSeconds: 1, "--concurrency", "2");
        await WaitForSecondStepAsync(shop);

        Delete(shop);
        await Pipe.SayGoAsync(shop.PathOf("go"));
        await worker.WaitForAsync("Run 1 of waits lost its lease");
        await worker.WaitForAsync(InTheWay);
        await worker.SignalAsync("TERM");
        Assert.Equal(0, await worker.WaitForEndAsync());

        Assert.DoesNotContain("succeeded", worker.Told);
        Assert.False(File.Exists(shop.LedgerFile), "the worker made another ledger");
    }

    [Fact]
    public async Task A_drain_that_ends_for_want_of_its_ledger_leaves_no_process_behind()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("stays", """
            "steps": [{ "name": "stay", "command": ["sh", "-c", "echo $$ > pid; exec cat go"] }]
            """);
        await Pipe.CreateAsync(shop.PathOf("go"));
        await shop.EnqueueAsync("stays");
        var worker = WorkerProcess.Start(shop, leaseSeconds: 1, "--drain", "--concurrency", "2");
        await shop.WaitUntilAsync(_ => Task.FromResult(
            File.Exists(shop.PathOf("pid")) && File.ReadAllText(shop.PathOf("pid")).EndsWith('\n')));

        Delete(shop);
        Assert.Equal(ExitCodes.LedgerUnavailable, await worker.WaitForEndAsync());

        Assert.Contains(InTheWay, worker.Told);
        Assert.False(Directory.Exists($"/proc/{File.ReadAllText(shop.PathOf("pid")).Trim()}"), "the step's process is still there");
    }

    [Fact]
    public async Task What_ended_while_the_file_was_away_is_written_when_it_is_back_and_not_done_again()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("waits", SampleJobs.WaitsForGo);
        await Pipe.CreateAsync(shop.PathOf("go"));
        await shop.EnqueueAsync("waits");
        var worker = WorkerProcess.Start(shop, leaseSeconds: 30, "--concurrency", "2");
        await WaitForSecondStepAsync(shop);

        File.Move(shop.LedgerFile, shop.PathOf("elsewhere"));
        await Pipe.SayGoAsync(shop.PathOf("go"));
        await worker.WaitForAsync(InTheWay);
        File.Move(shop.PathOf("elsewhere"), shop.LedgerFile);
        await shop.WaitForAsync(1, RunStatus.Succeeded);
        await worker.SignalAsync("TERM");
        Assert.Equal(0, await worker.WaitForEndAsync());

        Assert.Equal(1, (await shop.RunAsync(1)).Attempt);
        Assert.Single(File.ReadAllLines(shop.PathOf("second.txt")));
    }

    [Fact]
    public async Task Neither_writing_nor_reading_goes_on_until_the_file_is_back()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("easy", SampleJobs.Easy);
        await using var ledger = await shop.OpenLedgerAsync();
        var elsewhere = shop.PathOf("elsewhere");

        File.Move(shop.LedgerFile, elsewhere);
        foreach (var refused in (Func<Task>[])[() => EnqueueAsync(ledger), () => ledger.Runs.FindAsync(1)])
        {
            var error = (await Assert.ThrowsAsync<JobOpsException>(refused)).Error;
            Assert.Equal(("LedgerUnavailable", RetrySafety.SafeAfter), (error.Id, error.RetrySafety));
            Assert.Contains(InTheWay, error.Actual);
        }
        File.Move(elsewhere, shop.LedgerFile);

        Assert.Equal(1, (await EnqueueAsync(ledger)).RunId);
    }

    [Fact]
    public async Task What_is_meant_for_a_ledger_is_not_written_into_another_that_was_put_in_its_place()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("easy", SampleJobs.Easy);
        await using var ledger = await shop.OpenLedgerAsync();
        var elsewhere = Directory.CreateDirectory(shop.PathOf("elsewhere")).FullName;
        var files = Directory.GetFiles(shop.Folder, "ledger.db*");
        foreach (var file in files)
            File.Move(file, Path.Combine(elsewhere, Path.GetFileName(file)));
        await shop.RegisterAsync("easy", SampleJobs.Easy);

        var error = (await Assert.ThrowsAsync<JobOpsException>(() => EnqueueAsync(ledger))).Error;

        Assert.Contains(InTheWay, error.Actual);
        Delete(shop);
        foreach (var file in files)
            File.Move(Path.Combine(elsewhere, Path.GetFileName(file)), file);
        Assert.Equal(1, (await EnqueueAsync(ledger)).RunId);
    }

    static void Delete(Workshop shop)
    {
        foreach (var file in Directory.GetFiles(shop.Folder, "ledger.db*"))
            File.Delete(file);
    }

    static Task WaitForSecondStepAsync(Workshop shop) => shop.WaitUntilAsync(async ledger =>
        (await ledger.Steps.GetAsync(1)).Any(step => step is { StepName: "second", Status: StepStatus.Running }));

    static async Task<JobRun> EnqueueAsync(ILedger ledger) =>
        (await ledger.Requests.EnqueueAsync([new() { JobName = "easy", JobVersion = 1 }]))[0];
}
