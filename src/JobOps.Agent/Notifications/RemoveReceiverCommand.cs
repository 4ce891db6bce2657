using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Agent.Notifications;

/// <summary><c>jobops notify remove NAME</c>: takes a receiver out of use, with what waits for it.</summary>
sealed class RemoveReceiverCommand : OpenLedgerCommand
{
    readonly Argument<string> _name = NotifyCommand.ReceiverName();
    readonly Option<string?> _reason = SharedArguments.Reason("Why.");

    public RemoveReceiverCommand() : base("remove", "Take a receiver out of use, with what waits for it")
    {
        Add(_name);
        Add(_reason);
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var name = call.Value(_name)!;
        await ledger.Notifications.RemoveAsync(name, call.Value(_reason), call.Cancellation);
        call.Screen.Show(new { Name = name, Removed = true }, answer => $"Receiver {answer.Name} is out of use.");
        return ExitCodes.Ok;
    }
}
