extern alias PowerShell;

using System.Management.Automation;
using JobOps.Cmdlets;
using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Runs;

// The error ids of a cmdlet end with the full name of its class, and scripts compare them: those of PowerShell's own
// forms have to stay what they were.
namespace Microsoft.PowerShell.Commands;

/// <summary>Starts runs of registered jobs. PowerShell's own forms of Start-Job work as they always did.</summary>
/// <remarks>
/// A name starts a job of the ledger; a script block or -FilePath starts a background job of PowerShell. The
/// parameters are checked before anything is written. Without -Wait the run is only queued, and a worker executes it;
/// with -Wait this session executes it and shows how it goes. With -IdempotencyKey the same request starts at most one
/// run: asking again brings back the stored run, marked as Replayed. Start-JobRun is another name for this cmdlet.
///
/// Out of the pipeline many runs are started at once, all or none of them: each object is one run (see -Request). They
/// are written in one transaction after the last object has come, and the runs come out in the order of the objects.
/// With -WhatIf nothing is started. Of a job definition in the pipeline only its name counts.
/// </remarks>
/// <example>
/// <para>Starts a release, executes it here, and makes sure that asking again does not release again.</para>
/// <code>Start-Job site-release -Parameter @{ version = '2' } -IdempotencyKey release-2 -Wait</code>
/// </example>
/// <example>
/// <para>Queues a run for a worker, to be started in two hours and no later than in three.</para>
/// <code>Start-JobRun site-release -Parameter @{ version = '2' } -Environment staging -Delay 2h -StartBy (Get-Date).AddHours(3)</code>
/// </example>
/// <example>
/// <para>Starts ten thousand runs in one transaction: each hashtable holds the parameters of one of them.</para>
/// <code>$runs = 1..10000 | ForEach-Object { @{ version = $_ } } | Start-Job site-release -Queue bulk -Priority -10</code>
/// </example>
/// <example>
/// <para>Whole requests: what stands beside Parameter is the run's own.</para>
/// <code>1..3 | ForEach-Object { @{ Parameter = @{ version = $_ }; IdempotencyKey = "night-$_"; Priority = $_ } } | Start-Job site-release</code>
/// </example>
/// <example>
/// <para>PowerShell's own background job.</para>
/// <code>Start-Job { 1 + 1 } | Receive-Job -Wait -AutoRemoveJob</code>
/// </example>
[Cmdlet(VerbsLifecycle.Start, "Job", DefaultParameterSetName = LedgerSet, SupportsShouldProcess = true)]
[Alias("Start-JobRun")]
[OutputType(typeof(LedgerJob), typeof(JobRun), ParameterSetName = [LedgerSet])]
[OutputType("System.Management.Automation.PSRemotingJob")]
public sealed class StartJobCommand : PowerShell::Microsoft.PowerShell.Commands.StartJobCommand, IDynamicParameters
{
    const string LedgerSet = LedgerJobParameters.Set;

    // The built-in cmdlet's names for its parameter sets.
    const string ScriptBlockSet = "ComputerName";
    const string FileSet = "FilePathComputerName";
    const string LiteralFileSet = "LiteralFilePathComputerName";

    readonly CmdletPipeline _pipeline;
    readonly LedgerJobParameters _ledgerJob = new();
    LedgerJobStart? _start;
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

    bool IsForLedger => ParameterSetName == LedgerSet;

    /// <summary>Nothing where the call is one of PowerShell's own forms.</summary>
    object? IDynamicParameters.GetDynamicParameters() =>
        ScriptBlock is null && FilePath is null && DefinitionName is null ? _ledgerJob : null;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (IsForLedger)
            BeginLedgerJob();
        else if (!IsRefused())
            base.BeginProcessing();
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_start is not null)
            _start.Add(Name);
        else if (!_refused)
            base.ProcessRecord();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_start is not null)
            _start.Start();
        else if (!_refused)
            base.EndProcessing();
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        _pipeline.Stop();
        base.StopProcessing();
    }

    void BeginLedgerJob()
    {
        // PowerShell's own parameter, which its parameter sets all have, and now this one, too.
        if (MyInvocation.BoundParameters.ContainsKey("WorkingDirectory"))
            WriteWarning("-WorkingDirectory is for PowerShell's background jobs; a job of the ledger has its own.");
        _start = new(this, _pipeline, _ledgerJob);
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
}
