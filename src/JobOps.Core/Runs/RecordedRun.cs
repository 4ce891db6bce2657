using JobOps.Errors;

namespace JobOps.Runs;

/// <summary>
/// What became of a run that was executed while its ledger did not answer: all that a ledger needs to hold it afterwards. It
/// is written once, however often it comes.
/// </summary>
public sealed record RecordedRun
{
    public required string JobName { get; init; }

    public required int JobVersion { get; init; }

    /// <summary>The only step of the job.</summary>
    public required string StepName { get; init; }

    /// <summary>Who executed it, as a worker's incarnation: nothing else ever has this name, so it tells that the record is
    /// there already.</summary>
    public required string Worker { get; init; }

    /// <summary>What the caller gave. Where another run has it already, that one keeps it.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>By the clock of the machine that executed it.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <inheritdoc cref="StartedAt"/>
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>How many times the command was started.</summary>
    public int Attempts { get; init; } = 1;

    public required RecordedEnd End { get; init; }

    /// <summary>The step's action as JSON, whose hash is that of its input.</summary>
    public required string Action { get; init; }

    /// <summary>What undoes it, as JSON; null where nothing was declared.</summary>
    public string? Undo { get; init; }

    /// <summary>What it printed, as JSON, where all of it was kept.</summary>
    public string? Result { get; init; }

    /// <summary>What it printed, masked; of much the head and the tail.</summary>
    public IReadOnlyList<LogLine> Log { get; init; } = [];

    /// <summary>Why the ledger did not have it at once.</summary>
    public required string Reason { get; init; }
}

/// <summary>How the command of a <see cref="RecordedRun"/> ended.</summary>
/// <param name="Kind">What ended it.</param>
/// <param name="ExitCode">Its own, where it had one.</param>
/// <param name="Detail">The last line that it printed, or what kept it from starting.</param>
/// <param name="Limit">The time limit that passed.</param>
public sealed record RecordedEnd(RecordedEndKind Kind, int? ExitCode = null, string Detail = "", TimeSpan? Limit = null)
{
    public bool Succeeded => Kind == RecordedEndKind.Exited && ExitCode == 0;

    /// <summary>The status of its run.</summary>
    public RunStatus Status => Kind switch
    {
        RecordedEndKind.Stopped => RunStatus.Cancelled,
        _ => Succeeded ? RunStatus.Succeeded : RunStatus.Failed,
    };

    /// <summary>Why it did not succeed, as the run that it becomes has it; null where it did.</summary>
    public JobOpsError? ErrorOf(long runId, string step) => Kind switch
    {
        RecordedEndKind.Stopped => Error.RunCancelled(runId),
        RecordedEndKind.TimedOut => Error.RunTimedOut(runId, Limit!.Value),
        RecordedEndKind.NotFound => Error.CommandNotFound(runId, step, Detail),
        RecordedEndKind.NotStarted => Error.StepThrew(runId, step, Detail),
        _ => Succeeded ? null : Error.CommandFailed(runId, step, ExitCode!.Value, Detail),
    };
}

/// <summary>What ended a command.</summary>
public enum RecordedEndKind
{
    /// <summary>It ended by itself.</summary>
    Exited,
    /// <summary>Its time limit passed, and it was ended.</summary>
    TimedOut,
    /// <summary>A person or a signal stopped it.</summary>
    Stopped,
    /// <summary>There is no such program.</summary>
    NotFound,
    /// <summary>The system could not start it.</summary>
    NotStarted,
}
