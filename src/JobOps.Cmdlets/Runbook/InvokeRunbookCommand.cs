using System.Collections;
using System.Management.Automation;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Jobs;
using JobOps.Runs;
using JobOps.Values;

namespace JobOps.Cmdlets;

/// <summary>Runs a PowerShell script as a run of the ledger.</summary>
/// <remarks>
/// The script is a plain .ps1 whose steps are declared with Invoke-JobStep. Its help names owner, expected result and
/// rollback note below .NOTES; its param block says which parameters it takes. The script runs in this session, its
/// streams appear as they come and are kept in the run's log. When it is called again with the same idempotency key, a
/// finished run is not executed again: the stored run comes back, marked as Replayed. A run that was stopped, or whose
/// process ended halfway, goes on: steps that are finished give their stored results back and are not executed again.
///
/// Errors stop the script ($ErrorActionPreference is Stop unless the script sets it). $LASTEXITCODE becomes the run's exit
/// code, and pwsh -File and pwsh -Command end with it: 0 ok or replayed, 1 failed, 65 bad input, 69 ledger not
/// available, 124 time limit, 130 interrupted. See about_JobOps_Runbooks.
/// </remarks>
/// <example>
/// <para>Runs a runbook; asking again with the same key does not run it again.</para>
/// <code>Invoke-Runbook ./Set-Maintenance.ps1 -Parameter @{ Site = './site'; Enabled = $true } -IdempotencyKey maintenance-7</code>
/// </example>
/// <example>
/// <para>Goes on with a run that was interrupted, although the script was corrected since.</para>
/// <code>
/// $on = @{ Site = './site'; Enabled = $true }
/// Invoke-Runbook ./Set-Maintenance.ps1 -Parameter $on -IdempotencyKey maintenance-8 -AcceptChange
/// </code>
/// </example>
[Cmdlet(VerbsLifecycle.Invoke, "Runbook", SupportsShouldProcess = true)]
[OutputType(typeof(JobRun))]
public sealed class InvokeRunbookCommand : AsyncCmdlet
{
    /// <summary>The script: a .ps1 file, as it is called; brackets in its name are no pattern.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("FilePath", "LiteralPath", "PSPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>
    /// The name of the job. If not given, the one that a line <c>Name: …</c> in the script's notes gives it, or else the name of
    /// the file. A name belongs to one script: another one needs another name.
    /// </summary>
    [Parameter]
    [Alias("JobName")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(JobNameCompleter))]
    public string? Name { get; set; }

    /// <summary>Values for the script's parameters, by name. A secret is a SecureString or a credential.</summary>
    [Parameter(Position = 1)]
    [ArgumentCompleter(typeof(RunbookParameterCompleter))]
    public Hashtable? Parameter { get; set; }

    /// <summary>
    /// The same key stands for the same run: a finished one comes back as it is, an interrupted one goes on.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdempotencyKeyCompleter))]
    public string? IdempotencyKey { get; set; }

    /// <summary>
    /// Although the run of the key was undone by a rollback, which is an error without this switch: a new run takes the key over.
    /// </summary>
    [Parameter]
    public SwitchParameter RunAgain { get; set; }

    /// <summary>
    /// Where the run of the key has failed, it goes on at the step that failed, instead of coming back as it is: for a scheduler
    /// that calls with the key of the day.
    /// </summary>
    [Parameter]
    public SwitchParameter RetryFailed { get; set; }

    /// <summary>When the run fails, its steps are undone at once, by a run of their own. The run has failed all the same.</summary>
    [Parameter]
    public SwitchParameter RollbackOnFailure { get; set; }

    /// <summary>An environment of the ledger such as <c>staging</c>, or a label; kept with the run.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string? Environment { get; set; }

    /// <summary>The change that the run belongs to, such as C42. Its first run applies it; it has to be measured before.</summary>
    [Parameter]
    [ChangeId]
    [ArgumentCompleter(typeof(ChangeIdCompleter))]
    public ChangeId? Change { get; set; }

    /// <summary>Goes on although the script has changed since the run began.</summary>
    [Parameter]
    public SwitchParameter AcceptChange { get; set; }

    private protected override async Task EndAsync()
    {
        JobRun? ended;
        try
        {
            ended = await RunAsync();
        }
        catch (Exception exception)
        {
            await Pipeline.InvokeAsync(() => Report(ExitCodeOf(exception)));
            throw;
        }
        // Its exit code is the run's, also where the caller makes the error stop.
        if (ended is not null)
            await new RunExecution(this, Pipeline, await Pipeline.LedgerAsync()).WriteAsync(ended);
    }

    /// <returns>Null where nothing was to be done.</returns>
    async Task<JobRun?> RunAsync()
    {
        var definition = await Pipeline.InvokeAsync(
            () => RunbookScript.Read(SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path), Name));
        JobDefinitionRules.Require(definition);
        var given = RunParameters.Read(Parameter, definition);
        await Pipeline.InvokeAsync(() => Check(definition, given));
        var ledger = await Pipeline.LedgerAsync();
        if (!await Pipeline.ShouldProcessAsync($"runbook '{definition.ScriptPath}'", "Run"))
            return null;
        var execution = new RunExecution(this, Pipeline, ledger);
        var starter = new JobStarter(ledger, execution.Leftovers) { IsSession = true };
        await starter.RegisterAsync(definition, StopToken);
        var started = await starter.StartAsync(
            new()
            {
                JobName = definition.Name, Parameters = given, Environment = Environment, IdempotencyKey = IdempotencyKey,
                RunAgain = RunAgain, RetryFailed = RetryFailed, ChangeId = Change,
            },
            executedHere: true,
            StopToken);
        return await execution.ExecuteAsync(started, AcceptChange, RollbackOnFailure);
    }

    static int ExitCodeOf(Exception exception) => exception switch
    {
        JobOpsException ours => ours.Error.ExitCode,
        OperationCanceledException or PipelineStoppedException => ExitCodes.Interrupted,
        _ => ExitCodes.Failed,
    };

    bool Check(JobDefinition definition, IReadOnlyDictionary<string, object?> given)
    {
        RunbookArguments.Require(this, definition, given);
        return true;
    }

    bool Report(int exitCode)
    {
        ExitCode.Report(this, exitCode);
        return true;
    }
}
