using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using JobOps.Backups;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Execution;

/// <summary>Writes the members of an archive, and its manifest at the end: a tar in PAX form, compressed as gzip does.</summary>
sealed class ArchiveWriter(NewBackup plan, DateTimeOffset when, BackupCommands commands, IProgress<long>? progress)
{
    // Of an output that goes on, so much is held before it is written.
    const int PartSize = 4 * 1024 * 1024;

    const UnixFileMode OwnerReadsAndWrites = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    readonly List<string> _leftOut = [];
    readonly List<BackupEntry> _entries = [];
    long _files;

    /// <param name="to">Stays open.</param>
    /// <param name="walk">Finds the files; null where the output of a command is kept.</param>
    /// <param name="leftOut">What the walk leaves out.</param>
    /// <param name="cancellation">Ends it, with the command.</param>
    /// <exception cref="JobOpsException">What cannot be read or written, and how a command failed</exception>
    public async Task<BackupManifest> WriteAsync(Stream to, SourceWalk? walk, List<string> leftOut, CancellationToken cancellation)
    {
        await using var zip = new GZipStream(to, CompressionLevel.Optimal, leaveOpen: true);
        await using var tar = new TarWriter(zip, TarEntryFormat.Pax, leaveOpen: true);
        if (walk is not null)
            foreach (var source in walk.Find())
                await WriteAsync(tar, source, cancellation);
        else
            await WriteOutputAsync(tar, cancellation);
        var manifest = new BackupManifest
        {
            Name = plan.EffectiveName, When = when, Host = Environment.MachineName, Root = walk?.Root,
            Program = walk is null ? plan.Command[0] : null, LeftOut = [.. leftOut, .. _leftOut], Entries = _entries,
        };
        var bytes = Encoding.UTF8.GetBytes(LedgerJson.Write(manifest));
        await WriteAsync(tar, ArchiveMembers.Manifest, bytes, cancellation);
        var line = ArchiveMembers.HashLine(Convert.ToHexStringLower(SHA256.HashData(bytes)));
        await WriteAsync(tar, ArchiveMembers.ManifestHash, Encoding.ASCII.GetBytes(line), cancellation);
        return manifest;
    }

    async Task WriteAsync(TarWriter tar, SourceEntry source, CancellationToken cancellation)
    {
        var entry = source.Entry;
        switch (entry.Kind)
        {
            case BackupEntryKind.Folder:
                await tar.WriteEntryAsync(Described(TarEntryType.Directory, entry), cancellation);
                break;
            case BackupEntryKind.Link:
                var link = Described(TarEntryType.SymbolicLink, entry);
                link.LinkName = entry.Target!;
                await tar.WriteEntryAsync(link, cancellation);
                break;
            default:
                if (await WriteFileAsync(tar, source, cancellation) is not { } written)
                    return;
                entry = written;
                progress?.Report(++_files);
                break;
        }
        _entries.Add(entry);
    }

    /// <returns>Null where the file has gone.</returns>
    async Task<BackupEntry?> WriteFileAsync(TarWriter tar, SourceEntry source, CancellationToken cancellation)
    {
        SourceFile file;
        try
        {
            file = new(source.FullPath);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            _leftOut.Add($"{source.Entry.Path} (gone before it was read)");
            return null;
        }
        await using (file)
        {
            var member = Described(TarEntryType.RegularFile, source.Entry);
            member.ModificationTime = file.Modified;
            member.DataStream = file;
            await tar.WriteEntryAsync(member, cancellation);
            return source.Entry with
            {
                Modified = file.Modified, Length = file.Length, Sha256 = file.Sha256(), Changed = file.HasChanged(),
            };
        }
    }

    async Task WriteOutputAsync(TarWriter tar, CancellationToken cancellation)
    {
        await using var command = PipedCommand.Start(plan.Command, commands, cancellation);
        command.Input.Close();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var part = new byte[PartSize];
        var (length, number, count) = (0L, 0, PartSize);
        while (count == PartSize)
        {
            count = await command.Output.ReadAtLeastAsync(part, PartSize, throwOnEndOfStream: false, cancellation);
            if (count == 0)
                break;
            hash.AppendData(part.AsSpan(0, count));
            length += count;
            var name = string.Create(CultureInfo.InvariantCulture, $"{ArchiveMembers.Output}{++number:000000}");
            await WriteAsync(tar, name, part.AsMemory(0, count), cancellation);
        }
        await command.RequireSuccessAsync(cancellation);
        if (length == 0)
            throw new JobOpsException(Error.BackupCommandFailed(plan.Command[0], "exit code 0, and not one byte"));
        _entries.Add(new()
        {
            Path = plan.OutputName ?? NewBackup.UsualOutputName, Kind = BackupEntryKind.File, Modified = when, Length = length,
            Mode = OperatingSystem.IsWindows() ? null : (int)OwnerReadsAndWrites, Sha256 = Convert.ToHexStringLower(hash.GetHashAndReset()),
        });
    }

    async Task WriteAsync(TarWriter tar, string name, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        using var data = new MemoryStream(bytes.ToArray(), writable: false);
        await tar.WriteEntryAsync(
            new PaxTarEntry(TarEntryType.RegularFile, name)
            {
                DataStream = data, ModificationTime = when, Mode = OwnerReadsAndWrites,
            },
            cancellation);
    }

    static PaxTarEntry Described(TarEntryType type, BackupEntry entry)
    {
        var member = new PaxTarEntry(type, ArchiveMembers.Files + entry.Path)
        {
            ModificationTime = entry.Modified, Uid = entry.User ?? 0, Gid = entry.Group ?? 0,
        };
        if (entry.Mode is { } mode)
            member.Mode = (UnixFileMode)mode;
        return member;
    }
}
