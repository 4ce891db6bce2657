using JobOps.Backups;
using JobOps.Errors;
using JobOps.Steps;

namespace JobOps.Execution;

/// <summary>A path that goes into an archive.</summary>
/// <param name="FullPath">Where it stands.</param>
/// <param name="Entry">What it is; of a file still without its bytes.</param>
sealed record SourceEntry(string FullPath, BackupEntry Entry);

/// <summary>Finds what goes into a backup: folders before what is in them, links never followed.</summary>
sealed class SourceWalk
{
    static readonly EnumerationOptions s_all = new() { AttributesToSkip = 0, RecurseSubdirectories = false, IgnoreInaccessible = false };

    readonly NewBackup _plan;
    readonly List<string> _leftOut;
    readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    readonly CancellationToken _cancellation;

    /// <param name="plan">What is wanted.</param>
    /// <param name="leftOut">Gets what is not taken, and why.</param>
    /// <param name="cancellation">Ends it between two paths.</param>
    /// <exception cref="JobOpsException">BackupPathNotFound, BackupPathOutside</exception>
    public SourceWalk(NewBackup plan, List<string> leftOut, CancellationToken cancellation)
    {
        (_plan, _leftOut, _cancellation) = (plan, leftOut, cancellation);
        Paths = [.. plan.Paths.Select(path => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)))];
        foreach (var path in Paths)
            if (!UnixFiles.Exists(path))
                throw new JobOpsException(Error.BackupPathNotFound(path));
        Root = plan.Root is { } root ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(root)) : SharedFolder(Paths);
        foreach (var path in Paths)
            if (Relative(path) is null)
                throw new JobOpsException(Error.BackupPathOutside(path, Root));
    }

    /// <summary>The folder that the paths of the archive begin at.</summary>
    public string Root { get; }

    IReadOnlyList<string> Paths { get; }

    /// <exception cref="JobOpsException">BackupFileUnreadable, BackupLinkLeadsOut</exception>
    public IEnumerable<SourceEntry> Find()
    {
        foreach (var path in Paths)
        {
            var relative = Relative(path)!;
            foreach (var folder in Above(relative))
                if (_seen.Add(folder))
                    yield return Folder(Path.Combine(Root, folder), folder);
            foreach (var entry in relative.Length == 0 ? Below(path, "") : Find(path, relative))
                yield return entry;
        }
    }

    IEnumerable<SourceEntry> Find(string path, string relative)
    {
        _cancellation.ThrowIfCancellationRequested();
        if (!_seen.Add(relative))
            yield break;
        if (UnixFileStatus.Of(path)?.Special is { } special)
        {
            _leftOut.Add($"{relative} (a {special})");
            yield break;
        }
        var file = new FileInfo(path);
        if (file.LinkTarget is { } target)
        {
            if (!_plan.AllowOutsideLinks && EntryPath.LeadsOut(relative, target))
                throw new JobOpsException(Error.BackupLinkLeadsOut(path, target));
            yield return new(path, Entry(path, relative, BackupEntryKind.Link, file.LastWriteTimeUtc) with { Target = target });
        }
        else if (Directory.Exists(path))
        {
            yield return Folder(path, relative);
            foreach (var entry in Below(path, relative))
                yield return entry;
        }
        else if (file.Exists)
            yield return new(path, Entry(path, relative, BackupEntryKind.File, file.LastWriteTimeUtc));
        else
            _leftOut.Add($"{relative} (gone before it was read)");
    }

    IEnumerable<SourceEntry> Below(string folder, string relative)
    {
        foreach (var name in Names(folder))
        {
            // An archive does not hold the archives beside it: each would be twice as large as the last one.
            if (folder == _plan.Destination && BackupName.IsOurs(name))
                continue;
            foreach (var entry in Find(Path.Combine(folder, name), relative.Length == 0 ? name : $"{relative}/{name}"))
                yield return entry;
        }
    }

    List<string> Names(string folder)
    {
        try
        {
            return
            [
                .. Directory.EnumerateFileSystemEntries(folder, "*", s_all).Select(path => Path.GetFileName(path))
                    .Order(StringComparer.Ordinal),
            ];
        }
        catch (DirectoryNotFoundException)
        {
            _leftOut.Add($"{Relative(folder)} (gone before it was read)");
            return [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new JobOpsException(Error.BackupFileUnreadable(folder, exception.Message), exception);
        }
    }

    static SourceEntry Folder(string path, string relative) =>
        new(path, Entry(path, relative, BackupEntryKind.Folder, Directory.GetLastWriteTimeUtc(path)));

    static BackupEntry Entry(string path, string relative, BackupEntryKind kind, DateTime modified)
    {
        var status = UnixFileStatus.Of(path);
        int? mode = status is { } known ? known.Mode & 0xFFF
            : !OperatingSystem.IsWindows() && kind != BackupEntryKind.Link ? (int)File.GetUnixFileMode(path)
            : null;
        return new()
        {
            Path = relative, Kind = kind, Modified = new(modified), Mode = mode, User = (int?)status?.User, Group = (int?)status?.Group,
        };
    }

    /// <summary>A path from the root on, with slashes; empty for the root itself, null outside of it.</summary>
    string? Relative(string path)
    {
        if (path == Root)
            return "";
        var folder = Path.EndsInDirectorySeparator(Root) ? Root : Root + Path.DirectorySeparatorChar;
        return path.StartsWith(folder, StringComparison.Ordinal) ? path[folder.Length..].Replace(Path.DirectorySeparatorChar, '/') : null;
    }

    /// <summary>The folders between the root and a path, the outermost first.</summary>
    static IEnumerable<string> Above(string relative)
    {
        for (var at = relative.IndexOf('/', StringComparison.Ordinal); at > 0; at = relative.IndexOf('/', at + 1))
            yield return relative[..at];
    }

    /// <summary>The nearest folder in which all of them lie.</summary>
    static string SharedFolder(IReadOnlyList<string> paths)
    {
        var shared = Path.GetDirectoryName(paths[0]) ?? paths[0];
        while (paths.Any(path => !(path + Path.DirectorySeparatorChar).StartsWith(
                   Path.EndsInDirectorySeparator(shared) ? shared : shared + Path.DirectorySeparatorChar, StringComparison.Ordinal)))
            shared = Path.GetDirectoryName(shared) ?? throw new JobOpsException(Error.BackupPathOutside(paths[^1], shared));
        return shared;
    }
}
