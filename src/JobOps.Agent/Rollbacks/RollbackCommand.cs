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
            return await UndoAsync(ledger, call, call.Value(_run), together: null);
        var runs = await ChangeRollback.RunsToUndoAsync(ledger, changeId, call.Cancellation);
        if (runs.Count == 0)
            call.Screen.Line($"Change {changeId} is undone already.");
        // A program reads one document, whatever there was to undo.
        var together = call.Screen.IsJson ? new List<object>() : null;
        var code = ExitCodes.Ok;
        // An earlier run must not be undone below a later one that still stands.
        for (var next = 0; next < runs.Count && code == ExitCodes.Ok; next++)
            code = await UndoAsync(ledger, call, runs[next].RunId, together);
        if (together is not null)
            call.Screen.Show(together, _ => "");
        return code;
    }

    /// <param name="ledger">Where the run is.</param>
    /// <param name="call">The call.</param>
    /// <param name="runId">The run to undo.</param>
    /// <param name="together">What is shown later, with the other runs of a change; null to show it at once.</param>
    async Task<int> UndoAsync(ILedger ledger, Invocation call, long runId, List<object>? together)
    {
        var rollback = await Rollback.ReadAsync(ledger, runId, call.Cancellation);
        if (call.Value(_whatIf))
        {
            Show(rollback.Plan, plan => RunViews.Plan(plan.Steps));
            return ExitCodes.Ok;
        }
        var secrets = _secret.Read(call);
        var requested = await rollback.RequestAsync(call.Value(_force), call.Cancellation);
        var run = await new RunExecution(ledger, call).PerformAsync(requested, secrets);
        var steps = await rollback.GetOutcomeAsync(run.RunId, call.Cancellation);
        Show(new Answer(run, steps), answer => RunViews.Rollback(answer.Steps));
        call.Screen.Line(run switch
        {
            { Status: not RunStatus.Succeeded } => $"Run {run.RollbackOf} is not undone.",
            { Replayed: true } => $"Run {run.RollbackOf} was undone already, by run {run.RunId}.",
            _ => $"Run {run.RollbackOf} is undone, by run {run.RunId}.",
        });
        if (run.Error is { } error)
            call.Screen.Show(error);
        return run.ExitCode;

        void Show<T>(T answer, Func<T, object> view)
            where T : notnull
        {
            if (together is null)
                call.Screen.Show(answer, view);
            else
                together.Add(answer);
        }
    }

    sealed record Answer(JobRun Run, IReadOnlyList<RollbackStep> Steps);
}
