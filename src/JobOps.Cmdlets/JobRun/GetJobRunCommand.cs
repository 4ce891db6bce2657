using System.Management.Automation;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Runs;
using JobOps.Values;

namespace JobOps.Cmdlets;

/// <summary>Gets runs from the ledger.</summary>
/// <remarks>Newest first. With -Why, each run explains itself in one sentence instead.</remarks>
/// <example>
/// <para>The last ten runs.</para>
/// <code>Get-JobRun -Last 10</code>
/// </example>
/// <example>
/// <para>Runs of today that failed, and why.</para>
/// <code>Get-JobRun -Status Failed -Since (Get-Date).Date -Why</code>
/// </example>
/// <example>
/// <para>What waits in a queue, and why nothing of it starts.</para>
/// <code>Get-JobRun -Queue images -Status Queued, Scheduled -Why</code>
/// </example>
/// <example>
/// <para>What awaits approval.</para>
/// <code>Get-JobRun -Status AwaitingApproval</code>
/// </example>
/// <example>
/// <para>Shows all that is known of the newest run of a job.</para>
/// <code>Get-JobRun -JobName site-* -Last 1 | Format-List *</code>
/// </example>
[Cmdlet(VerbsCommon.Get, "JobRun", DefaultParameterSetName = QuerySet)]
[OutputType(typeof(JobRun), typeof(RunReason))]
public sealed class GetJobRunCommand : AsyncCmdlet
{
    const string IdSet = "Id";
    const string QuerySet = "Query";

    /// <summary>Ids of runs.</summary>
    [Parameter(
        ParameterSetName = IdSet, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    // A run out of the pipeline has a name, too, and PowerShell binds for the default set first: there the id has to win.
    [Parameter(ParameterSetName = QuerySet, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(RunIdCompleter))]
    public long[] RunId { get; set; } = [];

    /// <summary>Names of jobs. Wildcards are allowed.</summary>
    [Parameter(ParameterSetName = QuerySet, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(JobNameCompleter))]
    public string[] JobName { get; set; } = ["*"];

    /// <summary>Only runs with one of these statuses.</summary>
    [Parameter(ParameterSetName = QuerySet)]
    public RunStatus[]? Status { get; set; }

    /// <summary>Only runs of this queue.</summary>
    [Parameter(ParameterSetName = QuerySet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(QueueNameCompleter))]
    public string? Queue { get; set; }

    /// <summary>Only runs of this environment.</summary>
    [Parameter(ParameterSetName = QuerySet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string? Environment { get; set; }

    /// <summary>Only the run of each job that has this key.</summary>
    [Parameter(ParameterSetName = QuerySet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdempotencyKeyCompleter))]
    public string? IdempotencyKey { get; set; }

    /// <summary>Only runs of this batch.</summary>
    [Parameter(ParameterSetName = QuerySet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(BatchNameCompleter))]
    public string? BatchName { get; set; }

    /// <summary>Only runs of this change, such as C42.</summary>
    [Parameter(ParameterSetName = QuerySet, ValueFromPipelineByPropertyName = true)]
    [Alias("ChangeId")]
    [ChangeId]
    [ArgumentCompleter(typeof(ChangeIdCompleter))]
    public ChangeId? Change { get; set; }

    /// <summary>Only runs that this worker executes, or was the last to execute.</summary>
    [Parameter(ParameterSetName = QuerySet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(WorkerNameCompleter))]
    public string? Worker { get; set; }

    /// <summary>Only runs that were requested at this time or later.</summary>
    [Parameter(ParameterSetName = QuerySet)]
    public DateTime? Since { get; set; }

    /// <summary>Only so many, the newest.</summary>
    [Parameter(ParameterSetName = QuerySet)]
    [Alias("First")]
    [ValidateRange(1, 1_000_000)]
    public int Last { get; set; } = 1000;

    /// <summary>Says in one sentence why each run is where it is.</summary>
    [Parameter]
    public SwitchParameter Why { get; set; }

    private protected override async Task ProcessAsync()
    {
        var ledger = await Pipeline.LedgerAsync();
        if (RunId.Length > 0)
            await Pipeline.EachAsync(RunId, async id => await WriteAsync(ledger, await FindAsync(ledger, id)));
        else
            foreach (var run in await QueryAsync(ledger))
                await WriteAsync(ledger, run);
    }

    async Task<JobRun> FindAsync(ILedger ledger, long runId) =>
        await ledger.Runs.FindAsync(runId, StopToken) ?? throw new JobOpsException(Error.RunNotFound(runId));

    async Task<IEnumerable<JobRun>> QueryAsync(ILedger ledger)
    {
        var runs = new List<JobRun>();
        foreach (var name in JobName)
            runs.AddRange(await ledger.Runs.GetAsync(
                new()
                {
                    JobName = name,
                    Statuses = Status,
                    Queue = Queue,
                    Environment = Environment,
                    IdempotencyKey = IdempotencyKey,
                    ChangeId = Change,
                    Batch = BatchName,
                    Worker = Worker,
                    Since = Since is { } since ? new DateTimeOffset(since) : null,
                    Limit = Last,
                },
                StopToken));
        if (runs.Count == 0 && await DidYouMean.AskAboutFilterAsync(
                ledger, JobName is [var one] ? one : null, Queue, Environment, StopToken) is { } question)
            Pipeline.WriteWarning(question);
        return runs.DistinctBy(run => run.RunId).OrderByDescending(run => run.RunId).Take(Last);
    }

    async Task WriteAsync(ILedger ledger, JobRun run)
    {
        if (!Why)
        {
            Pipeline.Write(run);
            return;
        }
        var why = await RunExplanation.WhyAsync(ledger, run, StopToken);
        Pipeline.Write(new RunReason(run.RunId, run.JobName, run.Status, why));
    }
}
