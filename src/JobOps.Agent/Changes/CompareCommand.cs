using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Values;

namespace JobOps.Agent.Changes;

/// <summary><c>jobops change compare C42</c>: what the measurements allow to say; exit code 0, 2 (worse) or 3 (cannot tell).</summary>
sealed class CompareCommand : OpenLedgerCommand
{
    readonly Argument<ChangeId> _change = SharedArguments.ChangeId();
    readonly ComparisonOptionsReader _options = new();

    public CompareCommand() : base("compare", "Compare what was measured before and after a change")
    {
        Add(_change);
        _options.AddTo(this);
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        // What was measured while the ledger did not answer is to be compared, too.
        await new ChangeMeasuring(ledger, sentence => call.Screen.Progress(sentence)).TakeInAsync(call.Cancellation);
        var compared = await new ChangeComparer(ledger).CompareAsync(call.Value(_change), _options.Read(call), call.Cancellation);
        call.Screen.Show(compared.Metrics, answer => ChangeViews.Comparisons(answer));
        return compared.Primary.ExitCode;
    }
}
