using JobOps.Measurements;
using JobOps.Values;

namespace JobOps.Changes;

/// <summary>
/// What a person wants to alter, with all that has to be known before: who answers for it, what it touches, what the system does now,
/// what is expected of it, and how it is undone.
/// </summary>
public sealed record Change
{
    public ChangeId ChangeId { get; init; }
    public required string Title { get; init; }
    public required string Owner { get; init; }
    public required string ExpectedResult { get; init; }
    public required string RollbackNote { get; init; }
    /// <summary>The routes, jobs, keys and files that it alters: see <see cref="ChangeScope"/>.</summary>
    public required IReadOnlyList<string> Scope { get; init; }
    public required CurrentBehavior CurrentBehavior { get; init; }
    public ChangeStatus Status { get; init; }
    /// <summary>Why it came to its status, where somebody said so.</summary>
    public string? StatusReason { get; init; }
    public DateTimeOffset StatusAt { get; init; }
    public string StatusBy { get; init; } = "";
    public DateTimeOffset OpenedAt { get; init; }
    public string OpenedBy { get; init; } = "";
    /// <summary>What was done by hand, one command each.</summary>
    public IReadOnlyList<string> Commands { get; init; } = [];
    /// <summary>The runs that belong to it, in the order in which they were asked for; rollbacks among them.</summary>
    public IReadOnlyList<long> RunIds { get; init; } = [];
    /// <summary>The changes that were open beside it and alter the same: each verdict is "cannot tell" because of them.</summary>
    public IReadOnlyList<ConcurrentChange> Concurrent { get; init; } = [];

    /// <summary>What was measured of it; filled where the change was asked for by its number, as are the two below.</summary>
    public IReadOnlyList<Baseline> Baselines { get; init; } = [];
    /// <summary>What the measurements allow to say, the metric that counts first; none where a phase was not measured.</summary>
    public IReadOnlyList<Comparison> Metrics { get; init; } = [];
    /// <summary>The last final note; null where none is written.</summary>
    public ChangeNote? Note { get; init; }

    /// <summary>Nothing more will happen to it.</summary>
    public bool IsEnded => Status is ChangeStatus.Completed or ChangeStatus.RolledBack or ChangeStatus.Abandoned;
}

/// <summary>How far a change is.</summary>
public enum ChangeStatus
{
    /// <summary>It is written down.</summary>
    Open,
    /// <summary>What the system does now is measured.</summary>
    Measured,
    /// <summary>The first of its runs was asked for, or somebody has said that it was done by hand.</summary>
    Applied,
    /// <summary>Its note is written.</summary>
    Completed,
    /// <summary>All of it was undone.</summary>
    RolledBack,
    /// <summary>It was given up before it was applied.</summary>
    Abandoned,
}

/// <summary>What the system does before the change: written down, so that nobody has to remember it.</summary>
public sealed record CurrentBehavior
{
    /// <summary>Where it happens: a route, a job, a program.</summary>
    public string? Route { get; init; }
    /// <summary>What is put in.</summary>
    public string? ExpectedInput { get; init; }
    /// <summary>The command that fails; this or <see cref="SlowQuery"/>.</summary>
    public string? FailingCommand { get; init; }
    /// <summary>The query or request that is slow.</summary>
    public string? SlowQuery { get; init; }
    /// <summary>The exact place where the user notices.</summary>
    public string? NoticedAt { get; init; }
}

/// <summary>A change that was open at the same time and alters the same.</summary>
/// <param name="ChangeId">The other one.</param>
/// <param name="Reason">Why both were wanted at once.</param>
public sealed record ConcurrentChange(ChangeId ChangeId, string Reason);
