using JobOps.Agent.CommandLine;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Agent.Demo;

/// <summary>
/// Another ledger for the demo than the file in its folder: the one that <c>--ledger</c> names, or
/// <c>JOBOPS_DEMO_LEDGER</c>. Never the one of <c>JOBOPS_LEDGER</c>, in which somebody works.
/// </summary>
static class DemoLedger
{
    const string Variable = "JOBOPS_DEMO_LEDGER";

    // The first migration of each kind of ledger.
    const int First = 1;

    /// <summary>Null where none is named.</summary>
    /// <exception cref="JobOpsException">LedgerLocationInvalid, LedgerPasswordOnCommandLine</exception>
    public static LedgerLocation? Named(Invocation call) =>
        call.Value(GlobalOptions.Ledger) is not null ? call.Location
        : Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text ? LedgerLocation.Parse(text)
        : null;

    /// <summary>The story begins with run 1: where something is, it is not told.</summary>
    /// <exception cref="JobOpsException">LedgerNotNew, LedgerNotInitialized</exception>
    public static async Task RequireNewAsync(LedgerLocation location, CancellationToken cancellation)
    {
        if (await LedgerFactory.Instance.GetPendingMigrationsAsync(location, cancellation) is [{ Version: First }, ..])
            return;
        await using var ledger = await LedgerFactory.Instance.OpenAsync(location, cancellation);
        if ((await ledger.Jobs.GetAsync(cancellation: cancellation)).Count > 0)
            throw new JobOpsException(Error.LedgerNotNew(location.ToString(), "jobs"));
    }
}
