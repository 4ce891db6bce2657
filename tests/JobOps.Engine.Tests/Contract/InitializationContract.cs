using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Engine.Tests.Contract;

/// <summary>Making a ledger where others do the same, and where a newer program was there first.</summary>
public abstract class InitializationContract(LedgerRig rig, string time) : IAsyncLifetime
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        Assert.SkipWhen(rig.SkipReason is not null, rig.SkipReason ?? "");
        return rig.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await rig.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Ten_that_start_at_once_apply_each_migration_once()
    {
        var all = await LedgerFactory.Instance.GetPendingMigrationsAsync(rig.Location, Cancellation);

        var applied = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(
            () => LedgerFactory.Instance.InitializeAsync(rig.Location, Cancellation), Cancellation)));

        Assert.Equal(all, applied.SelectMany(migrations => migrations));
        Assert.Equal(9, applied.Count(migrations => migrations.Count == 0));
        await using var ledger = await LedgerFactory.Instance.OpenAsync(rig.Location, Cancellation);
        Assert.Equal(1 + all.Count, (await ledger.Journal.GetAsync(0, Cancellation)).Count);
        Assert.True((await ledger.Journal.VerifyAsync(Cancellation)).Valid);
    }

    [Fact]
    public async Task A_ledger_of_a_newer_program_is_neither_opened_nor_changed()
    {
        await LedgerFactory.Instance.InitializeAsync(rig.Location, Cancellation);
        await rig.TamperAsync(
            $"INSERT INTO jobops.SchemaVersion (Version, Name, AppliedAt, AppliedBy) VALUES (999, 'future', {time}, 'somebody')");

        foreach (var refused in (Func<Task>[])
                 [
                     () => LedgerFactory.Instance.OpenAsync(rig.Location, Cancellation),
                     () => LedgerFactory.Instance.InitializeAsync(rig.Location, Cancellation),
                     () => LedgerFactory.Instance.GetPendingMigrationsAsync(rig.Location, Cancellation),
                 ])
        {
            var error = (await Assert.ThrowsAsync<JobOpsException>(refused)).Error;
            Assert.Equal(("LedgerTooNew", ExitCodes.Configuration, RetrySafety.NotSafe), (error.Id, error.ExitCode, error.RetrySafety));
            Assert.Equal("schema version 999", error.Actual);
        }
    }
}

public sealed class SqliteInitializationTests() : InitializationContract(new SqliteRig(), "1760000000000");

public sealed class SqlServerInitializationTests() : InitializationContract(new SqlServerRig(), "'2026-01-01T00:00:00'");
