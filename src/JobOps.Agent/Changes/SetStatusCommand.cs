using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Changes;
using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Values;

namespace JobOps.Agent.Changes;

/// <summary><c>jobops change applied C42</c> and its like: takes a change further by what somebody says.</summary>
sealed class SetStatusCommand : OpenLedgerCommand
{
    readonly ChangeStatus _status;
    readonly Argument<ChangeId> _change = SharedArguments.ChangeId();
    readonly Option<string?> _reason = SharedArguments.Reason("Why.");
    readonly Option<string?> _command = new("--command") { Description = "What was done by hand, as it was typed." };

    public SetStatusCommand(ChangeStatus status, string description, string? name = null)
        : base(name ?? status.ToString().ToLowerInvariant(), description)
    {
        _status = status;
        Add(_change);
        if (status != ChangeStatus.Completed)
            Add(_reason);
        if (status == ChangeStatus.Applied)
            Add(_command);
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var change = await ledger.Changes.SetStatusAsync(
            call.Value(_change), _status, _status == ChangeStatus.Completed ? null : call.Value(_reason),
            _status == ChangeStatus.Applied ? call.Value(_command) : null, call.Cancellation);
        call.Screen.Show(change, answer => $"Change {answer.ChangeId} is {Wording.ChangeWords.Status(answer.Status)}.");
        return ExitCodes.Ok;
    }
}
