using System.Collections.ObjectModel;
using System.Text.Json;
using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Engine.Sql;

/// <summary>A run as it stands in the tables.</summary>
sealed class RunRow
{
    /// <summary>The columns, from <c>Run AS r</c>, <c>Job AS j</c> and <c>RunPayload AS p</c>.</summary>
    public const string Columns =
        """
        r.RunId, j.Name AS JobName, r.JobVersion, r.Kind, r.Status, r.Environment, r.IdempotencyKey, r.RequestHash,
        p.Parameters, p.RequestedBy, r.RequestedAt, r.StartedAt, r.FinishedAt, r.Attempt, r.Worker, r.LeaseExpiresAt,
        p.Error, r.RollbackOf, r.RolledBackBy, q.Name AS Queue, r.Priority, r.DueAt, r.StartBy, r.ClaimedAt, r.Retries,
        r.StopRequestedAt, r.Needs, r.ChangeId, p.EnvironmentVersion, p.RehearsalId,
        p.ForceReason, r.ApprovalBy, r.Batch, p.FollowsRunId, p.Rehearsing, p.ApprovedBy, p.ApprovedHash
        """;

    public const string Tables =
        """
        jobops.Run AS r JOIN jobops.Job AS j ON j.JobId = r.JobId JOIN jobops.RunPayload AS p ON p.RunId = r.RunId
        JOIN jobops.Queue AS q ON q.QueueId = r.QueueId
        """;

    const string None = "{}";

    public static readonly string SqliteTables = Tables.Replace("jobops.", "", StringComparison.Ordinal);

    public long RunId { get; init; }
    public string JobName { get; init; } = "";
    public int JobVersion { get; init; }
    public RunKind Kind { get; init; }
    public RunStatus Status { get; init; }
    public int Needs { get; init; }
    public string? Environment { get; init; }
    public int? EnvironmentVersion { get; init; }
    public long? RehearsalId { get; init; }
    public string? ForceReason { get; init; }
    public string? IdempotencyKey { get; init; }
    public string RequestHash { get; init; } = "";
    public string Parameters { get; init; } = "{}";
    public string RequestedBy { get; init; } = "";
    public DateTimeOffset RequestedAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
    public int Attempt { get; init; }
    public string? Worker { get; init; }
    public DateTimeOffset? LeaseExpiresAt { get; init; }
    public string? Error { get; init; }
    public long? RollbackOf { get; init; }
    public long? ChangeId { get; init; }
    public long? RolledBackBy { get; init; }
    public string Queue { get; init; } = "";
    public int Priority { get; init; }
    public DateTimeOffset? DueAt { get; init; }
    public DateTimeOffset? StartBy { get; init; }
    public DateTimeOffset? ClaimedAt { get; init; }
    public int Retries { get; init; }
    public DateTimeOffset? StopRequestedAt { get; init; }
    public DateTimeOffset? ApprovalBy { get; init; }
    public string? Batch { get; init; }
    public long? FollowsRunId { get; init; }
    public bool? Rehearsing { get; init; }
    public string? ApprovedBy { get; init; }
    public string? ApprovedHash { get; init; }

    bool AwaitsApproval => ApprovalBy is not null && Status == RunStatus.Scheduled;

    public JobRun ToRun(DateTimeOffset readAt, bool replayed = false)
    {
        try
        {
            var run = ToRun(readAt, replayed, ReadParameters(Parameters), Error is null ? null : QuickJson.ReadError(Error));
            // What was approved is what is executed: the parameters are part of that.
            return ApprovedHash is null || ApprovedHash == LedgerText.Hash(Parameters)
                ? run
                : run with { Unreadable = "they are not those that were approved" };
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or NotSupportedException)
        {
            // Others wait in the same queue: what is wrong with this row must not keep them from being claimed and shown.
            return ToRun(readAt, replayed, IgnoringCase([]), error: null) with { Unreadable = exception.Message };
        }
    }

    JobRun ToRun(
        DateTimeOffset readAt, bool replayed, ReadOnlyDictionary<string, object?> parameters, JobOpsError? error) => new()
    {
        RunId = RunId,
        JobName = JobName,
        JobVersion = JobVersion,
        Kind = Kind,
        Status = AwaitsApproval ? RunStatus.AwaitingApproval : Status,
        Needs = (RunNeed)Needs,
        Environment = Environment,
        EnvironmentVersion = EnvironmentVersion,
        RehearsalId = RehearsalId,
        ForceReason = ForceReason,
        IdempotencyKey = IdempotencyKey,
        Parameters = parameters,
        RequestedBy = RequestedBy,
        RequestedAt = RequestedAt,
        StartedAt = StartedAt,
        FinishedAt = FinishedAt,
        Attempt = Attempt,
        Worker = Worker,
        LeaseExpiresAt = LeaseExpiresAt,
        ReadAt = readAt,
        Error = error,
        RollbackOf = RollbackOf,
        ChangeId = ChangeId is { } number ? new(number) : null,
        RolledBackBy = RolledBackBy,
        Queue = Queue,
        Priority = Priority,
        DueAt = AwaitsApproval ? null : DueAt,
        StartBy = StartBy,
        ClaimedAt = ClaimedAt,
        Retries = Retries,
        StopRequestedAt = StopRequestedAt,
        ApprovalBy = AwaitsApproval ? ApprovalBy : null,
        ApprovedBy = ApprovedBy,
        Batch = Batch,
        FollowsRunId = FollowsRunId,
        Rehearsing = Rehearsing == true,
        Replayed = replayed,
    };

    // Many runs have none: a short command does without the reader of JSON then.
    static ReadOnlyDictionary<string, object?> ReadParameters(string json) =>
        json == None ? IgnoringCase([]) : IgnoringCase(QuickJson.ReadValues(json));

    /// <summary>Names are compared without regard to case, as PowerShell does.</summary>
    public static ReadOnlyDictionary<string, object?> IgnoringCase(IEnumerable<KeyValuePair<string, object?>> parameters) =>
        new(new Dictionary<string, object?>(parameters, StringComparer.OrdinalIgnoreCase));
}
