using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Rehearsals;

namespace JobOps.Agent.Rehearsals;

/// <summary><c>jobops rehearsals [JOB]</c>: what was rehearsed, newest first, and why it no longer holds.</summary>
sealed class RehearsalsCommand : OpenLedgerCommand
{
    readonly Argument<string?> _job = new("job") { Description = "Only of this job.", Arity = ArgumentArity.ZeroOrOne };
    readonly Option<string?> _environment = new("--environment") { Description = "Only in this environment." };
    readonly Option<int> _last = SharedArguments.Count("--last", "How many, newest first.", 20);

    public RehearsalsCommand() : base("rehearsals", "List rehearsals: what passed, and why it no longer holds", lists: true)
    {
        Add(_job);
        Add(_environment);
        Add(_last);
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var standing = new RehearsalStanding(ledger);
        var rehearsals = new List<Rehearsal>();
        foreach (var one in await ledger.Rehearsals.GetAsync(
            call.Value(_job), call.Value(_environment), call.Value(_last), call.Cancellation))
            rehearsals.Add(await standing.LookAsync(one, call.Cancellation));
        call.Screen.Show<IReadOnlyList<Rehearsal>>(rehearsals, answer => RehearsalViews.Table(answer));
        return ExitCodes.Ok;
    }
}
