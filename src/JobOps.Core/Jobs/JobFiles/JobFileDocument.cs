namespace JobOps.Jobs.JobFiles;

/// <summary>Something to execute as the file has it.</summary>
abstract class ActionDocument
{
    /// <summary>What stands behind the member of each kind that the file names; of a sound file one.</summary>
    public Dictionary<StepKind, object> Work { get; } = [];
    public IReadOnlyList<KeyValuePair<string, Template>> Environment { get; set; } = [];
    public Dictionary<string, Template> Variables => new(Environment, StringComparer.Ordinal);
    public Template? WorkingDirectory { get; set; }
    public bool JsonOutput { get; set; }
}

/// <summary>What a step consists of, and a job that has no <c>steps</c>.</summary>
abstract class WorkDocument : ActionDocument
{
    public IReadOnlyList<KeyValuePair<string, Template>> Touches { get; set; } = [];
    public UndoDocument? Undo { get; set; }
    public bool ReadOnly { get; set; }
    public bool Once { get; set; }
}

sealed class JobDocument : WorkDocument
{
    public string Name { get; set; } = "";
    public string Owner { get; set; } = "";
    public string ExpectedResult { get; set; } = "";
    public string RollbackNote { get; set; } = "";
    public string? Description { get; set; }
    public IReadOnlyList<KeyValuePair<string, ParameterDocument>> Parameters { get; set; } = [];
    public TimeSpan? Timeout { get; set; }
    public string? Queue { get; set; }
    public int Priority { get; set; }
    public TimeSpan? StartWithin { get; set; }
    /// <summary>Null where the file names something that is no policy.</summary>
    public Overlap? Overlap { get; set; } = Jobs.Overlap.Allow;
    public Isolation? Isolation { get; set; } = Jobs.Isolation.Process;
    public int? Concurrency { get; set; }
    public RetryDocument? Retry { get; set; }
    public IReadOnlyList<string>? Environments { get; set; }
    public IReadOnlyList<KeyValuePair<string, ProbeDocument>>? Probes { get; set; }
    public RequirementDocument? RequireRehearsal { get; set; }
    public ApprovalDocument? Approval { get; set; }
    public ThenDocument? Then { get; set; }
    public IReadOnlyList<string>? After { get; set; }
    public KeepDocument? Keep { get; set; }
    public IReadOnlyList<KeyValuePair<string, ScheduleDocument>> Schedules { get; set; } = [];
    /// <summary>The job's working directory, as it is written.</summary>
    public string Folder { get; set; } = "";
    public IReadOnlyList<StepDocument>? Steps { get; set; }
}

sealed class StepDocument : WorkDocument
{
    public string Name { get; set; } = "";
    public TimeSpan? Timeout { get; set; }
}

sealed class RetryDocument
{
    public int Attempts { get; set; }
    public TimeSpan? Delay { get; set; }
    public TimeSpan? MaxDelay { get; set; }
    public IReadOnlyList<string> Except { get; set; } = [];
}

sealed class UndoDocument : ActionDocument;

sealed class ParameterDocument
{
    /// <summary>Null where the file names something that is no type.</summary>
    public ParameterType? Type { get; set; } = ParameterType.String;
    public bool Required { get; set; }
    public object? Default { get; set; }
    public string? Pattern { get; set; }
    public IReadOnlyList<object?>? Allowed { get; set; }
    public decimal? Minimum { get; set; }
    public decimal? Maximum { get; set; }
    public bool Secret { get; set; }
    public string? Description { get; set; }
}

/// <summary>How a command's standard output is read.</summary>
enum OutputFormat { Text, Json }
