using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Agent.Runs;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Rollbacks;
using JobOps.Runs;

namespace JobOps.Agent.Rollbacks;

/// <summary><c>jobops rollback ID</c>: undoes the steps of a run in reverse, as a run of its own.</summary>
sealed class RollbackCommand : OpenLedgerCommand
{
    readonly Argument<long> _run = SharedArguments.RunId();
    readonly Option<bool> _force = new("--force") { Description = "Undo a step although somebody changed its state since." };
    readonly Option<bool> _whatIf = new("--what-if") { Description = "Show the plan; change nothing." };

    readonly SecretOption _secret = new();

    public RollbackCommand() : base("rollback", "Undo the steps of a run in reverse")
    {
        Add(_run);
        Add(_force);
        Add(_whatIf);
        Add(_secret);
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var rollback = await Rollback.ReadAsync(ledger, call.Value(_run), call.Cancellation);
        if (call.Value(_whatIf))
        {
            call.Screen.Show(rollback.Plan, plan => RunViews.Plan(plan.Steps));
            return ExitCodes.Ok;
        }
        var secrets = _secret.Read(call);
        var requested = await rollback.RequestAsync(call.Value(_force), call.Cancellation);
        var run = await new RunExecution(ledger, call).PerformAsync(requested, secrets);
        var steps = await rollback.GetOutcomeAsync(run.RunId, call.Cancellation);
        call.Screen.Show(new Answer(run, steps), answer => RunViews.Rollback(answer.Steps));
        call.Screen.Line(run switch
        {
            { Status: not RunStatus.Succeeded } => $"Run {run.RollbackOf} is not undone.",
            { Replayed: true } => $"Run {run.RollbackOf} was undone already, by run {run.RunId}.",
            _ => $"Run {run.RollbackOf} is undone, by run {run.RunId}.",
        });
        if (run.Error is { } error)
            call.Screen.Show(error);
        return run.ExitCode;
    }

    sealed record Answer(JobRun Run, IReadOnlyList<RollbackStep> Steps);
}
