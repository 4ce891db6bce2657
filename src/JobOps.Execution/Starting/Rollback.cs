using JobOps.Approvals;
using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Rollbacks;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Execution;

/// <summary>The undo of one run: planned, requested as a run of its own, which a worker then executes, and told of.</summary>
public sealed class Rollback
{
    /// <summary>The parameter of a rollback run that lets it undo steps that have drifted.</summary>
    public const string ForceParameter = "force";

    readonly ILedger _ledger;
    readonly IReadOnlyList<JobStep> _steps;
    readonly PlaceholderValues _values;

    Rollback(ILedger ledger, JobRun run, JobDefinition job, IReadOnlyList<JobStep> steps, RunEnvironment? environment)
    {
        _ledger = ledger;
        Run = run;
        Job = job;
        _steps = steps;
        _values = new(
            run, job, new Dictionary<string, string>(), steps.ToDictionary(step => step.StepName, StringComparer.OrdinalIgnoreCase),
            environment);
    }

    /// <summary>The run to undo.</summary>
    public JobRun Run { get; }

    /// <summary>The version of its definition that it keeps.</summary>
    public JobDefinition Job { get; }

    /// <summary>What would happen now.</summary>
    public RollbackPlan Plan => new(
        Run, [.. UndoPlanner.ToUndo(_steps).Select(step => Foresee(step, _values)), .. _steps.Select(ForeseeAfter).OfType<RollbackStep>()]);

    /// <summary>The name under which a rollback remembers what was executed after the steps before a step were undone.</summary>
    internal static string AfterStep(string step) => $"after {step}" is { Length: > 128 } name ? name[..128] : $"after {step}";

    /// <summary>Reads all that the undo of a run is about, once; changes nothing.</summary>
    /// <exception cref="JobOpsException">RunNotFound, NotARollbackTarget, JobNotFound</exception>
    public static async Task<Rollback> ReadAsync(ILedger ledger, long runId, CancellationToken cancellation = default)
    {
        var run = await ledger.Runs.FindAsync(runId, cancellation) ?? throw new JobOpsException(Error.RunNotFound(runId));
        if (run.Kind == RunKind.Rollback)
            throw new JobOpsException(Error.NotARollbackTarget(runId, $"the rollback of run {run.RollbackOf}"));
        return new(
            ledger, run, await ledger.Jobs.RequireAsync(run, cancellation), await ledger.Steps.GetAsync(runId, cancellation),
            await RunEnvironment.WithoutSecretsAsync(ledger, run, cancellation));
    }

    /// <summary>
    /// Enqueues the rollback. One that was begun and did not end is taken up again; where the run is undone already, the
    /// rollback that did it comes back with <see cref="JobRun.Replayed"/> set.
    /// </summary>
    /// <param name="force">Undo steps whose state has drifted, too.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="JobOpsException">RunNotFound, RunStillActive: it has to have ended, or its worker to be gone</exception>
    public async Task<JobRun> RequestAsync(bool force, CancellationToken cancellation = default)
    {
        if (Run.RolledBackBy is { } by)
            return await _ledger.Runs.FindAsync(by, cancellation) is { } done
                ? done with { Replayed = true }
                : throw new JobOpsException(Error.RunNotFound(by));
        var request = new RunRequest
        {
            JobName = Run.JobName,
            JobVersion = Run.JobVersion,
            Kind = RunKind.Rollback,
            Environment = Run.Environment,
            EnvironmentVersion = Run.EnvironmentVersion,
            RollbackOf = Run.RunId,
            ChangeId = Run.ChangeId,
            Needs = RunNeeds.OfUndo(_steps),
            Rehearsing = Run.Rehearsing,
            Approval = Run.Rehearsing ? null : await ApprovalAsync(cancellation),
            Parameters = new Dictionary<string, object?> { [ForceParameter] = force },
        };
        return (await _ledger.Requests.EnqueueAsync([request], cancellation))[0];
    }

    /// <summary>What rollbacks need by the job as it is now, and by the environment: nothing, unless one of them says so.</summary>
    async Task<ApprovalDemand?> ApprovalAsync(CancellationToken cancellation)
    {
        var job = await _ledger.Jobs.FindAsync(Run.JobName, version: null, cancellation);
        var environment = Run.Environment is { } name
            ? await _ledger.Environments.FindAsync(name, version: null, cancellation)
            : null;
        return ApprovalDemand.Of(
            new[] { job?.Approval, environment?.Approval }.Where(rule => rule is { Rollback: true }));
    }

    /// <summary>What a rollback run of this run did, in the order in which it did it.</summary>
    public async Task<IReadOnlyList<RollbackStep>> GetOutcomeAsync(long rollbackRunId, CancellationToken cancellation = default)
    {
        var undone = _steps.ToDictionary(step => step.StepName, StringComparer.OrdinalIgnoreCase);
        return [.. from step in await _ledger.Steps.GetAsync(rollbackRunId, cancellation)
            let outcome = LedgerJson.Read<Outcome>(step.Result)
            where outcome is not null
            select new RollbackStep
            {
                RunId = Run.RunId,
                StepName = step.StepName,
                Status = outcome.Status,
                Reason = outcome.Reason,
                Undo = undone.GetValueOrDefault(step.StepName) is { } original ? Text(original, _values) : null,
                RollbackRunId = rollbackRunId,
            }];
    }

    static RollbackStep Foresee(JobStep step, PlaceholderValues values)
    {
        var (status, reason) = UndoPlanner.Look(step, force: false);
        return new()
        {
            RunId = step.RunId, StepName = step.StepName, Status = status, Reason = reason, Undo = Text(step, values),
        };
    }

    static RollbackStep? ForeseeAfter(JobStep step) =>
        (LedgerJson.Read<StepAction>(step.Undo) as ScriptBlockAction)?.AfterRollback() is { } block
            ? new()
            {
                RunId = step.RunId, StepName = AfterStep(step.StepName), Status = UndoStatus.Pending,
                Undo = block.Describe(step.Result),
            }
            : null;

    // The values are the stored ones: they, and not what the job says now, are what the undo will work with.
    static string? Text(JobStep step, PlaceholderValues values) => LedgerJson.Read<StepAction>(step.Undo) switch
    {
        null => null,
        ScriptBlockAction block => block.Describe(step.Result),
        var undo => StepKind.Of(undo).Describe(undo, template => Fill(template, step, values)),
    };

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
