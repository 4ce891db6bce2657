using JobOps.Errors;

namespace JobOps.Steps;

/// <summary>Where a step stands.</summary>
public enum StepStatus
{
    Running,
    Succeeded,
    Failed,
    /// <summary>Its process ended before the outcome was written.</summary>
    Interrupted,
    /// <summary>An operator said that it had taken effect before it was interrupted.</summary>
    Accepted,
}

/// <summary>A checkpoint inside a run, as the ledger remembers it.</summary>
public sealed record JobStep
{
    public required long RunId { get; init; }
    /// <summary>1, 2, 3 … in the order of their first start.</summary>
    public int Number { get; init; }
    public required string StepName { get; init; }
    public string JobName { get; init; } = "";
    public StepStatus Status { get; init; }
    /// <summary>How often it was begun: 1 for its first try, in whichever attempt of the run. 0 where only its own row was read.</summary>
    public int Try { get; init; }
    /// <summary>The attempt of the run in which it last ran.</summary>
    public int Attempt { get; init; }
    /// <summary>The attempt in which its run is, or was last.</summary>
    public int RunAttempt { get; init; }
    /// <summary>SHA-256 over what the step was to do, lower-case hex.</summary>
    public string InputHash { get; init; } = "";
    public bool ReadOnly { get; init; }
    public bool Once { get; init; }
    /// <summary>JSON of the undo, as written before the step ran; null where there is none.</summary>
    public string? Undo { get; init; }
    /// <summary>State of each touched path before the step.</summary>
    public IReadOnlyDictionary<string, TouchedPath> Before { get; init; } = new Dictionary<string, TouchedPath>();
    /// <summary>State of each touched path after it.</summary>
    public IReadOnlyDictionary<string, TouchedPath> After { get; init; } = new Dictionary<string, TouchedPath>();
    /// <summary>The result as text: JSON, or CLIXML for steps of a runbook.</summary>
    public string? Result { get; init; }
    public JobOpsError? Error { get; init; }
    public DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
    /// <summary>What a rollback did about it; null while none did.</summary>
    public UndoStatus? UndoStatus { get; init; }
    /// <summary>Why, in words.</summary>
    public string? UndoReason { get; init; }
    /// <summary>The rollback run that did it.</summary>
    public long? UndoRunId { get; init; }

    public TimeSpan? Duration => FinishedAt - StartedAt;

    /// <summary>It will not be executed again when the run resumes.</summary>
    public bool IsFinished => Status is StepStatus.Succeeded or StepStatus.Accepted;

    /// <summary>The last attempt of the run found it finished by an earlier one, or will where it comes so far.</summary>
    public bool WasDoneBefore => IsFinished && Attempt < RunAttempt;
}
