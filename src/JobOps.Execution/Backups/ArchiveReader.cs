using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using JobOps.Backups;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Execution;

/// <summary>
/// Reads the members of an archive into a folder. The archive may come from anybody: what could reach outside is refused, links are made
/// when nothing is written any more, and nothing counts before the manifest was read and agrees.
/// </summary>
sealed class ArchiveReader(BackupSource source, StagingFolder staging, IProgress<long>? progress)
{
    const int LongestManifest = 256 * 1024 * 1024;
    const int LongestHashLine = 1024;

    /// <summary>What was read, by its path; a file has no value, a link its target.</summary>
    readonly Dictionary<string, (BackupEntryKind Kind, string? Target)> _found = new(StringComparer.Ordinal);
    readonly byte[] _piece = new byte[128 * 1024];
    int _parts;
    long _files;
    byte[]? _manifest;
    string? _hashLine;

    /// <summary>Reads all of it.</summary>
    /// <param name="archive">The archive's bytes, decrypted.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Its manifest, which agrees with what was found but for the content of the files.</returns>
    /// <exception cref="JobOpsException">BackupDamaged, BackupManifestAltered, BackupDiffers, BackupEntryUnsafe</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public async Task<BackupManifest> ReadAsync(Stream archive, CancellationToken cancellation)
    {
        await using var compressed = new ReadBytes(archive);
        await using var zip = new GZipStream(compressed, CompressionMode.Decompress, leaveOpen: true);
        await using var content = new ReadBytes(zip);
        await using var tar = new TarReader(content, leaveOpen: true);
        while (await AskAsync(() => tar.GetNextEntryAsync(copyData: false, cancellation)) is { } member)
            await TakeAsync(member, cancellation);
        // To the end: there checksum and length of gzip stand, and .NET says nothing where they do not.
        while (await AskAsync(() => content.ReadAsync(_piece, cancellation)) > 0
               || await AskAsync(() => compressed.ReadAsync(_piece, cancellation)) > 0)
            cancellation.ThrowIfCancellationRequested();
        if (compressed.Last != (uint)content.Count)
            throw new JobOpsException(Error.BackupDamaged(source.Path, "it does not end as gzip does"));
        var manifest = Manifest();
        Compare(manifest);
        foreach (var entry in manifest.Entries)
            if (entry.Kind == BackupEntryKind.Link)
                File.CreateSymbolicLink(Path.Combine(staging.Files, entry.Path), entry.Target!);
        return manifest;
    }

    async Task TakeAsync(TarEntry member, CancellationToken cancellation)
    {
        // The manifest is the last but one; of what comes behind it nobody would know.
        if (_manifest is not null && member.Name != ArchiveMembers.ManifestHash || _hashLine is not null)
            throw Unsafe(member.Name, "an entry behind the manifest");
        if (member.Name is ArchiveMembers.Manifest or ArchiveMembers.ManifestHash && member.EntryType == TarEntryType.RegularFile)
        {
            if (member.Name == ArchiveMembers.Manifest)
                _manifest = await TextAsync(member, LongestManifest, cancellation);
            else
                _hashLine = Encoding.ASCII.GetString(await TextAsync(member, LongestHashLine, cancellation));
        }
        else if (member.Name.StartsWith(ArchiveMembers.Output, StringComparison.Ordinal))
            await TakePartAsync(member, cancellation);
        else if (member.Name.StartsWith(ArchiveMembers.Files, StringComparison.Ordinal))
            await TakeFileAsync(member, member.Name[ArchiveMembers.Files.Length..].TrimEnd('/'), cancellation);
        else
            throw Unsafe(member.Name, "an entry that no backup has");
    }

    async Task TakeFileAsync(TarEntry member, string path, CancellationToken cancellation)
    {
        if (EntryPath.Danger(path) is { } danger)
            throw Unsafe(member.Name, danger);
        var parent = EntryPath.Parent(path);
        if (parent.Length > 0 && (!_found.TryGetValue(parent, out var above) || above.Kind != BackupEntryKind.Folder))
            throw Unsafe(member.Name, "an entry below something that is no folder of this archive");
        (BackupEntryKind, string?) found = member.EntryType switch
        {
            TarEntryType.RegularFile => (BackupEntryKind.File, null),
            TarEntryType.Directory => (BackupEntryKind.Folder, null),
            TarEntryType.SymbolicLink => (BackupEntryKind.Link, member.LinkName),
            var other => throw Unsafe(member.Name, $"a {other}"),
        };
        if (!_found.TryAdd(path, found))
            throw Unsafe(member.Name, "an entry that is there already");
        var to = Path.Combine(staging.Files, path);
        switch (found)
        {
            case (BackupEntryKind.Folder, _):
                OwnerOnly.CreateFolder(to);
                break;
            case (BackupEntryKind.Link, { } target):
                if (!source.AllowOutsideLinks && EntryPath.LeadsOut(path, target))
                    throw Unsafe(member.Name, $"a link that leads out: -> {target}");
                break;
            default:
                await using (var file = OwnerOnly.CreateFile(to, bufferSize: 0))
                    await CopyAsync(member, file, cancellation);
                progress?.Report(++_files);
                break;
        }
    }

