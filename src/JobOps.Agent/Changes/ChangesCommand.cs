using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Changes;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Agent.Changes;

/// <summary><c>jobops changes</c>: the changes, newest first.</summary>
sealed class ChangesCommand : OpenLedgerCommand
{
    readonly Option<ChangeStatus[]> _status = SharedArguments.Among<ChangeStatus>("--status", "Only with this status (may be repeated):");
    readonly Option<string?> _owner = new("--owner") { Description = "Only of this owner." };
    readonly Option<DateTimeOffset?> _since = SharedArguments.Past("--since", "Opened since then:");
    readonly Option<int> _last = SharedArguments.Count("--last", "How many, newest first.", 20);

    public ChangesCommand() : base("changes", "List changes, newest first", lists: true)
    {
        Add(_status);
        Add(_owner);
        Add(_since);
        Add(_last);
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var statuses = call.Value(_status);
        var changes = await ledger.Changes.GetAsync(
            new()
            {
                Statuses = statuses is { Length: > 0 } ? statuses : null,
                Owner = call.Value(_owner),
                Since = call.Value(_since),
                Limit = call.Value(_last),
            },
            call.Cancellation);
        call.Screen.Show(changes, answer => ChangeViews.Table(answer));
        return ExitCodes.Ok;
    }
}
