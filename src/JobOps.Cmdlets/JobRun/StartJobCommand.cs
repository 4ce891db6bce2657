extern alias PowerShell;

using System.Management.Automation;
using JobOps.Cmdlets;
using JobOps.Runs;

// The error ids of a cmdlet end with the full name of its class, and scripts compare them: those of PowerShell's own
// forms have to stay what they were.
namespace Microsoft.PowerShell.Commands;

/// <summary>Starts runs of registered jobs. PowerShell's own forms of Start-Job work as they always did.</summary>
/// <remarks>
/// A name starts a job of the ledger; a script block or -FilePath starts a background job of PowerShell. The
/// parameters are checked before anything is written. Without -Wait the run is only queued, and a worker executes it: what
/// comes out is a job for Wait-Job, Receive-Job, Stop-Job and Remove-Job, which follows the run wherever it is executed, and
/// is bound by its RunId to the cmdlets of the ledger. Get-Job -Filter @{ RunId = 42 } makes such a job of any run. Remove-Job
/// lets go of the run and deletes nothing of it; with -Force it stops the run first, as it does with every job.
/// With -Wait this session executes the run and shows how it goes. What dead workers have left of the job is taken up here
/// first, or cancelled where nobody can go on with it; a warning says so. With -IdempotencyKey the same request starts at most one
/// run: asking again brings back the stored run, marked as Replayed. Start-JobRun is another name for this cmdlet.
///
/// Out of the pipeline many runs are started at once, all or none of them: each object is one run (see -Request). They
/// are written in one transaction after the last object has come, and the runs come out in the order of the objects.
/// With -WhatIf nothing is started. Of a job definition in the pipeline only its name counts.
///
/// A script block with -Owner, -ExpectedResult and -RollbackNote becomes a run of the ledger, too: the block is kept as a
/// job, a version for each distinct one, and executed by a pwsh of its own as one step. It takes -ArgumentList and $using:
/// variables, which are stored with the run; errors stop it.
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
/// <code>
/// $runs = 1..3 | ForEach-Object { @{ Parameter = @{ version = $_ }; IdempotencyKey = "night-$_"; Priority = $_ } }
/// $runs | Start-Job site-release
/// </code>
/// </example>
/// <example>
/// <para>Waits for a run that a worker executes, and takes what it printed.</para>
/// <code>Start-Job site-release -Parameter @{ version = '5' } | Wait-Job -Timeout 60 | Receive-Job</code>
/// </example>
/// <example>
/// <para>Work that is done once, on record all the same.</para>
/// <code>
/// $words = @{ ExpectedResult = 'The time is said.'; RollbackNote = 'Nothing to undo.' }
/// Start-Job { Get-Date } -Owner 'shop team' @words | Receive-Job -Wait
/// </code>
/// </example>
/// <example>
/// <para>PowerShell's own background job.</para>
/// <code>Start-Job { 1 + 1 } | Receive-Job -Wait -AutoRemoveJob</code>
/// </example>
[Cmdlet(VerbsLifecycle.Start, "Job", DefaultParameterSetName = LedgerSet, SupportsShouldProcess = true)]
[Alias("Start-JobRun")]
[OutputType(typeof(LedgerJob), typeof(JobRun), ParameterSetName = [LedgerSet])]
[OutputType("System.Management.Automation.PSRemotingJob")]
public sealed class StartJobCommand : PowerShell::Microsoft.PowerShell.Commands.StartJobCommand, IDynamicParameters, IDisposable
{
    const string LedgerSet = LedgerJobParameters.Set;

    // The built-in cmdlet's names for its parameter sets.
    const string ScriptBlockSet = "ComputerName";
    const string FileSet = "FilePathComputerName";
    const string LiteralFileSet = "LiteralFilePathComputerName";

    readonly CmdletPipeline _pipeline;
    readonly LedgerJobParameters _ledgerJob = new();
    readonly AdHocParameters _adHoc = new();
    LedgerJobStart? _start;
    bool _isNotTheirs;

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

    /// <summary>Nothing where the call can only be one of PowerShell's own forms.</summary>
    object? IDynamicParameters.GetDynamicParameters() =>
        ScriptBlock is not null ? _adHoc
        : FilePath is null && DefinitionName is null ? _ledgerJob
        : null;

    /// <summary>Whatever ended the pipeline.</summary>
    void IDisposable.Dispose()
    {
        _start?.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (IsForLedger)
            BeginLedgerJob();
        else if (_adHoc.AreMeant)
            StartAdHoc();
        else if (!IsRefused())
            base.BeginProcessing();
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_start is not null)
            _start.Add(Name);
        else if (!_isNotTheirs)
            base.ProcessRecord();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_start is not null)
            _start.Start();
        else if (!_isNotTheirs)
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

    void StartAdHoc()
    {
        _isNotTheirs = true;
        new AdHocStart(this, _pipeline, _adHoc).Start(
            ScriptBlock, ArgumentList, MyInvocation.BoundParameters.ContainsKey(nameof(Name)) ? Name : null,
            MyInvocation.BoundParameters.TryGetValue("WorkingDirectory", out var folder) ? (string)folder : null);
    }

    /// <summary>
    /// The built-in forms know no -WhatIf: they ask only where it was typed, so that $WhatIfPreference changes nothing
    /// for scripts that exist already.
    /// </summary>
    bool IsRefused()
    {
        var typed = MyInvocation.BoundParameters;
        _isNotTheirs = (typed.ContainsKey("WhatIf") || typed.ContainsKey("Confirm")) && !ShouldProcess("a background job", "Start");
        return _isNotTheirs;
    }
}
