using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Rollbacks;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Execution;

/// <summary>Plans the undo of a run and requests it as a run of its own, which a worker then executes.</summary>
public sealed class Rollback(ILedger ledger)
{
    /// <summary>The parameter of a rollback run that lets it undo steps that have drifted.</summary>
    public const string ForceParameter = "force";

    /// <summary>What would happen now; changes nothing.</summary>
    /// <exception cref="JobOpsException">RunNotFound, NotARollbackTarget</exception>
    public async Task<RollbackPlan> PlanAsync(long runId, CancellationToken cancellation = default)
    {
        var run = await RequireTargetAsync(runId, cancellation);
        var steps = await ledger.Steps.GetAsync(runId, cancellation);
        var values = await ValuesAsync(run, steps, cancellation);
        return new(run, [.. UndoPlanner.ToUndo(steps).Select(step => Foresee(step, values))]);
    }

    /// <summary>
    /// Enqueues the rollback. One that was begun and did not end is taken up again; where the run is undone already, the
    /// rollback that did it comes back with <see cref="JobRun.Replayed"/> set.
    /// </summary>
    /// <param name="runId">The run to undo; it must have ended, or its worker must be gone.</param>
    /// <param name="force">Undo steps whose state has drifted, too.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="JobOpsException">RunNotFound, NotARollbackTarget, RunStillActive</exception>
    public async Task<JobRun> RequestAsync(long runId, bool force, CancellationToken cancellation = default)
    {
        var run = await RequireTargetAsync(runId, cancellation);
        if (run.RolledBackBy is { } by)
            return await ledger.Runs.FindAsync(by, cancellation) is { } done
                ? done with { Replayed = true }
                : throw new JobOpsException(Error.RunNotFound(by));
        var request = new RunRequest
        {
            JobName = run.JobName,
            JobVersion = run.JobVersion,
            Kind = RunKind.Rollback,
            Environment = run.Environment,
            RollbackOf = runId,
            Parameters = new Dictionary<string, object?> { [ForceParameter] = force },
        };
        return (await ledger.Requests.EnqueueAsync([request], cancellation))[0];
    }

    /// <summary>What a rollback run did, in the order in which it did it.</summary>
    public async Task<IReadOnlyList<RollbackStep>> GetOutcomeAsync(
        long rollbackRunId, CancellationToken cancellation = default)
    {
        var rollback = await ledger.Runs.FindAsync(rollbackRunId, cancellation);
        if (rollback?.RollbackOf is not { } runId)
            throw new JobOpsException(Error.RunNotFound(rollbackRunId));
        var run = await RequireTargetAsync(runId, cancellation);
        var steps = await ledger.Steps.GetAsync(runId, cancellation);
        var values = await ValuesAsync(run, steps, cancellation);
        var undone = steps.ToDictionary(step => step.StepName, StringComparer.OrdinalIgnoreCase);
        return [.. from step in await ledger.Steps.GetAsync(rollbackRunId, cancellation)
            let outcome = LedgerJson.Read<Outcome>(step.Result)
            where outcome is not null
            select new RollbackStep
            {
                RunId = runId,
                StepName = step.StepName,
                Status = outcome.Status,
                Reason = outcome.Reason,
                Undo = undone.GetValueOrDefault(step.StepName) is { } original ? Text(original, values) : null,
                RollbackRunId = rollbackRunId,
            }];
    }

    async Task<PlaceholderValues> ValuesAsync(JobRun run, IReadOnlyList<JobStep> steps, CancellationToken cancellation)
    {
        var job = await ledger.Jobs.RequireAsync(run, cancellation);
        return new(
            run, job, new Dictionary<string, string>(),
            steps.ToDictionary(step => step.StepName, StringComparer.OrdinalIgnoreCase));
    }

    async Task<JobRun> RequireTargetAsync(long runId, CancellationToken cancellation)
    {
        var run = await ledger.Runs.FindAsync(runId, cancellation) ?? throw new JobOpsException(Error.RunNotFound(runId));
        return run.Kind != RunKind.Rollback
            ? run
            : throw new JobOpsException(Error.NotARollbackTarget(runId, $"the rollback of run {run.RollbackOf}"));
    }

    static RollbackStep Foresee(JobStep step, PlaceholderValues values)
    {
        var (status, reason) = UndoPlanner.Look(step, force: false);
        return new()
        {
            RunId = step.RunId, StepName = step.StepName, Status = status, Reason = reason, Undo = Text(step, values),
        };
    }

    static string? Text(JobStep step, PlaceholderValues values) => LedgerJson.Read<StepAction>(step.Undo) is { } undo
        ? StepKind.Of(undo).Describe(undo, template => Fill(template, step, values))
        : null;

    // A plan is for reading: what cannot be filled stands there as it was declared.
    static string Fill(Template template, JobStep step, PlaceholderValues values)
    {
        try
        {
            return values.Fill(template, step.StepName, step.Before);
        }
        catch (JobOpsException)
        {
            return template.Text;
        }
    }

    sealed record Outcome(UndoStatus Status, string? Reason);
}
