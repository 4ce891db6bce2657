using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Notifications;
using JobOps.Wording;

namespace JobOps.Agent.Notifications;

/// <summary><c>jobops notify suspend|resume NAME</c>: leaves a receiver in peace, or tells it again.</summary>
sealed class SetSuspendedCommand : OpenLedgerCommand
{
    readonly bool _suspended;
    readonly Argument<string> _name = NotifyCommand.ReceiverName();
    readonly Option<string?> _reason = SharedArguments.Reason("Why; kept with the receiver and in the journal.");

    public SetSuspendedCommand(string name, string description, bool suspended) : base(name, description)
    {
        _suspended = suspended;
        Add(_name);
        Add(_reason);
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var name = call.Value(_name)!;
        var changed = await ledger.Notifications.SetSuspendedAsync(name, _suspended, call.Value(_reason), call.Cancellation);
        var receiver = await ledger.Notifications.RequireAsync(name, call.Cancellation);
        var state = NotificationWords.State(receiver);
        call.Screen.Show(receiver, changed
            ? _ => $"Receiver {receiver.Name} is {state}{(_suspended ? Done.By(receiver.SuspendedBy, receiver.SuspendedReason) : "")}."
            : _ => $"Receiver {receiver.Name} was {state} already.");
        return ExitCodes.Ok;
    }
}
