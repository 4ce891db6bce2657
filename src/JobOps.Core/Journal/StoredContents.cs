namespace JobOps.Journal;

/// <summary>What the journal tells of and does not hold itself, as it stands now: SHA-256 of each, by its number.</summary>
/// <param name="Notes">Of the document of each note.</param>
/// <param name="Baselines">Of each baseline with its samples.</param>
public sealed record StoredContents(IReadOnlyDictionary<long, string> Notes, IReadOnlyDictionary<long, string> Baselines)
{
    /// <summary>Nothing is stored.</summary>
    public static StoredContents None { get; } = new(new Dictionary<long, string>(), new Dictionary<long, string>());
}
