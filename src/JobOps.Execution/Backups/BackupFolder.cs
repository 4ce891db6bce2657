using System.Security.Cryptography;
using System.Text.Json;
using JobOps.Backups;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Execution;

/// <summary>A folder of archives, each with its record beside it.</summary>
public static class BackupFolder
{
    /// <summary>The backups of a folder, the newest first.</summary>
    /// <param name="folder">Absolute.</param>
    /// <exception cref="JobOpsException">BackupNotFound</exception>
    public static IReadOnlyList<Backup> List(string folder)
    {
        try
        {
            return
            [
                .. Directory.EnumerateFiles(folder).Where(path => BackupName.TryParse(Path.GetFileName(path)) is not null)
                    .Select(Read).OfType<Backup>()
                    .OrderByDescending(backup => backup.When).ThenBy(backup => backup.Name, StringComparer.Ordinal),
            ];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new JobOpsException(Error.BackupNotFound(folder), exception);
        }
    }

    /// <summary>What is known of an archive.</summary>
    /// <param name="path">Absolute.</param>
    /// <exception cref="JobOpsException">BackupNotFound</exception>
    public static Backup Find(string path) => Read(path) ?? throw new JobOpsException(Error.BackupNotFound(path));

    /// <summary>The record of an archive; null where there is none that can be read.</summary>
    internal static BackupRecord? ReadRecord(string archive)
    {
        try
        {
            return LedgerJson.Read<BackupRecord>(File.ReadAllText(BackupName.RecordOf(archive))) is
                { Format: BackupManifest.ThisFormat, Sha256: not null } record
                ? record
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    internal static void WriteRecord(string archive, BackupRecord record)
    {
        var path = BackupName.RecordOf(archive);
        var partial = Path.Combine(Path.GetDirectoryName(path)!, BackupName.PartialOf(Path.GetFileName(path)));
        RemoveIfDead(partial);
        using (var file = OwnerOnly.CreateFile(partial))
        {
            JsonSerializer.Serialize(file, record, LedgerJson.Options);
            file.Flush(flushToDisk: true);
            if (!OperatingSystem.IsWindows())
                File.Move(partial, path, overwrite: true);
        }
        if (OperatingSystem.IsWindows())
            File.Move(partial, path, overwrite: true);
    }

    /// <summary>Takes away an archive, and then its record.</summary>
    /// <exception cref="IOException">It cannot be.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    internal static void Remove(string archive)
    {
        File.Delete(archive);
        File.Delete(BackupName.RecordOf(archive));
    }

    /// <summary>Takes away what backups have left that were ended in the middle.</summary>
    internal static void RemoveLeftovers(string folder)
    {
        foreach (var path in Directory.GetFiles(folder).Where(path => BackupName.OfPartial(Path.GetFileName(path)) is not null))
            RemoveIfDead(path);
        // In this order: what gets its name meanwhile is found under one of both.
        foreach (var path in Directory.GetFiles(folder))
            if (BackupName.OfRecord(Path.GetFileName(path)) is { } name
                && !File.Exists(Path.Combine(folder, name.Partial)) && !File.Exists(Path.Combine(folder, $"{name}")))
                File.Delete(path);
    }

    /// <summary>SHA-256 of a file's bytes.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    internal static string HashOf(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    /// <summary>Null where the file is gone.</summary>
    static Backup? Read(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            return null;
        var name = BackupName.TryParse(file.Name);
        var record = ReadRecord(path);
        var known = new Backup
        {
            Name = name?.Name ?? Path.GetFileNameWithoutExtension(file.Name),
            Path = path,
            When = name?.When ?? new(file.LastWriteTimeUtc),
            Size = file.Length,
            Encrypted = name is { Encrypted: true },
            Files = record?.Files,
            Bytes = record?.Bytes,
            Sha256 = record?.Sha256,
            Changed = record?.Changed ?? [],
            LeftOut = record?.LeftOut ?? [],
        };
        if (record is null)
            return known;
        if (!IsTheOne(file, record))
            return known with { State = BackupState.Altered };
        return record.TestedAt is null ? known : known with
        {
            State = record.Problem is null ? BackupState.Tested : BackupState.Failed,
            TestedAt = record.TestedAt,
            Problem = record.Problem,
        };
    }

    /// <summary>Whether the archive is the one that the record is of. All of it is read only where its time is another.</summary>
    static bool IsTheOne(FileInfo file, BackupRecord record)
    {
        if (file.Length != record.Size)
            return false;
        if (file.LastWriteTimeUtc == record.Modified.UtcDateTime)
            return true;
        try
        {
            return HashOf(file.FullName) == record.Sha256;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    static void RemoveIfDead(string path)
    {
        try
        {
            // Who still writes it has it locked.
            new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Somebody is at it, or somebody else has taken it away.
        }
    }
}
