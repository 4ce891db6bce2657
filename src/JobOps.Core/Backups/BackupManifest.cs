namespace JobOps.Backups;

/// <summary>What stands at a path of an archive.</summary>
public enum BackupEntryKind { File, Folder, Link }

/// <summary>One path of an archive.</summary>
public sealed record BackupEntry
{
    /// <summary>From the root of the backup on, with slashes.</summary>
    public required string Path { get; init; }

    public required BackupEntryKind Kind { get; init; }

    /// <summary>Permissions as a number, such as 420 for 644; null where the system has none.</summary>
    public int? Mode { get; init; }

    /// <summary>The owner's number; null where the system has none.</summary>
    public int? User { get; init; }

    /// <summary>The group's number; null where the system has none.</summary>
    public int? Group { get; init; }

    /// <summary>When it was altered last.</summary>
    public DateTimeOffset Modified { get; init; }

    /// <summary>Bytes of a file.</summary>
    public long Length { get; init; }

    /// <summary>SHA-256 of a file's bytes.</summary>
    public string? Sha256 { get; init; }

    /// <summary>What a link points to.</summary>
    public string? Target { get; init; }

    /// <summary>It was altered while it was read: what is in the archive may never have been its content.</summary>
    public bool Changed { get; init; }
}

/// <summary>What an archive holds; it is the last but one of its members, and the last one is its SHA-256.</summary>
public sealed record BackupManifest
{
    /// <summary>What <see cref="Format"/> is.</summary>
    public const string ThisFormat = "jobops-backup";

    /// <summary>The version that is written.</summary>
    public const int ThisVersion = 1;

    public string Format { get; init; } = ThisFormat;

    public int Version { get; init; } = ThisVersion;

    public required string Name { get; init; }

    public required DateTimeOffset When { get; init; }

    /// <summary>The machine that it was made on.</summary>
    public string Host { get; init; } = "";

    /// <summary>The folder that the paths begin at; null for the output of a command.</summary>
    public string? Root { get; init; }

    /// <summary>The program whose output it is; null for files.</summary>
    public string? Program { get; init; }

    /// <summary>What was not taken, and why: pipes, sockets, devices, and files that were gone before they were read.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    public required IReadOnlyList<BackupEntry> Entries { get; init; }
}
