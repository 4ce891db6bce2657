using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using JobOps.Approvals;
using JobOps.Schedules;

namespace JobOps.Jobs;

/// <summary>A named definition of work: who owns it, what it should achieve, how it is undone, and what it runs.</summary>
public sealed record JobDefinition
{
    /// <summary>Unique in a ledger, compared without regard to case. Letters, digits, <c>. _ -</c>; at most 128.</summary>
    public required string Name { get; init; }

    /// <summary>1, 2, 3 … as given by the ledger; 0 before the job is registered.</summary>
    public int Version { get; init; }

    /// <summary>Who answers for the job: a team or a person that can be reached.</summary>
    public required string Owner { get; init; }

    /// <summary>What is true when the job has succeeded.</summary>
    public required string ExpectedResult { get; init; }

    /// <summary>How a person undoes the job, in words.</summary>
    public required string RollbackNote { get; init; }

    public string? Description { get; init; }

    /// <summary>Whether the steps stand in this definition or in a script that declares them as it goes.</summary>
    public JobKind Kind { get; init; } = JobKind.Steps;

    /// <summary>The parameters, in the order of the file.</summary>
    public IReadOnlyList<ParameterDefinition> Parameters { get; init; } = [];

    /// <summary>The steps, in order. Empty for <see cref="JobKind.Runbook"/>.</summary>
    public IReadOnlyList<StepDefinition> Steps { get; init; } = [];

    /// <summary>Time limit of one attempt of the whole run; null for none.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The queue of runs that name none; null for <see cref="Queues.JobQueue.Default"/>.</summary>
    public string? Queue { get; init; }

    /// <summary>Of runs that name none; the greater one starts first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Priority { get; init; }

    /// <summary>A run that has not started so long after it was due fails instead; null for no limit.</summary>
    public TimeSpan? StartWithin { get; init; }

    /// <summary>What happens to a start while a run of the job has not ended.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Overlap Overlap { get; init; }

    /// <summary>So many of its runs may run at once, on all workers together; null for no limit.</summary>
    public int? Concurrency { get; init; }

    /// <summary>What its PowerShell scripts share with those that the same worker executed before.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Isolation Isolation { get; init; }

    /// <summary>The only environments that it may be started for; null for any, and for none.</summary>
    public IReadOnlyList<string>? Environments { get; init; }

    /// <summary>How a rehearsal tells what the job changes; null for none.</summary>
    public IReadOnlyList<StateProbe>? Probes { get; init; }

    /// <summary>The rehearsal that a start elsewhere asks for; null for none.</summary>
    public RehearsalRequirement? RequireRehearsal { get; init; }

    /// <summary>The schedules of its job file, which come and go with it; null where it does not come from one. They are no part of
    /// the version: another time of day makes no other job.</summary>
    [JsonIgnore]
    public IReadOnlyList<ScheduleEdit>? Schedules { get; init; }

    /// <summary>Who has to agree before a run is executed; null for nobody.</summary>
    public ApprovalRule? Approval { get; init; }

    /// <summary>What is started when a run has ended for good; null for nothing.</summary>
    public Continuations? Then { get; init; }

    /// <summary>It is started by itself when all of these jobs have succeeded in one batch; null for none.</summary>
    public IReadOnlyList<string>? After { get; init; }

    /// <summary>Which of its runs are kept; null for what the ledger says.</summary>
    public RetentionRule? Keep { get; init; }

    /// <summary>How a run that failed is tried again; null for not by itself.</summary>
    public RetryPolicy? Retry { get; init; }

    /// <summary>Absolute folder that commands start in and relative paths are taken from.</summary>
    public string WorkingDirectory { get; init; } = "";

    /// <summary>The script of a <see cref="JobKind.Runbook"/>: its absolute path; null where it is a typed block.</summary>
    public string? ScriptPath { get; init; }

    /// <summary>The script of a <see cref="JobKind.Runbook"/> when it was registered; null where it is a file that is too long for
    /// the ledger.</summary>
    public string? ScriptText { get; init; }

    /// <summary>SHA-256 of the script of a <see cref="JobKind.Runbook"/> when it was registered, lower-case hex.</summary>
    public string? ScriptHash { get; init; }

    /// <summary>A job that is not enabled takes no new runs, and none of its runs is claimed.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Why the job was last enabled or disabled.</summary>
    public string? EnabledReason { get; init; }

    /// <summary>Who did it; null where it never was.</summary>
    public string? EnabledBy { get; init; }

    public DateTimeOffset? EnabledAt { get; init; }

    public DateTimeOffset RegisteredAt { get; init; }

    public string RegisteredBy { get; init; } = "";

    /// <summary>True when the registration found this very definition and changed nothing.</summary>
    public bool Unchanged { get; init; }

    /// <summary>Its script is a block that was typed, and no file.</summary>
    [JsonIgnore]
    public bool IsTyped => Kind == JobKind.Runbook && ScriptPath is null;

    /// <summary>So many of its runs may run at once: all but <see cref="Overlap.Allow"/> mean one.</summary>
    [JsonIgnore]
    public int? RunLimit => Overlap == Overlap.Allow ? Concurrency : 1;

    /// <summary>The definition as its author wrote it, without what the ledger adds to it.</summary>
    public JobDefinition AsWritten() => this with
    {
        Version = 0,
        Enabled = true,
        EnabledReason = null,
        EnabledBy = null,
        EnabledAt = null,
        RegisteredAt = default,
        RegisteredBy = "",
        Unchanged = false,
    };

    /// <summary>The parameters that are marked as secret.</summary>
    [JsonIgnore]
    public IEnumerable<ParameterDefinition> Secrets => Parameters.Where(parameter => parameter.Secret);
}

/// <summary>What a job consists of.</summary>
public enum JobKind
{
    /// <summary>Declared steps, executed by any worker.</summary>
    Steps,
    /// <summary>A PowerShell script that declares its steps with Invoke-JobStep.</summary>
    Runbook,
}
