using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

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

    /// <summary>How a run that failed is tried again; null for not by itself.</summary>
    public RetryPolicy? Retry { get; init; }

    /// <summary>Absolute folder that commands start in and relative paths are taken from.</summary>
    public string WorkingDirectory { get; init; } = "";

    /// <summary>The script of a <see cref="JobKind.Runbook"/>: its absolute path; null where it is a typed block.</summary>
    public string? ScriptPath { get; init; }

    /// <summary>A script block that was typed, of an ad-hoc <see cref="JobKind.Runbook"/>; null where the script is a file.</summary>
    public string? ScriptText { get; init; }

    /// <summary>SHA-256 of the script of a <see cref="JobKind.Runbook"/> when it was registered, lower-case hex.</summary>
    public string? ScriptHash { get; init; }

    /// <summary>A job that is not enabled takes no new runs, and none of its runs is claimed.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Why the job was last enabled or disabled.</summary>
    public string? EnabledReason { get; init; }

    /// <summary>Who did it; null where nobody ever did.</summary>
    public string? EnabledBy { get; init; }

    public DateTimeOffset? EnabledAt { get; init; }

    public DateTimeOffset RegisteredAt { get; init; }

    public string RegisteredBy { get; init; } = "";

    /// <summary>True when the registration found this very definition and changed nothing.</summary>
    public bool Unchanged { get; init; }

    /// <summary>So many of its runs may run at once: all but <see cref="Overlap.Allow"/> mean one.</summary>
    [JsonIgnore]
    public int? RunLimit => Overlap == Overlap.Allow ? Concurrency : 1;

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

/// <summary>What happens to a start while a run of the same job has not ended. The ledger keeps the rule, so that it holds
/// for whoever starts.</summary>
public enum Overlap
{
    /// <summary>Both run.</summary>
    Allow,
    /// <summary>The new run waits until the other has ended.</summary>
    Queue,
    /// <summary>The start is refused.</summary>
    Skip,
    /// <summary>What waits is cancelled and what runs is stopped; then the new run starts.</summary>
    StopExisting,
}

/// <summary>One named checkpoint as it is declared.</summary>
public sealed record StepDefinition
{
    public required string Name { get; init; }

    /// <summary>What the step does.</summary>
    public required StepAction Action { get; init; }

    /// <summary>What undoes it; null where nothing was declared.</summary>
    public StepAction? Undo { get; init; }

    /// <summary>The step changes nothing that a rollback would have to put back.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>The step must not run twice: an interrupted one stops the run with outcome Unknown.</summary>
    public bool Once { get; init; }

    /// <summary>Paths that the step changes, by a short name. Their states before and after are recorded.</summary>
    public IReadOnlyDictionary<string, Template> Touches { get; init; } = new Dictionary<string, Template>();

    public TimeSpan? Timeout { get; init; }
}

/// <summary>Something to execute: a command, a script or an HTTP probe.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(CommandAction), "command")]
[JsonDerivedType(typeof(ScriptAction), "script")]
[JsonDerivedType(typeof(HttpAction), "http")]
[JsonDerivedType(typeof(ScriptBlockAction), "scriptBlock")]
public abstract record StepAction;

/// <summary>A program with its arguments; never through a shell.</summary>
public sealed record CommandAction : StepAction
{
    /// <summary>The program and its arguments; each stays one argument whatever a placeholder holds.</summary>
    public required IReadOnlyList<Template> Command { get; init; }

    /// <summary>Added to the child's environment. The only place where a secret parameter may stand.</summary>
    public IReadOnlyDictionary<string, Template> Environment { get; init; } = new Dictionary<string, Template>();

    /// <summary>Null for the job's.</summary>
    public Template? WorkingDirectory { get; init; }

    /// <summary>Read standard output as JSON, so that later steps can use its members.</summary>
    public bool JsonOutput { get; init; }
}

/// <summary>A PowerShell script in a child <c>pwsh -NoProfile -NonInteractive</c>.</summary>
public sealed record ScriptAction : StepAction
{
    public required Template Path { get; init; }

    /// <summary>Named parameters of the script.</summary>
    public IReadOnlyDictionary<string, Template> Parameters { get; init; } = new Dictionary<string, Template>();

    public IReadOnlyDictionary<string, Template> Environment { get; init; } = new Dictionary<string, Template>();
}

/// <summary>Real GET requests that measure, and check if <see cref="Expect"/> is given.</summary>
public sealed record HttpAction : StepAction
{
    public required Template Url { get; init; }

    /// <summary>How many requests, one after the other.</summary>
    public int Requests { get; init; } = 1;

    /// <summary>What each answer must be; null to measure only.</summary>
    public HttpExpectation? Expect { get; init; }
}

/// <summary>What an HTTP answer must be.</summary>
public sealed record HttpExpectation
{
    public int Status { get; init; } = 200;

    /// <summary>Text that the body contains.</summary>
    public Template? Body { get; init; }

    /// <summary>Longest time from the request to the end of the body.</summary>
    public TimeSpan? Within { get; init; }
}

/// <summary>An undo that only PowerShell can execute: a script block with all that it needs.</summary>
/// <param name="Document">Text of the block, its values and the functions it calls, as the cmdlets stored them.</param>
public sealed record ScriptBlockAction(JsonObject Document) : StepAction;
