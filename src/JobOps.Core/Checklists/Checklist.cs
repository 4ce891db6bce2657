namespace JobOps.Checklists;

/// <summary>What has to be looked at, as a file says it.</summary>
public sealed record Checklist
{
    public required string Name { get; init; }

    /// <summary>Who answers for the list.</summary>
    public required string Owner { get; init; }

    /// <summary>For people.</summary>
    public string? Description { get; init; }

    public required IReadOnlyList<ChecklistItem> Items { get; init; }

    /// <summary>Exceptions, each for one item and until a day.</summary>
    public IReadOnlyList<Waiver> Waivers { get; init; } = [];

    /// <summary>The file, absolute; the name of a ready list that JobOps brings.</summary>
    public required string File { get; init; }

    /// <summary>The folder that relative paths are taken from, absolute.</summary>
    public required string Folder { get; init; }

    /// <summary>SHA-256 of the file, lower-case hex.</summary>
    public required string Hash { get; init; }
}

/// <summary>One look.</summary>
public sealed record ChecklistItem
{
    /// <summary>Unique within the list, without regard to case.</summary>
    public required string Name { get; init; }

    /// <summary>What is true where it passes, as a sentence.</summary>
    public required string Title { get; init; }

    /// <summary>What to do where it does not pass; null for what the check itself says.</summary>
    public string? Remedy { get; init; }

    /// <summary>So long the look may take.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    public required CheckAction Check { get; init; }

    /// <summary>A person answers it.</summary>
    public bool IsAttested => Check is AttestCheck;

    public static TimeSpan DefaultTimeout { get; } = TimeSpan.FromMinutes(1);
}

/// <summary>An exception: an item that does not pass holds nothing up until a day.</summary>
/// <param name="Item">The name of the item.</param>
/// <param name="Owner">Who answers for it.</param>
/// <param name="Reason">Why.</param>
/// <param name="Until">The last day on which it holds, in UTC.</param>
public sealed record Waiver(string Item, string Owner, string Reason, DateOnly Until);
