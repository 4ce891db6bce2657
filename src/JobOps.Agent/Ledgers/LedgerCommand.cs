using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Agent.Ledgers;

/// <summary><c>jobops ledger</c>: which ledger it is; below it, what is done to a ledger as a whole.</summary>
sealed class LedgerCommand : OpenLedgerCommand
{
    public LedgerCommand() : base("ledger", "Show which ledger this is")
    {
        Add(new GrantCommand());
        Add(new KeepCommand());
    }

    protected override Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        call.Screen.Show(ledger.Info, answer => LedgerViews.Info(answer));
        return Task.FromResult(ExitCodes.Ok);
    }
}
