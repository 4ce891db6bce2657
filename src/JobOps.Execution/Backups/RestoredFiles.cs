using JobOps.Backups;
using JobOps.Errors;
using JobOps.Steps;

namespace JobOps.Execution;

/// <summary>
/// What was read out of an archive, on its way to be what the manifest says: compared, and then given owner, mode and times.
/// </summary>
/// <param name="archive">The archive, for errors.</param>
/// <param name="manifest">What it should be.</param>
sealed class RestoredFiles(string archive, BackupManifest manifest)
{
    const int SetUserAndGroup = 0xC00;

    // Not every file system keeps more; that of FAT is even seconds.
    static readonly TimeSpan s_coarsest = TimeSpan.FromSeconds(2);

    int _ownersLeft;

    /// <summary>How many have another owner than they had, because only root gives files to others.</summary>
    public int OwnersLeft => _ownersLeft;

    /// <summary>What stands directly in the folder.</summary>
    public IEnumerable<BackupEntry> Tops => manifest.Entries.Where(entry => EntryPath.Parent(entry.Path).Length == 0);

    /// <summary>Compares the content of each file with the manifest.</summary>
    /// <exception cref="JobOpsException">BackupDiffers</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public void CompareContent(string folder, CancellationToken cancellation)
    {
        foreach (var entry in manifest.Entries)
        {
            cancellation.ThrowIfCancellationRequested();
            if (entry.Kind != BackupEntryKind.File)
                continue;
            var path = Path.Combine(folder, entry.Path);
            if (new FileInfo(path).Length != entry.Length)
                throw Differs(entry, "length");
            if (BackupFolder.HashOf(path) != entry.Sha256)
                throw Differs(entry, "SHA-256");
        }
    }

    /// <summary>Gives all of it what the manifest says and looks whether it has it; what is in a folder before the folder.</summary>
    /// <param name="folder">Where it stands.</param>
    /// <param name="exceptTopFolders">Leaves out the folders that are to be moved: who may not write in a folder may not move it.</param>
    /// <exception cref="JobOpsException">BackupDiffers</exception>
    /// <exception cref="IOException">It cannot be.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public void Dress(string folder, bool exceptTopFolders)
    {
        foreach (var entry in manifest.Entries.Reverse())
            if (!exceptTopFolders || entry.Kind != BackupEntryKind.Folder || EntryPath.Parent(entry.Path).Length > 0)
                Dress(Path.Combine(folder, entry.Path), entry);
    }

    /// <inheritdoc cref="Dress(string, bool)"/>
    public void Dress(string path, BackupEntry entry)
    {
        try
        {
            Set(path, entry);
        }
        catch (ArgumentException)
        {
            throw Differs(entry, "mode or time than there is");
        }
    }

    void Set(string path, BackupEntry entry)
    {
        var given = GiveOwner(path, entry);
        if (entry.Kind == BackupEntryKind.Link)
            return;
        if (entry.Mode is { } mode && !OperatingSystem.IsWindows())
        {
            // What runs with the rights of its owner must not do so with those of another one.
            if (!given)
                mode &= ~SetUserAndGroup;
            File.SetUnixFileMode(path, (UnixFileMode)mode);
            if ((int)File.GetUnixFileMode(path) != mode)
                throw Differs(entry, "mode");
        }
        var modified = entry.Modified.UtcDateTime;
        if (entry.Kind == BackupEntryKind.Folder)
            Directory.SetLastWriteTimeUtc(path, modified);
        else
            File.SetLastWriteTimeUtc(path, modified);
        if ((File.GetLastWriteTimeUtc(path) - modified).Duration() > s_coarsest)
            throw Differs(entry, "time");
    }

    /// <summary>Whether it has the owner that it had.</summary>
    bool GiveOwner(string path, BackupEntry entry)
    {
        if (entry is not { User: { } user, Group: { } group } || UnixFileStatus.Of(path) is not { } status)
            return true;
        if (status.User == (uint)user && status.Group == (uint)group)
            return true;
        if (UnixFiles.MayGiveAway)
        {
            UnixFiles.Give(path, entry);
            return true;
        }
        _ownersLeft++;
        return false;
    }

    JobOpsException Differs(BackupEntry entry, string what) =>
        new(Error.BackupDiffers(archive, $"{entry.Path} has another {what}"));
}
