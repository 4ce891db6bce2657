using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Agent.Runs;

/// <summary><c>jobops stop ID</c>: cancels a run that waits; has the worker of a running one end it.</summary>
sealed class StopCommand : OpenLedgerCommand
{
    readonly Argument<long> _run = SharedArguments.RunId();
    readonly Option<string?> _reason = SharedArguments.Reason("Why; kept with the run and in the journal.");

    public StopCommand() : base("stop", "Stop a run: its worker ends it with all of its processes")
    {
        Add(_run);
        Add(_reason);
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var run = await ledger.Requests.StopAsync(call.Value(_run), call.Value(_reason), call.Cancellation);
        call.Screen.Show(run, _ => run.IsFinished
            ? $"Run {run.RunId} is stopped."
            : $"Run {run.RunId} was asked to stop; worker {run.Worker} ends it.");
        return ExitCodes.Ok;
    }
}
