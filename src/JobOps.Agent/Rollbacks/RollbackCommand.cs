using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Agent.Runs;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Rollbacks;
using JobOps.Runs;
using JobOps.Values;

namespace JobOps.Agent.Rollbacks;

/// <summary><c>jobops rollback ID</c>: undoes the steps of a run in reverse, as a run of its own; or all runs of a change.</summary>
sealed class RollbackCommand : OpenLedgerCommand
{
    readonly Argument<long> _run = SharedArguments.RunId();
    readonly Option<ChangeId?> _change = SharedArguments.Change("All runs of this change, the last one first, instead of one run.");
    readonly Option<bool> _force = new("--force") { Description = "Undo a step although somebody changed its state since." };
    readonly Option<bool> _whatIf = new("--what-if") { Description = "Show the plan; change nothing." };

    readonly SecretOption _secret = new();

    public RollbackCommand() : base("rollback", "Undo the steps of a run in reverse")
    {
        _run.Arity = ArgumentArity.ZeroOrOne;
        Add(_run);
        Add(_change);
        Add(_force);
        Add(_whatIf);
        Add(_secret);
        Validators.Add(result =>
        {
            if (result.GetResult(_run) is { Tokens.Count: > 0 } == result.GetResult(_change) is not null)
                result.AddError("what is undone is a run, by its number, or a change, by --change C42");
        });
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        if (call.Value(_change) is not { } changeId)
            return await UndoAsync(ledger, call, call.Value(_run));
        var runs = await ChangeRollback.RunsToUndoAsync(ledger, changeId, call.Cancellation);
        if (runs.Count == 0)
            call.Screen.Line($"Change {changeId} is undone already.");
        // An earlier run must not be undone below a later one that still stands.
        foreach (var run in runs)
            if (await UndoAsync(ledger, call, run.RunId) is var code and not ExitCodes.Ok)
                return code;
        return ExitCodes.Ok;
    }

    async Task<int> UndoAsync(ILedger ledger, Invocation call, long runId)
    {
        var rollback = await Rollback.ReadAsync(ledger, runId, call.Cancellation);
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
