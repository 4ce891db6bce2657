using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Agent.Ledgers;

/// <summary><c>jobops digest</c>: what the journal is now, to be kept elsewhere.</summary>
sealed class DigestCommand() : OpenLedgerCommand(
    "digest", "Take a digest of the journal: jobops digest --json > digest.json, then jobops verify --digest digest.json at any later time")
{
    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        call.Screen.Show(await ledger.Journal.GetDigestAsync(call.Cancellation), answer => LedgerViews.Digest(answer));
        return ExitCodes.Ok;
    }
}
