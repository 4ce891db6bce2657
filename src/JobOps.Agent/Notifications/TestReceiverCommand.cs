using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Notifications;

namespace JobOps.Agent.Notifications;

/// <summary><c>jobops notify test NAME</c>: sends a test from here and now, and says whether it arrived.</summary>
sealed class TestReceiverCommand : OpenLedgerCommand
{
    readonly Argument<string> _name = NotifyCommand.ReceiverName();

    public TestReceiverCommand() : base("test", "Send a test to a receiver, and say whether it arrived") => Add(_name);

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var receiver = await ledger.Notifications.RequireAsync(call.Value(_name)!, call.Cancellation);
        var test = await new NotificationDelivery(ledger.Info).TestAsync(receiver, call.Cancellation);
        if (test.Problem is { } problem)
            throw new JobOpsException(Error.NotificationFailed(receiver.Name, problem));
        call.Screen.Show(test, answer => $"{answer.Receiver} has taken a test.");
        return ExitCodes.Ok;
    }
}
