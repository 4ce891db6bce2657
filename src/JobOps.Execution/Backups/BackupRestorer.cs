using System.Globalization;
using JobOps.Backups;
using JobOps.Errors;

namespace JobOps.Execution;

/// <summary>Restores backups, and tests them by restoring.</summary>
public static class BackupRestorer
{
    /// <summary>Restores a backup into a new folder that goes again, compares what comes out with the manifest, and records it.</summary>
    /// <param name="source">The archive.</param>
    /// <param name="temporaryFolder">Where the new folder is made, absolute; null for the system's temporary folder.</param>
    /// <param name="commands">How the command that decrypts is started.</param>
    /// <param name="progress">Is told how many files are restored.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="JobOpsException">What is wrong with it; that is recorded as well.</exception>
    public static async Task<Backup> TestAsync(
        BackupSource source, string? temporaryFolder, BackupCommands commands, IProgress<long>? progress = null,
        CancellationToken cancellation = default)
    {
        // Nothing follows them there, and who restores it is asked again.
        source = Prepare(source) with { AllowOutsideLinks = true };
        var record = BackupFolder.ReadRecord(source.Path);
        BackupManifest manifest;
        var folder = temporaryFolder ?? Path.GetTempPath();
        try
        {
            using var staging = new StagingFolder(folder);
            var files = await ReadAsync(source, staging, commands, progress, cancellation);
            files.Files.Dress(staging.Files, exceptTopFolders: false);
            manifest = files.Manifest;
        }
        catch (JobOpsException exception) when (record is not null && TellsOfTheArchive(exception.Error, source))
        {
            TryRecord(source.Path, record with { TestedAt = DateTimeOffset.UtcNow, Problem = exception.Error.Actual });
            throw;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new JobOpsException(Error.RestoreFailed(folder, exception.Message), exception);
        }
        try
        {
            BackupFolder.WriteRecord(source.Path, Tested(source.Path, record, manifest));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new JobOpsException(Error.BackupTestNotRecorded(source.Path, exception.Message), exception);
        }
        return BackupFolder.Find(source.Path);
    }

    /// <summary>Looks whether a backup can be restored into a folder; nothing is written.</summary>
    /// <exception cref="JobOpsException">BackupNotFound, RestoreFolderNotEmpty, BackupAltered</exception>
    public static Backup Check(BackupSource source, string destination, bool force)
    {
        source = Prepare(source);
        RequireEmpty(source, destination, force);
        RequireUnaltered(source, BackupFolder.ReadRecord(source.Path));
        return BackupFolder.Find(source.Path);
    }

    /// <summary>
    /// Restores a backup. It is read into a hidden folder in the destination and compared with the manifest; only then does each thing get
    /// its name. What has that name already is kept under another one, and has its own again where anything fails.
    /// </summary>
    /// <param name="source">The archive.</param>
    /// <param name="destination">The folder, absolute; it is made where it is not there.</param>
    /// <param name="force">Restore although the folder is not empty.</param>
    /// <param name="commands">How the command that decrypts is started.</param>
    /// <param name="progress">Is told how many files are restored.</param>
    /// <param name="cancellation">Ends it, before anything got its name.</param>
    /// <exception cref="JobOpsException">Why nothing was restored</exception>
    public static async Task<RestoredBackup> RestoreAsync(
        BackupSource source, string destination, bool force, BackupCommands commands, IProgress<long>? progress = null,
        CancellationToken cancellation = default)
    {
        source = Prepare(source);
        RequireEmpty(source, destination, force);
        var known = BackupFolder.Find(source.Path);
        try
        {
            using var staging = new StagingFolder(destination);
            var (manifest, files) = await ReadAsync(source, staging, commands, progress, cancellation);
            files.Dress(staging.Files, exceptTopFolders: true);
            cancellation.ThrowIfCancellationRequested();
            RequireEmpty(source, destination, force);
            return new()
            {
                Path = source.Path,
                Destination = destination,
                Files = manifest.Entries.Count(entry => entry.Kind == BackupEntryKind.File),
                Bytes = manifest.Entries.Sum(entry => entry.Length),
                Kept = Name(staging, destination, files),
                Remarks = Remarks(known, manifest, files),
            };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new JobOpsException(Error.RestoreFailed(destination, exception.Message), exception);
        }
    }

    /// <summary>Whether what failed is the archive of the record: not another one, and not the command that decrypts it.</summary>
    static bool TellsOfTheArchive(JobOpsError error, BackupSource source) =>
        error.Kind == ErrorKind.CheckFailed && error.Id != nameof(Error.BackupAltered)
        && (error.Id != nameof(Error.BackupDamaged) || source.DecryptWith.Count == 0);

    static BackupSource Prepare(BackupSource source)
    {
        // Of what no path can hold this says that it is not there.
        return File.Exists(source.Path)
            ? source with { Path = Path.GetFullPath(source.Path) }
            : throw new JobOpsException(Error.BackupNotFound(source.Path));
    }

    static void RequireEmpty(BackupSource source, string destination, bool force)
    {
        if (File.Exists(destination))
            throw new JobOpsException(Error.RestoreFailed(destination, "a file of that name"));
        try
        {
            if (!force && Directory.Exists(destination)
                && Directory.EnumerateFileSystemEntries(destination).Any(path => !StagingFolder.IsOne(Path.GetFileName(path))))
                throw new JobOpsException(Error.RestoreFolderNotEmpty(source.Path, destination));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new JobOpsException(Error.RestoreFailed(destination, exception.Message), exception);
        }
    }

