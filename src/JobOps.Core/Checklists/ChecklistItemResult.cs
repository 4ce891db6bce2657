namespace JobOps.Checklists;

/// <summary>What became of an item.</summary>
public enum ChecklistItemStatus
{
    /// <summary>It was looked at, and is as it should be.</summary>
    Passed,
    /// <summary>A person answers for it.</summary>
    Attested,
    /// <summary>It is not as it should be, and an exception holds.</summary>
    Waived,
    /// <summary>It is not as it should be, could not be looked at, or nobody answers for it.</summary>
    Failed,
}

/// <summary>What a person answered.</summary>
/// <param name="Note">What was seen.</param>
public sealed record Attestation(string Note)
{
    /// <summary>A file that shows it, absolute; null for none. Its content is not kept.</summary>
    public string? EvidenceFile { get; init; }

    /// <summary>SHA-256 of that file, lower-case hex.</summary>
    public string? EvidenceSha256 { get; init; }

    /// <summary>Who answered, as the ledger knows them.</summary>
    public string By { get; init; } = "";

    public DateTimeOffset At { get; init; }
}

/// <summary>One item of a list that was gone through.</summary>
public sealed record ChecklistItemResult
{
    /// <summary>Characters of one line of evidence.</summary>
    public const int LongestLine = 500;

    /// <summary>Lines of evidence that are kept of one item.</summary>
    public const int MostLines = 200;

    /// <summary>Of the item.</summary>
    public required string Name { get; init; }

    /// <summary>What is true where it passes.</summary>
    public required string Title { get; init; }

    /// <summary>The kind of check.</summary>
    public required string Kind { get; init; }

    public required ChecklistItemStatus Status { get; init; }

    /// <summary>What was found.</summary>
    public required string Actual { get; init; }

    /// <summary>What to do; null where it passed.</summary>
    public string? Remedy { get; init; }

    /// <summary>What was seen, a line each, bounded.</summary>
    public IReadOnlyList<string> Evidence { get; init; } = [];

    /// <summary>SHA-256 of the state that a probe saw, lower-case hex; null for other kinds.</summary>
    public string? State { get; init; }

    /// <summary>Null where nobody had to answer, or did.</summary>
    public Attestation? Attestation { get; init; }

    /// <summary>The exception that holds; null for none, or where it was not needed.</summary>
    public Waiver? Waiver { get; init; }

    /// <summary>How long the look took, in milliseconds.</summary>
    public long DurationMs { get; init; }

    /// <summary>SHA-256 of what the item asks for: of another question an earlier answer says nothing.</summary>
    public required string ItemHash { get; init; }

    /// <summary>A line as it is kept: of a long one the beginning. A pair of surrogates stays one.</summary>
    internal static string Line(string text)
    {
        if (text.Length <= LongestLine)
            return text;
        var length = char.IsHighSurrogate(text[LongestLine - 1]) ? LongestLine - 1 : LongestLine;
        return text[..length] + "…";
    }

    /// <summary>It holds nothing up.</summary>
    public bool IsGood => Status != ChecklistItemStatus.Failed;
}
