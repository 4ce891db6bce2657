using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Agent.Runs;

/// <summary><c>jobops run ID</c>: all of one run, and why it is where it is.</summary>
sealed class RunCommand : OpenLedgerCommand
{
    readonly Argument<long> _run = SharedArguments.RunId();

    public RunCommand() : base("run", "Show one run, its steps, and why it is where it is") => Add(_run);

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var run = await ledger.Runs.RequireAsync(call.Value(_run), call.Cancellation);
        var job = await ledger.Jobs.RequireAsync(run, call.Cancellation);
        var steps = await ledger.Steps.GetAsync(run.RunId, call.Cancellation);
        var attempts = Attempt.FromJournal(await ledger.Journal.GetAsync(run.RunId, call.Cancellation));
        call.Screen.Show(
            new Answer(run, await RunExplanation.WhyAsync(ledger, run, call.Cancellation), attempts, steps),
            answer => RunViews.Details(answer.Run, job, answer.Why, answer.Attempts, answer.Steps));
        return ExitCodes.Ok;
    }

    sealed record Answer(JobRun Run, string Why, IReadOnlyList<Attempt> Attempts, IReadOnlyList<JobStep> Steps);
}
