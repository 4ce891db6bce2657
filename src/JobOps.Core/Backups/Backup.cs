namespace JobOps.Backups;

/// <summary>What is known of a backup's worth.</summary>
public enum BackupState
{
    /// <summary>Nobody has restored it yet.</summary>
    NeverTested,
    /// <summary>It was restored, and was what its manifest says.</summary>
    Tested,
    /// <summary>It was restored, or could not be, and was not what it should.</summary>
    Failed,
    /// <summary>The archive is not the file any more that was written.</summary>
    Altered,
}

/// <summary>An archive in a folder of backups.</summary>
public sealed record Backup
{
    /// <summary>What it is a backup of.</summary>
    public required string Name { get; init; }

    /// <summary>The archive, absolute.</summary>
    public required string Path { get; init; }

    /// <summary>When it was begun.</summary>
    public required DateTimeOffset When { get; init; }

    /// <summary>Bytes of the archive.</summary>
    public required long Size { get; init; }

    /// <summary>How many files are in it; null where its record is missing.</summary>
    public int? Files { get; init; }

    /// <summary>Bytes of those files; null where its record is missing.</summary>
    public long? Bytes { get; init; }

    /// <summary>SHA-256 of the archive as it was written; null where its record is missing.</summary>
    public string? Sha256 { get; init; }

    /// <summary>A command has encrypted it.</summary>
    public bool Encrypted { get; init; }

    /// <summary>The files that were altered while they were read.</summary>
    public IReadOnlyList<string> Changed { get; init; } = [];

    /// <summary>What was not taken, and why.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    public BackupState State { get; init; }

    /// <summary>When it was tested last; null for never.</summary>
    public DateTimeOffset? TestedAt { get; init; }

    /// <summary>What was wrong when it was tested.</summary>
    public string? Problem { get; init; }

    /// <summary>Nothing is known against it. What has no record may be anything.</summary>
    internal bool IsGood => Sha256 is not null && State is BackupState.NeverTested or BackupState.Tested;
}

/// <summary>The small file beside an archive: what it was when it was written, and whether it was tested since.</summary>
public sealed record BackupRecord
{
    public string Format { get; init; } = BackupManifest.ThisFormat;

    /// <summary>SHA-256 of the archive. Of another archive than that the record says nothing.</summary>
    public required string Sha256 { get; init; }

    public required long Size { get; init; }

    /// <summary>When the archive was altered last: as long as this and the size are the same, nobody has to read all of it.</summary>
    public required DateTimeOffset Modified { get; init; }

    public required int Files { get; init; }

    public required long Bytes { get; init; }

    public IReadOnlyList<string> Changed { get; init; } = [];

    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>When it was tested last; null for never.</summary>
    public DateTimeOffset? TestedAt { get; init; }

    /// <summary>What was wrong then; null for nothing.</summary>
    public string? Problem { get; init; }
}

/// <summary>What came of making a backup.</summary>
/// <param name="Backup">The backup.</param>
/// <param name="Removed">Older archives that were taken away.</param>
/// <param name="Remarks">What a person should know of it.</param>
public sealed record MadeBackup(Backup Backup, IReadOnlyList<string> Removed, IReadOnlyList<string> Remarks);

/// <summary>What came of restoring a backup.</summary>
public sealed record RestoredBackup
{
    /// <summary>The archive.</summary>
    public required string Path { get; init; }

    /// <summary>The folder that it was restored into.</summary>
    public required string Destination { get; init; }

    public required int Files { get; init; }

    public required long Bytes { get; init; }

    /// <summary>What stood there before, under the name that it has now.</summary>
    public IReadOnlyList<string> Kept { get; init; } = [];

    /// <summary>What a person should know of it.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
}
