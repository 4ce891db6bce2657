using System.Collections;
using System.Management.Automation;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Rollbacks;
using JobOps.Runs;
using JobOps.Steps;
using JobOps.Values;

namespace JobOps.Cmdlets;

/// <summary>Undoes the steps of a run, the last one first.</summary>
/// <remarks>
/// The rollback is a run of its own: leased, logged and resumable. Each step becomes Undone, AlreadyUndone, CannotUndo (with
/// the reason) or Drifted: its state is not the one that the step left, somebody changed it since. A drifted state is
/// shown, and overwritten only with -Force. A run that is undone already is not undone again, which is no error. A
/// rollback that did not undo everything can be called again, once the cause is mended.
/// </remarks>
/// <example>
/// <para>Shows what would be undone.</para>
/// <code>Get-JobRun -JobName site-release -Last 1 | Invoke-Rollback -WhatIf</code>
/// </example>
/// <example>
/// <para>Undoes the last run of a job without asking.</para>
/// <code>Invoke-Rollback -JobName site-release -Confirm:$false</code>
/// </example>
/// <example>
/// <para>Undoes all runs of a change, the last one first.</para>
/// <code>Invoke-Rollback -Change C4 -Confirm:$false</code>
/// </example>
[Cmdlet(
    VerbsLifecycle.Invoke, "Rollback", DefaultParameterSetName = RunSet, SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(RollbackStep))]
public sealed class InvokeRollbackCommand : AsyncCmdlet
{
    const string RunSet = "Run";
    const string JobSet = "Job";
    const string ChangeSet = "Change";

    /// <summary>Ids of the runs to undo.</summary>
    [Parameter(
        ParameterSetName = RunSet, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(RunIdCompleter))]
    public long[] RunId { get; set; } = [];

    /// <summary>The name of a job, whose last run is undone.</summary>
    [Parameter(ParameterSetName = JobSet, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(JobNameCompleter))]
    public string JobName { get; set; } = "";

    /// <summary>The change whose runs are undone, the last one first, such as C42. One that is not undone ends it.</summary>
    [Parameter(ParameterSetName = ChangeSet, Mandatory = true)]
    [Alias("ChangeId")]
    [ChangeId]
    [ArgumentCompleter(typeof(ChangeIdCompleter))]
    public ChangeId Change { get; set; }

    /// <summary>Undoes steps whose state has drifted, too: what somebody changed since is overwritten.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Secret parameters that an undo needs: they are never stored and have to be given again.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(SecretParameterCompleter))]
    public Hashtable? Parameter { get; set; }

    private protected override async Task ProcessAsync()
    {
        Pipeline.ReportsExitCode = true;
        var ledger = await Pipeline.LedgerAsync();
        if (ParameterSetName == JobSet)
            await RollBackAsync(ledger, await FindLastRunAsync(ledger));
        else if (ParameterSetName == ChangeSet)
            await RollBackChangeAsync(ledger);
        else
            await Pipeline.EachAsync(RunId, id => RollBackAsync(ledger, id));
    }

    // An earlier run must not be undone below a later one that still stands, be it that its rollback failed or that somebody said no.
    async Task RollBackChangeAsync(ILedger ledger)
    {
        var runs = await ChangeRollback.RunsToUndoAsync(ledger, Change, StopToken);
        if (runs.Count == 0)
            Pipeline.WriteInformation($"Change {Change} is undone already.");
        foreach (var run in runs)
            if (await RollBackAsync(ledger, run.RunId) is not { Status: RunStatus.Succeeded } && !Pipeline.OnlyShows)
                return;
    }

    async Task<long> FindLastRunAsync(ILedger ledger)
    {
        // The runs first: those of a job that is no longer registered can be undone, too.
        var runs = await ledger.Runs.GetAsync(new() { JobName = JobName }, StopToken);
        if (runs.FirstOrDefault(run => run.Kind != RunKind.Rollback) is { } last)
            return last.RunId;
        throw new JobOpsException(await ledger.Jobs.FindAsync(JobName, version: null, StopToken) is null
            ? Error.JobNotFound(JobName)
            : Error.NoRunOfJob(JobName));
    }

    /// <returns>The rollback as it ended; null where it was not wanted.</returns>
    async Task<JobRun?> RollBackAsync(ILedger ledger, long runId)
    {
        var rollback = await Rollback.ReadAsync(ledger, runId, StopToken);
        // Who is asked sees what will be executed, as -WhatIf shows it.
        var plan = Describe(rollback.Plan);
        if (!await Pipeline.ShouldProcessAsync(plan, plan, "Invoke-Rollback"))
            return null;
        var secrets = RunParameters.ReadSecrets(Parameter, rollback.Job);
        var request = await rollback.RequestAsync(Force, StopToken);
        var execution = new RunExecution(this, Pipeline, ledger);
        var ended = request.Replayed ? request : await execution.ExecuteAsync(new(request, rollback.Job, secrets));
        var steps = await rollback.GetOutcomeAsync(ended.RunId, StopToken);
        if (request.Replayed)
        {
            Pipeline.WriteInformation($"Run {runId} is undone already, by run {request.RunId}.");
            steps = [.. steps.Select(step => step with { Status = UndoStatus.AlreadyUndone })];
        }
        await WriteAsync(steps, ended);
        return ended;
    }

    Task<bool> WriteAsync(IReadOnlyList<RollbackStep> steps, JobRun ended) => Pipeline.InvokeAsync(() =>
    {
        ExitCode.Report(this, ended.ExitCode);
        WriteObject(steps, enumerateCollection: true);
        if (ended.Error is { } error)
            WriteError(ErrorRecords.Of(this, new(error), ended.RollbackOf));
        return true;
    });

    static string Describe(RollbackPlan plan)
    {
        var lines = plan.Steps.Select(step => $"  {step.StepName}: {Describe(step)}");
        return $"Undo run {plan.Run.RunId} of job '{plan.Run.JobName}':\n{string.Join('\n', lines)}";
    }

    // The lines of a block stay below their step.
    static string Describe(RollbackStep step) =>
        string.Join("; ", new[] { $"{step.Status}", step.Reason, step.Undo }.Where(part => !string.IsNullOrEmpty(part)))
            .ReplaceLineEndings("\n      ");
}