    static void RequireUnaltered(BackupSource source, BackupRecord? record)
    {
        string[] all = [.. new[] { source.Sha256, record?.Sha256 }.OfType<string>()];
        if (all.Length == 0)
            return;
        string actual;
        try
        {
            actual = BackupFolder.HashOf(source.Path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new JobOpsException(Error.BackupNotFound(source.Path), exception);
        }
        if (Array.Find(all, expected => !actual.Equals(expected, StringComparison.OrdinalIgnoreCase)) is { } other)
            throw new JobOpsException(Error.BackupAltered(source.Path, other, actual));
    }

    /// <summary>Reads the archive into the folder and compares the content of all files.</summary>
    static async Task<(BackupManifest Manifest, RestoredFiles Files)> ReadAsync(
        BackupSource source, StagingFolder staging, BackupCommands commands, IProgress<long>? progress, CancellationToken cancellation)
    {
        RequireUnaltered(source, BackupFolder.ReadRecord(source.Path));
        var reader = new ArchiveReader(source, staging, progress);
        FileStream file;
        try
        {
            file = new(source.Path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new JobOpsException(Error.BackupNotFound(source.Path), exception);
        }
        await using (file)
        {
            var manifest = IsCompressed(file)
                ? await reader.ReadAsync(file, cancellation)
                : await DecryptAsync(source, file, commands, reader, cancellation);
            var files = new RestoredFiles(source.Path, manifest);
            files.CompareContent(staging.Files, cancellation);
            return (manifest, files);
        }
    }

    static bool IsCompressed(FileStream file)
    {
        var compressed = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
        file.Position = 0;
        return compressed;
    }

    static async Task<BackupManifest> DecryptAsync(
        BackupSource source, FileStream file, BackupCommands commands, ArchiveReader reader, CancellationToken cancellation)
    {
        if (source.DecryptWith.Count == 0)
            throw new JobOpsException(BackupName.TryParse(Path.GetFileName(source.Path)) is { Encrypted: true }
                ? Error.BackupEncrypted(source.Path)
                : Error.BackupDamaged(source.Path, "something that is not compressed by gzip"));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using var command = PipedCommand.Start(source.DecryptWith, commands, stop.Token);
        var feeding = FeedAsync();
        try
        {
            var manifest = await reader.ReadAsync(command.Output, stop.Token);
            await feeding;
            await command.RequireSuccessAsync(cancellation);
            return manifest;
        }
        catch (JobOpsException exception) when (exception.Error.Id == nameof(Error.BackupDamaged))
        {
            // A command that fails writes nothing, or a part: then that it failed is the cause.
            await command.RequireNoFailureAsync(cancellation);
            throw;
        }

        async Task FeedAsync()
        {
            try
            {
                // Closed in any case: it would wait for more.
                await using (command.Input)
                    await file.CopyToAsync(command.Input, stop.Token);
            }
            catch (IOException)
            {
                // It has ended before it had read all; its exit code says whether that is a failure.
            }
        }
    }

    /// <summary>Gives each thing its name in the folder.</summary>
    /// <returns>What had that name, under its new one.</returns>
    static List<string> Name(StagingFolder staging, string destination, RestoredFiles files)
    {
        var kept = new List<string>();
        var names = new GivenNames();
        var stamp = DateTime.UtcNow.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture);
        try
        {
            foreach (var entry in files.Tops)
            {
                var (from, to) = (Path.Combine(staging.Files, entry.Path), Path.Combine(destination, entry.Path));
                if (UnixFiles.Exists(to))
                {
                    names.Give(to, $"{to}.before-{stamp}");
                    kept.Add($"{to}.before-{stamp}");
                }
                names.Give(from, to);
                if (entry.Kind == BackupEntryKind.Folder)
                    files.Dress(to, entry);
            }
            return kept;
        }
        catch (Exception exception)
        {
            var left = names.TakeBack();
            if (left.Count > 0)
                throw new JobOpsException(
                    Error.RestoreNotTakenBack(destination, $"{exception.Message}; left: {string.Join(", ", left)}"), exception);
            throw;
        }
    }

    static List<string> Remarks(Backup known, BackupManifest manifest, RestoredFiles files)
    {
        var remarks = new List<string>();
        if (known.State == BackupState.NeverTested)
            remarks.Add("The backup was never tested before.");
        if (manifest.Entries.Where(entry => entry.Changed).Select(entry => entry.Path).ToList() is { Count: > 0 } changed)
            remarks.Add($"Altered while the backup was made: {string.Join(", ", changed)}");
        if (files.OwnersLeft > 0)
            remarks.Add($"Only root sets owners: of {files.OwnersLeft} files, folders and links it is another one now.");
        return remarks;
    }

    static BackupRecord Tested(string path, BackupRecord? record, BackupManifest manifest)
    {
        var file = new FileInfo(path);
        record ??= new()
        {
            Sha256 = BackupFolder.HashOf(path), Size = file.Length, Modified = new(file.LastWriteTimeUtc),
            Files = manifest.Entries.Count(entry => entry.Kind == BackupEntryKind.File),
            Bytes = manifest.Entries.Sum(entry => entry.Length), LeftOut = manifest.LeftOut,
            Changed = [.. manifest.Entries.Where(entry => entry.Changed).Select(entry => entry.Path)],
        };
        return record with { Modified = new(file.LastWriteTimeUtc), TestedAt = DateTimeOffset.UtcNow, Problem = null };
    }

    static void TryRecord(string path, BackupRecord record)
    {
        try
        {
            BackupFolder.WriteRecord(path, record);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // That it failed is said in any case.
        }
    }
}
