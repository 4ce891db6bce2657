using JobOps.Ledger;

namespace JobOps.Engine.Tests.Contract;

/// <summary>A test on the ledger of a rig, which is shared: it is initialized where it is not, and open for one test.</summary>
public abstract class LedgerTest<TRig>(TRig rig) : IAsyncLifetime where TRig : LedgerRig
{
    ILedger? _ledger;

    protected TRig Rig => rig;

    protected ILedger Ledger => _ledger!;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(rig.SkipReason is not null, rig.SkipReason ?? "");
        await LedgerFactory.Instance.InitializeAsync(rig.Location, Cancellation);
        _ledger = await OpenAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (_ledger is not null)
            await _ledger.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected Task<ILedger> OpenAsync() => LedgerFactory.Instance.OpenAsync(rig.Location, Cancellation);
}
