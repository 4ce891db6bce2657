using JobOps.Errors;

namespace JobOps.Changes;

/// <summary>Of which changes delivery is told.</summary>
public sealed record DeliveryQuery
{
    static readonly TimeSpan s_usual = TimeSpan.FromDays(90);
    static readonly TimeSpan s_longestRework = TimeSpan.FromDays(3660);

    /// <summary>Applied at or after; null for the last 90 days.</summary>
    public DateTimeOffset? Since { get; init; }
    /// <summary>Applied before; null for now.</summary>
    public DateTimeOffset? Until { get; init; }
    /// <summary>The owner, whole, upper and lower case the same; null for all.</summary>
    public string? Owner { get; init; }
    /// <summary>A change that alters what another one has altered so short a time before is rework.</summary>
    public TimeSpan ReworkWithin { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The time that is looked at, when it is one.</summary>
    /// <exception cref="JobOpsException">DeliveryQueryInvalid</exception>
    public (DateTimeOffset Since, DateTimeOffset Until) Require(DateTimeOffset now)
    {
        if (ReworkWithin <= TimeSpan.Zero || ReworkWithin > s_longestRework)
            throw new JobOpsException(Error.DeliveryQueryInvalid(
                "the time within which a change is rework", "more than nothing, and at most 3660 days", $"{ReworkWithin}"));
        var until = Until < now ? Until.Value : now;
        var since = Since ?? (until - DateTimeOffset.MinValue > s_usual ? until - s_usual : DateTimeOffset.MinValue);
        if (since >= until)
            throw new JobOpsException(Error.DeliveryQueryInvalid(
                "the time that is looked at", "a begin that is over and lies before the end",
                FormattableString.Invariant($"from {since.UtcDateTime:u} to {until.UtcDateTime:u}")));
        return (since, until);
    }
}
