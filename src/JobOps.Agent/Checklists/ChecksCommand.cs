using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Changes;
using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Values;

namespace JobOps.Agent.Checklists;

/// <summary><c>jobops checks [LIST]</c>: the checklists that were gone through, newest first.</summary>
sealed class ChecksCommand : OpenLedgerCommand
{
    readonly Argument<string?> _list = new("list") { Description = "Only of this list.", Arity = ArgumentArity.ZeroOrOne };
    readonly Option<ChangeId?> _change = SharedArguments.Change("Only for this change.");
    readonly Option<int> _last = SharedArguments.Count("--last", "How many, newest first.", 20);

    public ChecksCommand() : base("checks", "List checklists that were gone through", lists: true)
    {
        Add(_list);
        Add(_change);
        Add(_last);
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        if (call.Value(_change) is { } change)
            await ledger.Changes.RequireAsync(change, call.Cancellation);
        var results = await ledger.ChecklistResults.GetAsync(
            call.Value(_list), call.Value(_change), call.Value(_last), call.Cancellation);
        call.Screen.Show(results, answer => answer is [var only] ? ChecklistViews.One(only) : ChecklistViews.Table(answer));
        return ExitCodes.Ok;
    }
}
