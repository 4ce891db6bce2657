using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Agent.Workers;

/// <summary><c>jobops workers</c>: who is alive, and what each does since when.</summary>
sealed class WorkersCommand() : OpenLedgerCommand("workers", "List the workers, and what each does", lists: true)
{
    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        call.Screen.Show(await ledger.Workers.GetAsync(call.Cancellation), answer => WorkerViews.Table(answer));
        return ExitCodes.Ok;
    }
}
