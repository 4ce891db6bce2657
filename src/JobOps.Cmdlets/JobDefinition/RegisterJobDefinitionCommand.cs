using System.Management.Automation;
using JobOps.Errors;
using JobOps.Jobs;

namespace JobOps.Cmdlets;

/// <summary>Registers jobs from job files or runbooks, or one job from parameters.</summary>
/// <remarks>
/// A job names its owner, its expected result and how it is undone; without them it is not registered. A definition
/// that is the same as the newest one in the ledger changes nothing; another one becomes the next version, and runs
/// keep the version with which they began.
///
/// A runbook is a script that says who owns it below .NOTES in its help (about_JobOps_Runbooks). Registered, it is started as any
/// job is, and any worker with PowerShell executes it, as it was when it was registered.
/// </remarks>
/// <example>
/// <para>Registers a job from its file.</para>
/// <code>Register-JobDefinition ./site-release.job.json -PassThru</code>
/// </example>
/// <example>
/// <para>Registers a runbook, for any worker with PowerShell.</para>
/// <code>Register-JobDefinition ./Set-Maintenance.ps1
/// Start-Job Set-Maintenance -Parameter @{ Site = './site'; Enabled = $true }</code>
/// </example>
/// <example>
/// <para>Registers every *.job.json of a folder; a file with mistakes is reported and the others are registered.</para>
/// <code>Register-JobDefinition -Path ./jobs</code>
/// </example>
/// <example>
/// <para>Registers a job of one command.</para>
/// <code>
/// $words = @{ ExpectedResult = 'The cache is empty.'; RollbackNote = 'Nothing to undo: the cache fills again.' }
/// Register-JobDefinition -Name clear-cache -Owner web-team @words -Command redis-cli, FLUSHDB
/// </code>
/// </example>
/// <example>
/// <para>A job that is never executed twice at once, and is tried three times before it fails.</para>
/// <code>
/// $words = @{ ExpectedResult = 'Search finds new pages.'; RollbackNote = 'Build it again.' }
/// $policy = @{ Queue = 'nightly'; Overlap = 'Skip'; Attempts = 3; RetryDelay = '1m'; Timeout = '2h' }
/// Register-JobDefinition -Name build-index -Owner web-team @words @policy -Command ./build-index
/// </code>
/// </example>
[Cmdlet(VerbsLifecycle.Register, "JobDefinition", DefaultParameterSetName = FileSet, SupportsShouldProcess = true)]
[OutputType(typeof(JobDefinition))]
public sealed class RegisterJobDefinitionCommand : AsyncCmdlet
{
    const string FileSet = "File";
    const string LiteralFileSet = "LiteralFile";
    const string CommandSet = "Command";
    const string ScriptSet = "Script";