    async Task TakePartAsync(TarEntry member, CancellationToken cancellation)
    {
        if (member.EntryType != TarEntryType.RegularFile
            || member.Name != string.Create(CultureInfo.InvariantCulture, $"{ArchiveMembers.Output}{_parts + 1:000000}"))
            throw Unsafe(member.Name, "a part of an output out of its order");
        await using var file = _parts++ == 0
            ? OwnerOnly.CreateFile(staging.Output, bufferSize: 0)
            : new FileStream(staging.Output, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        await CopyAsync(member, file, cancellation);
    }

    async Task CopyAsync(TarEntry member, FileStream to, CancellationToken cancellation)
    {
        if (member.DataStream is not { } data)
            return;
        int count;
        while ((count = await AskAsync(() => data.ReadAsync(_piece, cancellation))) > 0)
            await to.WriteAsync(_piece.AsMemory(0, count), cancellation);
    }

    async Task<byte[]> TextAsync(TarEntry member, int longest, CancellationToken cancellation)
    {
        if (member.Length > longest)
            throw new JobOpsException(Error.BackupDamaged(source.Path, $"{member.Name} is {member.Length} bytes long"));
        var bytes = new byte[member.Length];
        if (member.DataStream is { } data)
            await AskAsync(async () =>
            {
                await data.ReadExactlyAsync(bytes, cancellation);
                return 0;
            });
        return bytes;
    }

    BackupManifest Manifest()
    {
        if (_manifest is null || _hashLine is null)
            throw new JobOpsException(Error.BackupDamaged(source.Path, "it ends without its manifest"));
        var hash = Convert.ToHexStringLower(SHA256.HashData(_manifest));
        if (_hashLine != ArchiveMembers.HashLine(hash))
            throw new JobOpsException(Error.BackupManifestAltered(source.Path, $"one with {hash}"));
        try
        {
            var manifest = JsonSerializer.Deserialize<BackupManifest>(_manifest, LedgerJson.Options);
            if (manifest is { Format: BackupManifest.ThisFormat, Version: BackupManifest.ThisVersion, Entries: not null }
                && manifest.Entries.All(entry => entry is { Path: not null }))
                return manifest;
            var form = $"'{manifest?.Format}', version {manifest?.Version}";
            throw new JobOpsException(
                Error.BackupDamaged(source.Path, $"its manifest is of the form {form}, which this JobOps does not know"));
        }
        catch (JsonException exception)
        {
            throw new JobOpsException(Error.BackupManifestAltered(source.Path, exception.Message), exception);
        }
    }

    void Compare(BackupManifest manifest)
    {
        if (_parts > 0)
            TakeOutput(manifest);
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in manifest.Entries)
        {
            if (!known.Add(entry.Path) || !_found.TryGetValue(entry.Path, out var found))
                throw Differs($"{entry.Path} is not in it once");
            if (found != (entry.Kind, entry.Target))
                throw Differs($"{entry.Path} is something else");
        }
        if (_found.Keys.FirstOrDefault(path => !known.Contains(path)) is { } unknown)
            throw Differs($"{unknown} is not in the manifest");
    }

    void TakeOutput(BackupManifest manifest)
    {
        if (_found.Count > 0 || manifest.Entries is not [{ Kind: BackupEntryKind.File, Path: var name }])
            throw Differs("it has the output of a command and other entries");
        if (EntryPath.Danger(name) is not null || name.Contains('/'))
            throw Unsafe(name, "an output that is no file of this folder");
        File.Move(staging.Output, Path.Combine(staging.Files, name));
        _found[name] = (BackupEntryKind.File, null);
    }

    /// <summary>Reads; what the archive does not give is its fault, and not the folder's.</summary>
    async Task<T> AskAsync<T>(Func<ValueTask<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception exception) when (
            exception is InvalidDataException or IOException or FormatException or ArgumentException or OverflowException
                or NotSupportedException)
        {
            throw new JobOpsException(Error.BackupDamaged(source.Path, exception.Message), exception);
        }
    }

    JobOpsException Unsafe(string entry, string reason) => new(Error.BackupEntryUnsafe(source.Path, entry, reason));

    JobOpsException Differs(string difference) => new(Error.BackupDiffers(source.Path, difference));
}
