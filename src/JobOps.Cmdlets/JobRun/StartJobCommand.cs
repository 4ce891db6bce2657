using System.Collections;
using System.Management.Automation;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Runs;
using BuiltInStartJobCommand = Microsoft.PowerShell.Commands.StartJobCommand;

namespace JobOps.Cmdlets;

/// <summary>Starts a run of a registered job. PowerShell's own forms of Start-Job work as they always did.</summary>
/// <remarks>
/// A name starts a job of the ledger; a script block or -FilePath starts a background job of PowerShell. The
/// parameters are checked before anything is written. Without -Wait the run is only queued, and a worker executes it;
/// with -Wait this session executes it and shows how it goes. With -IdempotencyKey the same request starts at most one
/// run: asking again brings back the stored run, marked as Replayed. Start-JobRun is another name for this cmdlet.
/// </remarks>
/// <example>
/// <para>Starts a release, executes it here, and makes sure that asking again does not release again.</para>
/// <code>Start-Job site-release -Parameter @{ version = '2' } -IdempotencyKey release-2 -Wait</code>
/// </example>
/// <example>
/// <para>Queues a run for a worker.</para>
/// <code>Start-JobRun site-release -Parameter @{ version = '2' } -Environment staging</code>
/// </example>
/// <example>
/// <para>PowerShell's own background job.</para>
/// <code>Start-Job { 1 + 1 } | Receive-Job -Wait -AutoRemoveJob</code>
/// </example>
[Cmdlet(VerbsLifecycle.Start, "Job", DefaultParameterSetName = LedgerSet, SupportsShouldProcess = true)]
[Alias("Start-JobRun")]
[OutputType(typeof(JobRun), ParameterSetName = [LedgerSet])]
[OutputType("System.Management.Automation.PSRemotingJob")]
public sealed class StartJobCommand : BuiltInStartJobCommand
{
    const string LedgerSet = "Ledger";

    // The built-in cmdlet's names for its parameter sets.
    const string ScriptBlockSet = "ComputerName";
    const string FileSet = "FilePathComputerName";
    const string LiteralFileSet = "LiteralFilePathComputerName";

    readonly CmdletPipeline _pipeline;
    bool _refused;

    /// <summary>Prepares the cmdlet.</summary>
    public StartJobCommand() => _pipeline = new(this);

    /// <summary>The name of a registered job; with a script block or a file, the name of PowerShell's background job.</summary>
    [Parameter(ParameterSetName = LedgerSet, Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ScriptBlockSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = FileSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = LiteralFileSet, ValueFromPipelineByPropertyName = true)]
    [Alias("JobName")]
    [ArgumentCompleter(typeof(JobNameCompleter))]
    public override string Name
    {
        get => base.Name;
        set => base.Name = value;
    }

    /// <summary>
    /// Values for the job's parameters, by name. A secret may be a SecureString or a credential, of which the password
    /// is taken; it is never stored.
    /// </summary>
    [Parameter(ParameterSetName = LedgerSet)]
    [ArgumentCompleter(typeof(JobParameterCompleter))]
    public Hashtable? Parameter { get; set; }

    /// <summary>
    /// The same key stands for the same run: asking again with the same parameters starts nothing and brings the
    /// stored run back; with other parameters it is an error.
    /// </summary>
    [Parameter(ParameterSetName = LedgerSet)]
    [ValidateNotNullOrEmpty]
    public string? IdempotencyKey { get; set; }

    /// <summary>A label such as <c>staging</c>, kept with the run.</summary>
    [Parameter(ParameterSetName = LedgerSet)]
    [ValidateNotNullOrEmpty]
    public string? Environment { get; set; }

    /// <summary>Executes the run in this session and waits for its end.</summary>
    [Parameter(ParameterSetName = LedgerSet)]
    public SwitchParameter Wait { get; set; }

    bool IsForLedger => ParameterSetName == LedgerSet;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (IsForLedger || IsRefused())
            return;
        base.BeginProcessing();
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (IsForLedger)
            _pipeline.RunItem(StartAsync, Name);
        else if (!_refused)
            base.ProcessRecord();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (!IsForLedger && !_refused)
            base.EndProcessing();
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        _pipeline.Stop();
        base.StopProcessing();
    }

    /// <summary>
    /// The built-in forms know no -WhatIf: they ask only where it was typed, so that $WhatIfPreference changes nothing
    /// for scripts that exist already.
    /// </summary>
    bool IsRefused()
    {
        var typed = MyInvocation.BoundParameters;
        _refused = (typed.ContainsKey("WhatIf") || typed.ContainsKey("Confirm")) && !ShouldProcess("a background job", "Start");
        return _refused;
    }

    async Task StartAsync()
    {
        var ledger = await _pipeline.LedgerAsync();
        var job = await ledger.FindJobAsync(Name, version: null, _pipeline.Stopping);
        if (job is { Kind: JobKind.Runbook } && !Wait)
            throw new Errors.JobOpsException(Errors.Error.RunbookNeedsWait(job.Name));
        // PowerShell's own parameter, which its parameter sets all have, and now this one, too.
        if (MyInvocation.BoundParameters.ContainsKey("WorkingDirectory"))
            _pipeline.WriteWarning("-WorkingDirectory is for PowerShell's background jobs; a job of the ledger has its own.");
        var given = RunParameters.Read(Parameter, job);
        if (!await _pipeline.ShouldProcessAsync($"job '{Name}' in {ledger.Info.Location}", "Start"))
            return;
        var started = await new JobStarter(ledger, ledger).StartAsync(
            Name, given, Environment, IdempotencyKey, executedHere: Wait, _pipeline.Stopping);
        if (!Wait)
        {
            _pipeline.Write(started.Run);
            return;
        }
        var execution = new RunExecution(this, _pipeline, ledger);
        await execution.WriteAsync(await execution.ExecuteAsync(started.Run, started.Secrets));
    }
}
