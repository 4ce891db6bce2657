using JobOps.Ledger;

namespace JobOps.Engine.Tests.Contract;

/// <summary>A kind of ledger to run the contract on, and a back door to change its rows by hand.</summary>
public abstract class LedgerRig : IAsyncLifetime
{
    LedgerLocation? _location;

    /// <summary>A ledger that this rig has made; all tests of a class share it.</summary>
    public LedgerLocation Location =>
        _location ?? throw new InvalidOperationException("the rig has no ledger: " + SkipReason);

    /// <summary>Null where the rig can run here.</summary>
    public virtual string? SkipReason => null;

    public async ValueTask InitializeAsync()
    {
        if (SkipReason is null)
            _location = await CreateAsync();
    }

    /// <summary>An empty place for a ledger.</summary>
    protected abstract Task<LedgerLocation> CreateAsync();

    /// <summary>Runs SQL that JobOps would never run. Tables carry the prefix <c>jobops.</c> in <paramref name="sql"/>.</summary>
    public abstract Task TamperAsync(string sql);

    public abstract ValueTask DisposeAsync();
}