    /// <summary>Job files, runbooks, or folders with *.job.json files. Wildcards are allowed.</summary>
    [Parameter(
        ParameterSetName = FileSet, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>The same as they are called: no character of theirs is a wildcard. Files in the pipeline are taken so.</summary>
    [Parameter(ParameterSetName = LiteralFileSet, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Name of the job: letters, digits and <c>. _ -</c>.</summary>
    [Parameter(ParameterSetName = CommandSet, Mandatory = true)]
    [Parameter(ParameterSetName = ScriptSet, Mandatory = true)]
    [ArgumentCompleter(typeof(JobNameCompleter))]
    public string Name { get; set; } = "";

    /// <summary>Who answers for the job: a team or a person that can be reached. The job needs one.</summary>
    [Parameter(ParameterSetName = CommandSet)]
    [Parameter(ParameterSetName = ScriptSet)]
    [ArgumentCompleter(typeof(OwnerCompleter))]
    public string Owner { get; set; } = "";

    /// <summary>What is true when the job has succeeded. The job needs one.</summary>
    [Parameter(ParameterSetName = CommandSet)]
    [Parameter(ParameterSetName = ScriptSet)]
    public string ExpectedResult { get; set; } = "";

    /// <summary>How a person undoes the job, in words. The job needs one.</summary>
    [Parameter(ParameterSetName = CommandSet)]
    [Parameter(ParameterSetName = ScriptSet)]
    public string RollbackNote { get; set; } = "";

    /// <summary>What the job is for.</summary>
    [Parameter(ParameterSetName = CommandSet)]
    [Parameter(ParameterSetName = ScriptSet)]
    public string? Description { get; set; }

    /// <summary>The program and its arguments. No shell reads them.</summary>
    [Parameter(ParameterSetName = CommandSet, Mandatory = true)]
    public string[] Command { get; set; } = [];

    /// <summary>A PowerShell script, as it is called, executed in a pwsh of its own.</summary>
    [Parameter(ParameterSetName = ScriptSet, Mandatory = true)]
    public string ScriptPath { get; set; } = "";

    /// <summary>The folder in which the command starts; the current one if not given.</summary>
    [Parameter(ParameterSetName = CommandSet)]
    [Parameter(ParameterSetName = ScriptSet)]
    public string? WorkingDirectory { get; set; }

    /// <summary>The longest time that a run may take, for example 5m or 00:05:00.</summary>
    [Parameter(ParameterSetName = CommandSet)]
    [Parameter(ParameterSetName = ScriptSet)]
    [Duration]
    public TimeSpan? Timeout { get; set; }

    /// <summary>The queue in which runs of the job wait that name none themselves.</summary>
    [Parameter(ParameterSetName = CommandSet)]
    [Parameter(ParameterSetName = ScriptSet)]
    [ArgumentCompleter(typeof(QueueNameCompleter))]
    public string? Queue { get; set; }

    /// <summary>Of runs that name none themselves; within a queue the greater one starts first: -1000 to 1000.</summary>
    [Parameter(ParameterSetName = CommandSet)]
    [Parameter(ParameterSetName = ScriptSet)]
    public int Priority { get; set; }

    /// <summary>
    /// What happens to a start while a run of the job has not ended: Allow runs both, Queue lets the new one wait, Skip
    /// refuses it, StopExisting stops the other one first.
    /// </summary>
    [Parameter(ParameterSetName = CommandSet)]
    [Parameter(ParameterSetName = ScriptSet)]
    public Overlap Overlap { get; set; }

    /// <summary>
    /// What the script shares with those that the same worker executed before: Process, nothing; Runspace, the PowerShell process,
    /// so that it begins within milliseconds.
    /// </summary>
    [Parameter(ParameterSetName = ScriptSet)]
    public Isolation Isolation { get; set; }

    /// <summary>So many runs of the job may run at once, on all workers together.</summary>
    [Parameter(ParameterSetName = CommandSet)]
    [Parameter(ParameterSetName = ScriptSet)]
    public int? Concurrency { get; set; }

    /// <summary>A run that has not started so long after it was due fails instead of starting late.</summary>
    [Parameter(ParameterSetName = CommandSet)]
    [Parameter(ParameterSetName = ScriptSet)]
    [Duration]
    public TimeSpan? StartWithin { get; set; }

    /// <summary>How often a run is tried in all before it fails for good: 2 to 100. Once, if not given.</summary>
    [Parameter(ParameterSetName = CommandSet)]
    [Parameter(ParameterSetName = ScriptSet)]
    public int? Attempts { get; set; }

    /// <summary>The pause before the second attempt, which doubles before each further one; 10s if not given.</summary>
    [Parameter(ParameterSetName = CommandSet)]
    [Parameter(ParameterSetName = ScriptSet)]
    [Duration]
    public TimeSpan? RetryDelay { get; set; }

    /// <summary>Writes the jobs as the ledger has them.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override async Task ProcessAsync()
    {
        if (ParameterSetName == FileSet)
            await Pipeline.EachAsync(Path, async path => await RegisterFilesAsync(await Pipeline.InvokeAsync(() => Resolve(path))));
        else if (ParameterSetName == LiteralFileSet)
            await Pipeline.EachAsync(
                LiteralPath, async path => await RegisterFilesAsync([await Pipeline.InvokeAsync(() => FullPath(path))]));
        else
            await RegisterAsync(await Pipeline.InvokeAsync(FromParameters));
    }

    async Task RegisterFilesAsync(IReadOnlyList<string> paths)
    {
        foreach (var found in paths)
            await Pipeline.EachAsync(JobFile.Find(found), async file => await RegisterAsync(
                IsRunbook(file) ? await Pipeline.InvokeAsync(() => RunbookScript.Read(file)) : JobFile.Read(file)));
    }

    static bool IsRunbook(string file) => file.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase);

    async Task RegisterAsync(JobDefinition definition)
    {
        JobDefinitionRules.Require(definition);
        var ledger = await Pipeline.LedgerAsync();
        if (!await Pipeline.ShouldProcessAsync($"job '{definition.Name}' in {ledger.Info.Location}", "Register"))
            return;
        var registered = await ledger.Jobs.RegisterAsync(definition, StopToken);
        Pipeline.WriteVerbose(registered.Unchanged
            ? $"Job '{registered.Name}' is registered as it is: version {registered.Version}."
            : $"Registered job '{registered.Name}' as version {registered.Version}.");
        if (PassThru)
            Pipeline.Write(registered);
    }

    JobDefinition FromParameters()
    {
        var folder = SessionState.Path.GetUnresolvedProviderPathFromPSPath(WorkingDirectory ?? ".");
        return new()
        {
            Name = Name,
            Owner = Owner,
            ExpectedResult = ExpectedResult,
            RollbackNote = RollbackNote,
            Description = Description,
            Timeout = Timeout,
            Queue = Queue,
            Priority = Priority,
            Overlap = Overlap,
            Concurrency = Concurrency,
            Isolation = Isolation,
            StartWithin = StartWithin,
            Retry = Attempts is null && RetryDelay is null ? null : RetryPolicy.Of(Attempts, RetryDelay),
            WorkingDirectory = folder,
            Steps = [new() { Name = "run", Action = Action() }],
        };
    }

    StepAction Action() => ParameterSetName == ScriptSet
        ? new ScriptAction { Path = Template.Parse(SessionState.Path.GetUnresolvedProviderPathFromPSPath(ScriptPath)) }
        : new CommandAction { Command = [.. Command.Select(Template.Parse)] };

    /// <summary>A path without wildcards stays as it is, so that the reader says that it is missing.</summary>
    /// <exception cref="JobOpsException">JobFileNotFound: a pattern that matches nothing was meant for something</exception>
    IReadOnlyList<string> Resolve(string path)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(path))
            return [FullPath(WildcardPattern.Unescape(path))];
        IReadOnlyList<string> found = [];
        try
        {
            found = SessionState.Path.GetResolvedProviderPathFromPSPath(path, out _);
        }
        catch (ItemNotFoundException)
        {
            // A folder in front of the pattern is not there.
        }
        return found.Count > 0
            ? found
            : throw new JobOpsException(Error.JobFileNotFound(path, "a pattern that matches nothing; -LiteralPath takes a name as it is"));
    }

    string FullPath(string path) => SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);
}
