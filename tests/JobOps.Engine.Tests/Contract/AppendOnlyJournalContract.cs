using JobOps.Engine.Sql;
using JobOps.Engine.SqlServer;
using JobOps.Engine.Sqlite;
using JobOps.Errors;
using JobOps.Journal;
using JobOps.Ledger;

namespace JobOps.Engine.Tests.Contract;

/// <summary>How a ledger behaves whose journal nobody can delete from. It takes no server that has such tables.</summary>
public abstract class AppendOnlyJournalContract(LedgerRig rig) : IAsyncLifetime
{
    readonly TempFolder _folder = new();

    protected LedgerRig Rig => rig;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected static PurgeQuery AllThatEnded => new() { Before = DateTimeOffset.UtcNow.AddDays(1) };

    public ValueTask InitializeAsync()
    {
        Assert.SkipWhen(rig.SkipReason is not null, rig.SkipReason ?? "");
        return rig.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await rig.DisposeAsync();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_purge_takes_the_runs_and_leaves_their_chains_which_verify_as_before()
    {
        await using var ledger = await OpenAppendOnlyAsync();
        await FullLedger.FillAsync(ledger);
        var chain = await ledger.Journal.GetAsync(1, Cancellation);
        var kept = await ledger.Journal.GetDigestAsync(Cancellation);

        var purged = await ledger.Retention.PurgeAsync(AllThatEnded, null, Cancellation);

        Assert.Equal((3L, 0L), (purged.Runs, purged.Entries));
        Assert.Null(await ledger.Runs.FindAsync(1, Cancellation));
        Assert.Empty(await ledger.Steps.GetAsync(1, Cancellation));
        Assert.Empty(await ledger.Log.GetAsync(1, cancellation: Cancellation));
        Assert.Empty(await ledger.Notes.GetAsync(new() { RunId = 1 }, Cancellation));
        Assert.Equal(chain, await ledger.Journal.GetAsync(1, Cancellation));
        Assert.Equal(PurgedRuns.Event, (await ledger.Journal.GetAsync(0, Cancellation))[^1].Event);
        var verdict = await ledger.Journal.VerifyAsync(kept, Cancellation);
        Assert.True(verdict.Valid, verdict.Problem);
        Assert.Equal((kept.Chains, 0L), (verdict.Chains, verdict.DigestPurged));
        Assert.Equal(0, (await ledger.Retention.PurgeAsync(AllThatEnded, null, Cancellation)).Runs);
    }

    [Fact]
    public async Task Nothing_is_imported_into_it()
    {
        var file = PathOf("ledger.jsonl");
        await using (var source = await LedgerFactory.Instance.OpenAsync(
                         LedgerLocation.Parse("sqlite:" + PathOf("source.db")), Cancellation))
            await source.Transfer.ExportAsync(file, null, Cancellation);
        await using var ledger = await OpenAppendOnlyAsync();
        var before = await ledger.Journal.GetDigestAsync(Cancellation);

        var error = (await Assert.ThrowsAsync<JobOpsException>(() => ledger.Transfer.ImportAsync(file, null, Cancellation))).Error;

        Assert.Equal(("JournalAppendOnly", ExitCodes.BadInput, RetrySafety.NotSafe), (error.Id, error.ExitCode, error.RetrySafety));
        Assert.Equal(before.Sha256, (await ledger.Journal.GetDigestAsync(Cancellation)).Sha256);
        Assert.Equal(ledger.Info.LedgerId, before.LedgerId);
    }

    protected string PathOf(string file) => Path.Combine(_folder.Path, file);

    protected async Task<ILedger> OpenAppendOnlyAsync()
    {
        await LedgerFactory.Instance.InitializeAsync(rig.Location, Cancellation);
        await using var opened = await LedgerFactory.Instance.OpenAsync(rig.Location, Cancellation);
        var store = await OpenStoreAsync(rig.Location);
        return new SqlLedger(new AppendOnlyStore(store), opened.Info);
    }

    private protected abstract Task<ILedgerStore> OpenStoreAsync(LedgerLocation location);
}

public sealed class SqliteAppendOnlyJournalTests() : AppendOnlyJournalContract(new SqliteRig())
{
    [Theory]
    [InlineData("UPDATE jobops.Journal SET Actor = 'nobody' WHERE RunId = 1 AND Sequence = 2", 2)]
    [InlineData("DELETE FROM jobops.Journal WHERE RunId = 1", 1)]
    public async Task An_entry_of_a_run_that_is_gone_is_missed_as_any_other(string tampering, int sequence)
    {
        await using var ledger = await OpenAppendOnlyAsync();
        await FullLedger.FillAsync(ledger);
        await ledger.Retention.PurgeAsync(AllThatEnded, null, Cancellation);

        await Rig.TamperAsync(tampering);

        var verdict = await ledger.Journal.VerifyAsync(Cancellation);
        Assert.Equal((false, 1L, (long)sequence), (verdict.Valid, verdict.RunId, verdict.Sequence));
        Assert.Equal("JournalBroken", verdict.FindError()!.Id);
    }

    [Fact]
    public async Task Such_a_ledger_moves_elsewhere_with_the_chains_of_the_runs_that_are_gone()
    {
        await using var ledger = await OpenAppendOnlyAsync();
        await FullLedger.FillAsync(ledger);
        var kept = await ledger.Journal.GetDigestAsync(Cancellation);
        await ledger.Retention.PurgeAsync(AllThatEnded, null, Cancellation);
        var file = PathOf("ledger.jsonl");
        await ledger.Transfer.ExportAsync(file, null, Cancellation);

        await using var elsewhere = await LedgerFactory.Instance.OpenAsync(
            LedgerLocation.Parse("sqlite:" + PathOf("elsewhere.db")), Cancellation);
        await elsewhere.Transfer.ImportAsync(file, null, Cancellation);

        var verdict = await elsewhere.Journal.VerifyAsync(kept, Cancellation);
        Assert.True(verdict.Valid, verdict.Problem);
        Assert.NotEmpty(await elsewhere.Journal.GetAsync(1, Cancellation));
    }

    private protected override Task<ILedgerStore> OpenStoreAsync(LedgerLocation location) =>
        SqliteLedgers.OpenAsync(location, TestContext.Current.CancellationToken);
}

public sealed class SqlServerAppendOnlyJournalTests() : AppendOnlyJournalContract(new SqlServerRig())
{
    private protected override Task<ILedgerStore> OpenStoreAsync(LedgerLocation location) =>
        SqlServerLedgers.OpenAsync(location, TestContext.Current.CancellationToken);
}
