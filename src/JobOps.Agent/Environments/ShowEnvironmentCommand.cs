using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Environments;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Agent.Environments;

/// <summary><c>jobops environment show NAME</c>: what jobs find in it.</summary>
sealed class ShowEnvironmentCommand : OpenLedgerCommand
{
    readonly Argument<string> _name = SharedArguments.Environment();
    readonly Option<int?> _version = new("--version-number") { Description = "This version in place of the newest.", HelpName = "n" };

    public ShowEnvironmentCommand() : base("show", "Show what jobs find in an environment")
    {
        Add(_name);
        Add(_version);
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var environment = await ledger.Environments.RequireAsync(call.Value(_name)!, call.Value(_version), call.Cancellation);
        call.Screen.Show(environment, answer => EnvironmentViews.One(answer));
        return ExitCodes.Ok;
    }
}
