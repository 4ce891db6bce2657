using System.Text.Json.Nodes;
using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Engine.Tests.Contract;

/// <summary>A ledger moves into a file, and from there into another ledger, with all that it holds.</summary>
/// <param name="rig">The kind of ledger that it moves to and back from.</param>
public abstract class TransferContract(LedgerRig rig) : IAsyncLifetime
{
    static readonly TimeSpan s_lease = TimeSpan.FromMinutes(5);

    readonly SqliteRig _source = new();
    readonly SqliteRig _back = new();
    readonly TempFolder _folder = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(rig.SkipReason is not null, rig.SkipReason ?? "");
        await _source.InitializeAsync();
        await _back.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await _back.DisposeAsync();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_ledger_comes_back_from_another_as_it_went_and_goes_on_there()
    {
        await using var source = await OpenAsync(_source);
        await FullLedger.FillAsync(source);
        var digest = await source.Journal.GetDigestAsync(Cancellation);
        var went = await source.Transfer.ExportAsync(PathOf("1"), null, Cancellation);

        await using var there = await OpenAsync(rig);
        await RefusesBrokenRuleAsync(there);
        var imported = await there.Transfer.ImportAsync(PathOf("1"), null, Cancellation);
        await there.Transfer.ExportAsync(PathOf("2"), null, Cancellation);
        await using var back = await OpenAsync(_back);
        await back.Transfer.ImportAsync(PathOf("2"), null, Cancellation);
        await back.Transfer.ExportAsync(PathOf("3"), null, Cancellation);

        Assert.Equal(went, imported);
        Assert.Equal((3L, 6L, 1L, 2L, 2L), (went.Jobs, went.Runs, went.Steps, went.LogLines, went.ChangeNotes));
        Assert.Equal(Rows("1"), Rows("2"));
        Assert.Equal(Rows("2"), Rows("3"));
        foreach (var ledger in (ILedger[])[there, back])
        {
            Assert.Equal((source.Info.LedgerId, source.Info.CreatedAt), (ledger.Info.LedgerId, ledger.Info.CreatedAt));
            var verdict = await ledger.Journal.VerifyAsync(digest, Cancellation);
            Assert.True(verdict.Valid, verdict.Problem);
            Assert.Equal("LedgerImported", (await ledger.Journal.GetAsync(0, Cancellation))[^1].Event);
        }
        await GoesOnAsync(there, lastRunId: went.Runs);
    }

    /// <summary>The last of many rows is refused: nothing of the others is left behind.</summary>
    async Task RefusesBrokenRuleAsync(ILedger ledger)
    {
        var before = await ledger.Journal.GetDigestAsync(Cancellation);
        File.Copy(PathOf("1"), PathOf("broken"));
        await TransferDamage.DoAsync(PathOf("broken"), TransferDamage.BrokenRule);

        var error = await ErrorOfAsync(() => ledger.Transfer.ImportAsync(PathOf("broken"), null, Cancellation));

        Assert.Equal("LedgerFault", error.Id);
        Assert.Equal(before.Sha256, (await ledger.Journal.GetDigestAsync(Cancellation)).Sha256);
        Assert.Empty(await ledger.Jobs.GetAsync("*", Cancellation));
    }

    static async Task GoesOnAsync(ILedger ledger, long lastRunId)
    {
        var replayed = await ledger.Requests.EnqueueAsync(
            new RunRequest { JobName = "Thumbnails", JobVersion = 2,
                Queue = "images", IdempotencyKey = "k", Parameters = new Dictionary<string, object?> { ["a"] = "\u0001\t😀" } },
            Cancellation);
        Assert.True(replayed.Replayed);
        var next = await ledger.Requests.EnqueueAsync(new RunRequest { JobName = "paused", JobVersion = 1 }, Cancellation);
        Assert.InRange(next.RunId, lastRunId + 1, lastRunId + 2);
        var lease = Assert.Single(await ledger.Claims.ClaimAsync("w", s_lease, 1, next.RunId, Cancellation)).Lease;
        await ledger.Log.AppendAsync(lease, [new() { At = next.RequestedAt, Stream = LogStream.Output, Text = "goes on" }], Cancellation);
        await ledger.Claims.CompleteAsync([new(lease, RunStatus.Succeeded, null)], Cancellation);
        await ledger.Notes.WriteAsync(new() { RunId = next.RunId, Reason = "goes on", Command = "x" }, Cancellation);
        Assert.Equal(1, (await ledger.Jobs.RegisterAsync(LedgerContract.SampleJob("new"), Cancellation)).Version);
        await ledger.Environments.SetAsync(
            new() { Name = "new", Settings = new Dictionary<string, object?> { ["a"] = 1 } }, Cancellation);
        await ledger.Schedules.SetAsync(new() { Name = "new", JobName = "new", Cron = "@daily" }, Cancellation);
        Assert.True((await ledger.Journal.VerifyAsync(Cancellation)).Valid);
    }

    /// <summary>The rows of a file without the ledger's own chain, which each import makes longer.</summary>
    List<string> Rows(string file) => [.. File.ReadLines(PathOf(file)).Where(line =>
        JsonNode.Parse(line)!["table"] is { } table
        && !((string?)table is "journal" or "journalHead" && (long)JsonNode.Parse(line)!["runId"]! == 0))];

    static async Task<ILedger> OpenAsync(LedgerRig rig)
    {
        await LedgerFactory.Instance.InitializeAsync(rig.Location, Cancellation);
        return await LedgerFactory.Instance.OpenAsync(rig.Location, Cancellation);
    }

    static async Task<JobOpsError> ErrorOfAsync(Func<Task> action) => (await Assert.ThrowsAsync<JobOpsException>(action)).Error;

    string PathOf(string name) => Path.Combine(_folder.Path, name + ".jsonl");
}

public sealed class SqliteTransferTests(SqliteRig rig) : TransferContract(rig), IClassFixture<SqliteRig>;

public sealed class SqlServerTransferTests(SqlServerRig rig) : TransferContract(rig), IClassFixture<SqlServerRig>;
