using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Agent.Ledgers;

/// <summary><c>jobops journal [id]</c>: who did what, to a run or to the ledger itself.</summary>
sealed class JournalCommand : OpenLedgerCommand
{
    readonly Argument<long> _run = SharedArguments.RunId();

    public JournalCommand() : base("journal", "Show who did what to a run, or to the ledger itself")
    {
        _run.Arity = ArgumentArity.ZeroOrOne;
        Add(_run);
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var entries = await ledger.Journal.GetAsync(call.Value(_run), call.Cancellation);
        call.Screen.Show(entries, answer => LedgerViews.Journal(answer));
        return ExitCodes.Ok;
    }
}
