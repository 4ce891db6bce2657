using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Notifications;

namespace JobOps.Agent.Notifications;

/// <summary><c>jobops notify list</c>: who is told of what, or what they were told.</summary>
sealed class ListReceiversCommand : OpenLedgerCommand
{
    readonly Argument<string?> _name = new("receiver")
    {
        Description = "A receiver, or a pattern with * and ?; all if left out.", Arity = ArgumentArity.ZeroOrOne,
    };
    readonly Option<bool> _sent = new("--sent") { Description = "What they were told, and what waits, the newest first." };
    readonly Option<int> _last = SharedArguments.Count("--last", "So many of them.", 20);

    public ListReceiversCommand() : base("list", "List who is told of what, or what they were told", lists: true)
    {
        Add(_name);
        Add(_sent);
        Add(_last);
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var name = call.Value(_name) ?? "*";
        var one = name.AsSpan().ContainsAny('*', '?') ? null : await ledger.Notifications.RequireAsync(name, call.Cancellation);
        if (call.Value(_sent))
            call.Screen.Show(
                await ledger.Notifications.GetAsync(name, call.Value(_last), call.Cancellation),
                answer => NotificationViews.Sent(answer));
        else if (one is not null)
            call.Screen.Show(one, answer => NotificationViews.One(answer));
        else
            call.Screen.Show(
                await ledger.Notifications.GetReceiversAsync(name, call.Cancellation), answer => NotificationViews.Table(answer));
        return ExitCodes.Ok;
    }
}
