using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Agent.Environments;

/// <summary><c>jobops environments</c>: the environments, by name.</summary>
sealed class EnvironmentsCommand : OpenLedgerCommand
{
    public EnvironmentsCommand() : base("environments", "List the environments: what jobs find in them", lists: true)
    {
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var environments = await ledger.Environments.GetAsync("*", call.Cancellation);
        call.Screen.Show(environments, answer => EnvironmentViews.Table(answer));
        return ExitCodes.Ok;
    }
}
