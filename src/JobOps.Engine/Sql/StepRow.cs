using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Steps;

namespace JobOps.Engine.Sql;

/// <summary>A step as it stands in the tables.</summary>
sealed class StepRow
{
    public long RunId { get; init; }
    public int Number { get; init; }
    public string StepName { get; init; } = "";
    public string JobName { get; init; } = "";
    public StepStatus Status { get; init; }
    public int Attempt { get; init; }
    public int RunAttempt { get; init; }
    public string InputHash { get; init; } = "";
    public bool ReadOnly { get; init; }
    public bool Once { get; init; }
    public string? Undo { get; init; }
    public string? BeforeState { get; init; }
    public string? AfterState { get; init; }
    public string? Result { get; init; }
    public string? Error { get; init; }
    public DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
    public UndoStatus? UndoStatus { get; init; }
    public string? UndoReason { get; init; }
    public long? UndoRunId { get; init; }

    public JobStep ToStep() => new()
    {
        RunId = RunId,
        Number = Number,
        StepName = StepName,
        JobName = JobName,
        Status = Status,
        Attempt = Attempt,
        RunAttempt = RunAttempt,
        InputHash = InputHash,
        ReadOnly = ReadOnly,
        Once = Once,
        Undo = Undo,
        Before = ReadStates(BeforeState),
        After = ReadStates(AfterState),
        Result = Result,
        Error = Error is null ? null : QuickJson.ReadError(Error),
        StartedAt = StartedAt,
        FinishedAt = FinishedAt,
        UndoStatus = UndoStatus,
        UndoReason = UndoReason,
        UndoRunId = UndoRunId,
    };

    static Dictionary<string, TouchedPath> ReadStates(string? json) =>
        LedgerJson.Read<Dictionary<string, TouchedPath>>(json) ?? [];
}
