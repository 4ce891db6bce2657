using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Values;

namespace JobOps.Agent.Changes;

/// <summary><c>jobops change show C42</c>: all that is known of a change.</summary>
sealed class ShowChangeCommand : OpenLedgerCommand
{
    readonly Argument<ChangeId> _change = SharedArguments.ChangeId();

    public ShowChangeCommand() : base("show", "Show all that is known of a change") => Add(_change);

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var change = await new ChangeReader(ledger).ReadAsync(call.Value(_change), call.Cancellation);
        call.Screen.Show(change, answer => ChangeViews.One(answer));
        return ExitCodes.Ok;
    }
}
