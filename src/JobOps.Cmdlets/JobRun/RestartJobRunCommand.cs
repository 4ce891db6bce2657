using System.Collections;
using System.Management.Automation;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Cmdlets;

/// <summary>What an operator who looked says of a step that must not run twice and was interrupted.</summary>
public enum InterruptedStepDecision
{
    /// <summary>It took effect: it counts as finished.</summary>
    Accept,
    /// <summary>It took no effect: it may run.</summary>
    Repeat,
}

/// <summary>Takes a run up again at its first unfinished step, or at the one that is named.</summary>
/// <remarks>
/// For runs that failed, were cancelled, have an unknown outcome, or whose worker died. Finished steps are not executed
/// again. Without -Wait the run goes back into the queue, and a worker executes it, also one that a session had asked for
/// to execute it itself. With -Wait this session executes it; a run that another worker holds is waited for, and taken over
/// when that worker turns out to be dead.
/// </remarks>
/// <example>
/// <para>Goes on with the newest failed run, once its cause is mended.</para>
/// <code>Get-JobRun -Status Failed -Last 1 | Restart-JobRun -Reason 'disk space freed' -Wait</code>
/// </example>
/// <example>
/// <para>Runs the step backup and all that follow it again, although some of them are finished.</para>
/// <code>Get-JobRun -Status Failed -Last 1 | Restart-JobRun -FromStep backup -Reason 'the archive was incomplete'</code>
/// </example>
/// <example>
/// <para>Says that an interrupted step has taken effect and must not be executed again.</para>
/// <code>Restart-JobRun 42 -InterruptedStep Accept -Wait</code>
/// </example>
[Cmdlet(VerbsLifecycle.Restart, "JobRun", SupportsShouldProcess = true)]
[OutputType(typeof(JobRun))]
public sealed class RestartJobRunCommand : AsyncCmdlet
{
    /// <summary>Ids of runs.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(RunIdCompleter))]
    public long[] RunId { get; set; } = [];

    /// <summary>
    /// For a step that must not run twice and was interrupted: Accept says that it took effect, Repeat that it did not.
    /// </summary>
    [Parameter]
    public InterruptedStepDecision? InterruptedStep { get; set; }

    /// <summary>
    /// The first step to execute again, whether it is finished or not. It and all that follow it run again; steps
    /// before it keep their results. A step that must not run twice is refused.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StepNameCompleter))]
    public string? FromStep { get; set; }

    /// <summary>Goes on although the runbook has changed since the run began.</summary>
    [Parameter]
    public SwitchParameter AcceptChange { get; set; }

    /// <summary>Why: kept in the journal.</summary>
    [Parameter]
    public string? Reason { get; set; }

    /// <summary>Secret parameters, which are never stored and have to be given again. All others are known.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(SecretParameterCompleter))]
    public Hashtable? Parameter { get; set; }

    /// <summary>Executes the run in this session and waits for its end.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    private protected override async Task ProcessAsync()
    {
        Pipeline.ReportsExitCode = Wait;
        var ledger = await Pipeline.LedgerAsync();
        await Pipeline.EachAsync(RunId, id => RestartAsync(ledger, id));
    }

    async Task RestartAsync(ILedger ledger, long runId)
    {
        var run = await ledger.Runs.FindAsync(runId, StopToken) ?? throw new JobOpsException(Error.RunNotFound(runId));
        var job = await ledger.Jobs.RequireAsync(run, StopToken);
        var secrets = RunParameters.ReadSecrets(Parameter, job);
        if (!await Pipeline.ShouldProcessAsync($"run {runId} of job '{run.JobName}'", "Restart"))
            return;
        var queued = await ledger.Requests.RestartAsync(
            new()
            {
                RunId = runId, InterruptedStepTookEffect = TookEffect, FromStep = FromStep, Reason = Reason,
                Needs = RunNeeds.Again(run, session: Wait),
            },
            StopToken);
        if (!Wait)
        {
            Pipeline.Write(queued);
            return;
        }
        var execution = new RunExecution(this, Pipeline, ledger);
        await execution.WriteAsync(await execution.ExecuteAsync(new(queued, job, secrets), AcceptChange));
    }

    bool? TookEffect => InterruptedStep is { } decision ? decision == InterruptedStepDecision.Accept : null;
}
