namespace JobOps.Changes;

/// <summary>A figure of how changes are delivered, with what it was counted from.</summary>
public sealed record DeliveryMetric
{
    /// <summary>The name that DORA gave it, for example <c>lead time for changes</c>.</summary>
    public required string Metric { get; init; }
    /// <summary>In <see cref="Unit"/>; of a rate from 0 to 1. Null where there are too few to say anything, never 0 for that.</summary>
    public double? Value { get; init; }
    /// <summary><c>a week</c>, <c>hours</c>; empty for a rate.</summary>
    public string Unit { get; init; } = "";
    /// <summary>The lower end of the 95 % interval; null where there are too few for one.</summary>
    public double? Low { get; init; }
    /// <summary>The upper end.</summary>
    public double? High { get; init; }
    /// <summary>How many changes it is about: of a rate those that failed or altered again, of a median those that have a time.</summary>
    public int Count { get; init; }
    /// <summary>Out of how many; null for what is counted by itself.</summary>
    public int? Of { get; init; }
    /// <summary>Begin of the time that was looked at: as asked for, but not before the ledger knew anything.</summary>
    public DateTimeOffset Since { get; init; }
    /// <summary>End of the time that was looked at.</summary>
    public DateTimeOffset Until { get; init; }
    /// <summary>What was computed from what.</summary>
    public required string Method { get; init; }
    /// <summary>What is not known, as sentences.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
    /// <summary>One sentence for a tired person.</summary>
    public required string Sentence { get; init; }

    /// <summary>The sentence.</summary>
    public override string ToString() => Sentence;
}
