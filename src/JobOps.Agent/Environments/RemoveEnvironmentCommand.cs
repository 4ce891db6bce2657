using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Agent.Environments;

/// <summary><c>jobops environment remove NAME</c>: takes it out of use; its versions stay for the runs that used them.</summary>
sealed class RemoveEnvironmentCommand : OpenLedgerCommand
{
    readonly Argument<string> _name = SharedArguments.Environment();
    readonly Option<string?> _reason = SharedArguments.Reason("Why.");

    public RemoveEnvironmentCommand() : base("remove", "Take an environment out of use")
    {
        Add(_name);
        Add(_reason);
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var name = call.Value(_name)!;
        await ledger.Environments.RemoveAsync(name, call.Value(_reason), call.Cancellation);
        call.Screen.Show(new { Name = name, Removed = true }, answer => $"Environment {answer.Name} is out of use.");
        return ExitCodes.Ok;
    }
}
