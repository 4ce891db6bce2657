using JobOps.Runs;

namespace JobOps.Ledger;

/// <summary>Which runs to take out. All conditions must hold.</summary>
public sealed record PurgeQuery
{
    /// <summary>Those that ended by themselves or were stopped. <see cref="RunStatus.Unknown"/> waits for an operator.</summary>
    public static IReadOnlyList<RunStatus> Ended { get; } = [RunStatus.Succeeded, RunStatus.Failed, RunStatus.Cancelled];

    /// <summary>Ended before; rollbacks of the run, too.</summary>
    public required DateTimeOffset Before { get; init; }
    /// <summary>A name with <c>*</c> and <c>?</c> as wildcards; null for all.</summary>
    public string? JobName { get; init; }
    /// <summary>So many of the newest of <see cref="JobName"/> stay, however old; null for none.</summary>
    public int? KeepLast { get; init; }
    /// <summary>The last success and the last failure of <see cref="JobName"/> stay.</summary>
    public bool KeepOutcomes { get; init; }
    /// <summary>How they ended. Runs that have not ended are never taken out.</summary>
    public IReadOnlyList<RunStatus> Statuses { get; init; } = Ended;
}
