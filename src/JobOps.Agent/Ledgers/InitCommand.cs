using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Agent.Ledgers;

/// <summary><c>jobops init</c>: creates the ledger, or brings it up to date.</summary>
sealed class InitCommand : AgentCommand
{
    readonly Option<bool> _whatIf = new("--what-if") { Description = "Show the SQL that would be executed; change nothing." };

    public InitCommand() : base("init", "Create the ledger, or bring it up to date") => Add(_whatIf);

    protected override async Task<int> ExecuteAsync(Invocation call)
    {
        if (call.Value(_whatIf))
            call.Screen.Show(
                await LedgerFactory.Instance.GetPendingMigrationsAsync(call.Location, call.Cancellation), LedgerViews.Pending);
        else
            call.Screen.Show(
                await LedgerFactory.Instance.InitializeAsync(call.Location, call.Cancellation), LedgerViews.Applied);
        return ExitCodes.Ok;
    }
}
