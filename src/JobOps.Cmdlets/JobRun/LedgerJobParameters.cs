using System.Collections;
using System.Management.Automation;
using JobOps.Execution;
using JobOps.Values;

namespace JobOps.Cmdlets;

/// <summary>What Start-Job takes for a job of the ledger, besides its name.</summary>
/// <remarks>
/// Dynamic parameters: a call with a script block or a file has PowerShell's own parameters and no others, so every
/// abbreviation that worked there goes on working. -W for -WorkingDirectory would be ambiguous beside -Wait, -S for
/// -ScriptBlock beside -StartBy, and -Pr would no longer mean -ProgressAction.
/// </remarks>
public sealed class LedgerJobParameters
{
    /// <summary>The parameter set of jobs of the ledger.</summary>
    internal const string Set = "Ledger";

    /// <summary>
    /// Values for the job's parameters, by name. A secret may be a SecureString or a credential, of which the password
    /// is taken; it is never stored. With requests in the pipeline, what all of them have in common. The Tab key before
    /// the braces writes the hashtable with the names that the job takes; within them PowerShell completes nothing.
    /// </summary>
    [Parameter(ParameterSetName = Set)]
    [ArgumentCompleter(typeof(JobParameterCompleter))]
    public Hashtable? Parameter { get; set; }

    /// <summary>
    /// The same key stands for the same run: asking again with the same parameters starts nothing and brings the
    /// stored run back; with other parameters it is an error.
    /// </summary>
    [Parameter(ParameterSetName = Set)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdempotencyKeyCompleter))]
    public string? IdempotencyKey { get; set; }

    /// <summary>
    /// Although the run of the key was undone by a rollback, which is an error without this switch: a new run takes the key over.
    /// </summary>
    [Parameter(ParameterSetName = Set)]
    public SwitchParameter RunAgain { get; set; }

    /// <summary>
    /// Where the run of the key has failed, it goes on at the step that failed, instead of coming back as it is: for a scheduler
    /// that calls with the key of the day. Of requests in the pipeline each one whose run has failed.
    /// </summary>
    [Parameter(ParameterSetName = Set)]
    public SwitchParameter RetryFailed { get; set; }

    /// <summary>
    /// With -Wait: when the run fails for good, its steps are undone at once, by a run of their own. The run has failed all the same.
    /// Without -Wait it is an error: nobody is there who would see the run fail.
    /// </summary>
    [Parameter(ParameterSetName = Set)]
    public SwitchParameter RollbackOnFailure { get; set; }

    /// <summary>An environment of the ledger such as <c>staging</c>, or a label; kept with the run.</summary>
    [Parameter(ParameterSetName = Set)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string? Environment { get; set; }

    /// <summary>Although no rehearsal holds that the job asks for. It needs a reason, which the journal and the note keep.</summary>
    [Parameter(ParameterSetName = Set)]
    public SwitchParameter Force { get; set; }

    /// <summary>With -Force: why.</summary>
    [Parameter(ParameterSetName = Set)]
    public string? Reason { get; set; }

    /// <summary>Somebody else has to approve the run before it is executed, although neither its job nor its environment asks for that.
    /// </summary>
    [Parameter(ParameterSetName = Set)]
    public SwitchParameter RequireApproval { get; set; }

    /// <summary>
    /// The runs that it belongs with, by any name such as that of the day: a job that comes after several others is started when
    /// each of them has succeeded in one batch.
    /// </summary>
    [Parameter(ParameterSetName = Set)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(BatchNameCompleter))]
    public string? BatchName { get; set; }

    /// <summary>The change that the run belongs to, such as C42. Its first run applies it; it has to be measured before.</summary>
    [Parameter(ParameterSetName = Set)]
    [ChangeId]
    [ArgumentCompleter(typeof(ChangeIdCompleter))]
    public ChangeId? Change { get; set; }

    /// <summary>The queue in which the run waits; the job's own if not given. A new name makes a new queue.</summary>
    [Parameter(ParameterSetName = Set)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(QueueNameCompleter))]
    public string? Queue { get; set; }

    /// <summary>Within its queue the greater one starts first: -1000 to 1000; the job's own if not given.</summary>
    [Parameter(ParameterSetName = Set)]
    public int? Priority { get; set; }

    /// <summary>The run does not start before this time. A time without a zone is local time.</summary>
    [Parameter(ParameterSetName = Set)]
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>The run does not start before so much time has passed: 30s, 5m, 2h or 00:05:00.</summary>
    [Parameter(ParameterSetName = Set)]
    [Duration]
    public TimeSpan? Delay { get; set; }

    /// <summary>A run that has not started by then fails instead of starting late.</summary>
    [Parameter(ParameterSetName = Set)]
    public DateTimeOffset? StartBy { get; set; }

    /// <summary>Executes the run in this session and waits for its end; of several runs one after the other.</summary>
    [Parameter(ParameterSetName = Set)]
    public SwitchParameter Wait { get; set; }

    /// <summary>
    /// Out of the pipeline, one run for each: a hashtable or a row (Import-Csv, ConvertFrom-Json) whose entries are the
    /// job's parameters, or any other object, of which the properties with the names of the job's parameters are taken. An
    /// entry Parameter that is itself a hashtable or an object makes it a whole request: then Environment,
    /// IdempotencyKey, Queue, Priority, DueAt, Delay and StartBy beside it are those of the run.
    /// </summary>
    [Parameter(ParameterSetName = Set, ValueFromPipeline = true)]
    public PSObject? Request { get; set; }

    /// <summary>What was typed, as a request for one run.</summary>
    /// <param name="jobName">The job.</param>
    /// <param name="job">Its definition; null where it is unknown.</param>
    /// <exception cref="Errors.JobOpsException">ParameterInvalid</exception>
    internal StartRequest ToRequest(string jobName, JobDefinition? job) => new()
    {
        JobName = jobName,
        Parameters = RunParameters.Read(Parameter, job),
        IdempotencyKey = IdempotencyKey,
        RunAgain = RunAgain,
        RetryFailed = RetryFailed,
        ChangeId = Change,
        Environment = Environment,
        Force = Force,
        ForceReason = Reason,
        RequireApproval = RequireApproval,
        Batch = BatchName,
        Queue = Queue,
        Priority = Priority,
        DueAt = DueAt,
        Delay = Delay,
        StartBy = StartBy,
    };
}
