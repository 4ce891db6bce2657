using JobOps.Ledger;

namespace JobOps.Cmdlets;

/// <summary>
/// The ledger that this process works with. One for all its runspaces, because an embedded ledger has one writer for
/// each process.
/// </summary>
static class LedgerSession
{
    static readonly SemaphoreSlim s_gate = new(1, 1);
    static ILedger? s_ledger;
    static string s_location = "";
    static bool s_chosen;

    /// <summary>
    /// A ledger is connected, or the default one exists as far as can be told without asking for it: to open it makes
    /// no new one.
    /// </summary>
    /// <exception cref="Errors.JobOpsException">LedgerLocationInvalid</exception>
    public static bool IsThere => s_chosen || MayExist(LedgerLocation.Default());

    /// <summary>The ledger that was connected, or the default one, which is opened when it is needed.</summary>
    /// <param name="say">Is told which ledger was opened.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public static Task<ILedger> OpenAsync(Action<string> say, CancellationToken cancellation) =>
        Exclusively(
            async () =>
            {
                if (s_ledger is not null && s_chosen)
                    return s_ledger;
                var location = LedgerLocation.Default();
                if (s_ledger is not null && s_location == location.ToEnvironmentValue())
                    return s_ledger;
                var ledger = await ReplaceAsync(location, chosen: false, cancellation);
                say($"Opened the default ledger {location}.");
                return ledger;
            },
            cancellation);

    /// <summary>Connects to a ledger and stays with it.</summary>
    public static Task<ILedger> ConnectAsync(LedgerLocation location, CancellationToken cancellation) =>
        Exclusively(() => ReplaceAsync(location, chosen: true, cancellation), cancellation);

    /// <summary>Lets go of the ledger; the next cmdlet opens the default one.</summary>
    public static Task DisconnectAsync() => Exclusively<ILedger?>(
        async () =>
        {
            await CloseAsync();
            return null;
        },
        CancellationToken.None);

    static bool MayExist(LedgerLocation location) => location.Provider != LedgerLocation.Sqlite || File.Exists(location.Target);

    static async Task<ILedger> ReplaceAsync(LedgerLocation location, bool chosen, CancellationToken cancellation)
    {
        var ledger = await LedgerFactory.Instance.OpenAsync(location, cancellation);
        await CloseAsync();
        (s_ledger, s_location, s_chosen) = (ledger, location.ToEnvironmentValue(), chosen);
        return ledger;
    }

    static async Task CloseAsync()
    {
        var ledger = s_ledger;
        (s_ledger, s_location, s_chosen) = (null, "", false);
        if (ledger is null)
            return;
        await LedgerJobFollower.CloseAsync(ledger);
        await ledger.DisposeAsync();
    }

    static async Task<T> Exclusively<T>(Func<Task<T>> action, CancellationToken cancellation)
    {
        await s_gate.WaitAsync(cancellation);
        try
        {
            return await action();
        }
        finally
        {
            s_gate.Release();
        }
    }
}
