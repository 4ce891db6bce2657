using JobOps.Measurements;

namespace JobOps.Execution;

/// <summary>What a person says of a measuring; the rest is as it was before the change, or as is usual.</summary>
public sealed record AskedPlan
{
    public int? Count { get; init; }
    public TimeSpan? Duration { get; init; }
    public int? WarmUp { get; init; }
    public double? PacePerSecond { get; init; }
    public int? Concurrency { get; init; }
    public TimeSpan? TimeLimit { get; init; }
    public bool Force { get; init; }

    /// <param name="before">What was measured before the change; null for none.</param>
    /// <param name="databaseCalls">What counts database calls; null for none.</param>
    public MeasuringPlan ToPlan(Baseline? before, IDatabaseCallCounter? databaseCalls)
    {
        var usual = before is null ? new() : Remeasuring.PlanOf(before);
        return usual with
        {
            Count = Count ?? (Duration is null ? usual.Count : null),
            Duration = Duration ?? (Count is null ? usual.Duration : null),
            WarmUp = WarmUp ?? usual.WarmUp, PacePerSecond = PacePerSecond ?? usual.PacePerSecond,
            Concurrency = Concurrency ?? usual.Concurrency, TimeLimit = TimeLimit ?? usual.TimeLimit, DatabaseCalls = databaseCalls,
            Force = Force,
        };
    }
}
