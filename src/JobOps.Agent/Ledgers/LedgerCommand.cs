using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Agent.Ledgers;

/// <summary><c>jobops ledger</c>: which ledger it is.</summary>
sealed class LedgerCommand() : OpenLedgerCommand("ledger", "Show which ledger this is")
{
    protected override Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        call.Screen.Show(ledger.Info, LedgerViews.Info);
        return Task.FromResult(ExitCodes.Ok);
    }
}
