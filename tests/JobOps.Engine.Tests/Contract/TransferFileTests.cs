using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Engine.Tests.Contract;

/// <summary>What is refused when a ledger is moved, and what is left behind then: nothing.</summary>
public sealed class TransferFileTests : IAsyncLifetime
{
    static readonly TimeSpan s_lease = TimeSpan.FromMinutes(5);

    readonly SqliteRig _source = new();
    readonly SqliteRig _back = new();
    readonly TempFolder _folder = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _source.InitializeAsync();
        await _back.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await _back.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Only_a_new_ledger_takes_another_in_and_stays_as_it_was()
    {
        await using var source = await OpenAsync(_source);
        await source.Jobs.RegisterAsync(LedgerContract.SampleJob("its-own"), Cancellation);
        await source.Transfer.ExportAsync(PathOf("1"), null, Cancellation);
        var before = await source.Journal.GetDigestAsync(Cancellation);

        var error = await ErrorOfAsync(() => source.Transfer.ImportAsync(PathOf("1"), null, Cancellation));

        Assert.Equal("LedgerNotNew", error.Id);
        Assert.Equal(before.Sha256, (await source.Journal.GetDigestAsync(Cancellation)).Sha256);
    }

    [Fact]
    public async Task A_file_of_an_older_version_becomes_a_ledger_whose_queues_are_not_divided_and_whose_runbooks_are_their_session_s()
    {
        await using var source = await OpenAsync(_source);
        await FullLedger.FillAsync(source);
        var book = await source.Requests.EnqueueAsync(
            new RunRequest { JobName = "Thumbnails", JobVersion = 2, Kind = RunKind.Runbook, Needs = RunNeed.Session }, Cancellation);
        await source.Transfer.ExportAsync(PathOf("old"), null, Cancellation);
        await TransferDamage.DoAsync(PathOf("old"), TransferDamage.OfSchema4);

        await using var there = await OpenAsync(_back);
        await there.Transfer.ImportAsync(PathOf("old"), null, Cancellation);

        Assert.All(await there.Queues.GetAsync("*", Cancellation), queue => Assert.Equal(1, queue.Partitions));
        Assert.Equal(RunNeed.Session, (await there.Runs.FindAsync(book.RunId, Cancellation))!.Needs);
        await there.Queues.SetPausedAsync("images", false, null, Cancellation);
        Assert.Single(await there.Claims.ClaimAsync(
            new() { Worker = "w", Lease = s_lease, Count = 9, Queues = ["images"] }, Cancellation));
    }

    [Fact]
    public async Task While_a_run_is_running_nothing_is_written()
    {
        await using var source = await OpenAsync(_source);
        var job = await source.Jobs.RegisterAsync(LedgerContract.SampleJob("busy"), Cancellation);
        var run = await source.Requests.EnqueueAsync(new RunRequest { JobName = job.Name, JobVersion = 1 }, Cancellation);
        await source.Claims.ClaimAsync("w", s_lease, 1, run.RunId, Cancellation);

        var error = await ErrorOfAsync(() => source.Transfer.ExportAsync(PathOf("1"), null, Cancellation));

        Assert.Equal("LedgerInUse", error.Id);
        Assert.False(File.Exists(PathOf("1")));
    }

    [Fact]
    public async Task A_file_that_is_there_is_not_written_over()
    {
        await using var source = await OpenAsync(_source);
        await File.WriteAllTextAsync(PathOf("1"), "mine", Cancellation);

        var error = await ErrorOfAsync(() => source.Transfer.ExportAsync(PathOf("1"), null, Cancellation));

        Assert.Equal("TransferFileUnusable", error.Id);
        Assert.Equal("mine", await File.ReadAllTextAsync(PathOf("1"), Cancellation));
    }

    public static TheoryData<string, string> Damage => new()
    {
        { "cut off in a line", "TransferFileInvalid" },
        { "cut off after a line", "TransferFileInvalid" },
        { "changed", "TransferFileInvalid" },
        { "without one line", "TransferFileInvalid" },
        { "longer", "TransferFileInvalid" },
        { "of another kind", "TransferFileInvalid" },
        { "empty", "TransferFileInvalid" },
        { "newer", "TransferFileTooNew" },
        { "missing", "TransferFileUnusable" },
        { "whole, with a member that nobody knows", "TransferFileInvalid" },
        { "whole, with a table that nobody knows", "TransferFileInvalid" },
        { TransferDamage.BrokenRule, "LedgerFault" },
    };

    [Theory]
    [MemberData(nameof(Damage))]
    public async Task Of_a_file_that_is_(string how, string error)
    {
        await using var source = await OpenAsync(_source);
        await FullLedger.FillAsync(source);
        await source.Transfer.ExportAsync(PathOf("1"), null, Cancellation);
        await TransferDamage.DoAsync(PathOf("1"), how);
        await using var target = await OpenAsync(_back);
        var before = await target.Journal.GetDigestAsync(Cancellation);

        var refused = await ErrorOfAsync(() => target.Transfer.ImportAsync(PathOf("1"), null, Cancellation));

        Assert.Equal(error, refused.Id);
        Assert.Equal(before.Sha256, (await target.Journal.GetDigestAsync(Cancellation)).Sha256);
        Assert.Empty(await target.Jobs.GetAsync("*", Cancellation));
        Assert.Equal(before.LedgerId, target.Info.LedgerId);
    }

    static Task<ILedger> OpenAsync(LedgerRig rig) => LedgerFactory.Instance.OpenAsync(rig.Location, Cancellation);

    static async Task<JobOpsError> ErrorOfAsync(Func<Task> action) => (await Assert.ThrowsAsync<JobOpsException>(action)).Error;

    string PathOf(string name) => Path.Combine(_folder.Path, name + ".jsonl");
}
