using JobOps.Errors;
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

    // Why the last connect failed; null where it did not. Nothing falls back to another ledger then: what was meant for one,
    // with its keys, must not be done in another.
    static string? s_failure;

    // The runs that are executed here.
    static readonly HashSet<long> s_runs = [];

    /// <summary>
    /// A ledger is connected, or the default one exists as far as can be told without asking for it: to open it makes
    /// no new one.
    /// </summary>
    /// <exception cref="JobOpsException">LedgerLocationInvalid</exception>
    public static bool IsThere => s_failure is null && (s_chosen || MayExist(LedgerLocation.Default()));

    /// <summary>The ledger that is open; null for none.</summary>
    public static ILedger? Current => s_ledger;

    /// <summary>The ledger that was connected, or the default one, which is opened when it is needed.</summary>
    /// <param name="say">Is told which ledger was opened.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="JobOpsException">LedgerNotConnected, and what opening a ledger meets</exception>
    public static Task<ILedger> OpenAsync(Action<string> say, CancellationToken cancellation) =>
        Exclusively(
            async () =>
            {
                if (s_failure is { } failure)
                    throw new JobOpsException(Error.LedgerNotConnected(failure));
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

    /// <summary>The ledger stays connected while a run is executed here, until this is disposed.</summary>
    public static IDisposable Hold(long runId)
    {
        lock (s_runs)
            s_runs.Add(runId);
        return new Release(runId);
    }

    /// <summary>
    /// Connects to a ledger and stays with it. Where that fails, the session has no ledger any more. Nothing happens where the
    /// script of a run connects to the ledger of its run.
    /// </summary>
    /// <param name="choose">Says which, and may fail to.</param>
    /// <param name="create">Makes an embedded ledger with its folder, where they are not there.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="JobOpsException">LedgerOfRun, and what opening a ledger meets</exception>
    public static Task<ILedger> ConnectAsync(Func<Task<LedgerLocation>> choose, bool create, CancellationToken cancellation) =>
        Exclusively(
            async () =>
            {
                if (HeldBy() is { } runId)
                {
                    var wanted = (await choose()).ToEnvironmentValue();
                    return s_ledger is { } held && wanted == s_location ? held : throw new JobOpsException(InUse(runId));
                }
                await CloseAsync();
                s_failure = "a connection that was stopped";
                try
                {
                    var location = await choose();
                    if (create && location.Provider == LedgerLocation.Sqlite)
                        await LedgerFactory.Instance.InitializeAsync(location, cancellation);
                    var ledger = await ReplaceAsync(location, chosen: true, cancellation);
                    s_failure = null;
                    return ledger;
                }
                catch (JobOpsException exception)
                {
                    s_failure = exception.Error.What;
                    throw;
                }
            },
            cancellation);

    /// <summary>Lets go of the ledger; the next cmdlet opens the default one.</summary>
    /// <exception cref="JobOpsException">LedgerOfRun</exception>
    public static Task DisconnectAsync() => Exclusively<ILedger?>(
        async () =>
        {
            if (HeldBy() is { } runId)
                throw new JobOpsException(InUse(runId));
            await CloseAsync();
            s_failure = null;
            return null;
        },
        CancellationToken.None);

    static long? HeldBy()
    {
        lock (s_runs)
            return s_runs.Count > 0 ? s_runs.Max() : null;
    }

    static JobOpsError InUse(long runId) => Error.LedgerOfRun(runId, s_ledger?.Info.Location ?? s_location);

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

    sealed class Release(long runId) : IDisposable
    {
        public void Dispose()
        {
            lock (s_runs)
                s_runs.Remove(runId);
        }
    }
}
