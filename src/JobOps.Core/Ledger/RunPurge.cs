namespace JobOps.Ledger;

/// <summary>What was taken out.</summary>
public sealed record RunPurge
{
    public long Runs { get; init; }
    /// <summary>Entries of the journal; 0 where it is append-only.</summary>
    public long Entries { get; init; }
    /// <summary>Those that ended before.</summary>
    public DateTimeOffset Before { get; init; }
    public string Ledger { get; init; } = "";
}
