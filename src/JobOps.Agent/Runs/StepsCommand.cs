using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Ledger;

namespace JobOps.Agent.Runs;

/// <summary><c>jobops steps ID</c>: the checkpoints of a run.</summary>
sealed class StepsCommand : OpenLedgerCommand
{
    readonly Argument<long> _run = SharedArguments.RunId();

    public StepsCommand() : base("steps", "Show the steps of a run and what they changed") => Add(_run);

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var run = await ledger.Runs.RequireAsync(call.Value(_run), call.Cancellation);
        var job = await ledger.Jobs.RequireAsync(run, call.Cancellation);
        call.Screen.Show(await ledger.Steps.GetAsync(run.RunId, call.Cancellation), steps => RunViews.Steps(job, steps));
        return ExitCodes.Ok;
    }
}
