using System.Text.RegularExpressions;
using JobOps.Steps;

namespace JobOps.Execution;

/// <summary>One path that a check looks at.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Relative">From the root on, with slashes; the name of the root for the root itself.</param>
/// <param name="IsFolder">It is a folder, and no link to one.</param>
readonly record struct WalkedPath(string Path, string Relative, bool IsFolder);

/// <summary>Files and folders from a root on. Links below it are not followed; it may be one itself, as a current release is.</summary>
/// <param name="root">A file or a folder, absolute.</param>
/// <param name="ignore">What is not looked at, by relative path.</param>
sealed class FileWalk(string root, IReadOnlyList<string> ignore)
{
    const int MostUnreadable = 20;

    static readonly EnumerationOptions s_all = new() { AttributesToSkip = 0 };

    readonly IReadOnlyList<Regex> _ignore = Patterns.Compile(ignore);
    readonly List<string> _unreadable = [];

    /// <summary>What could not be looked at, and why; the first of it.</summary>
    public IReadOnlyList<string> Unreadable => _unreadable;

    /// <summary>Notes a path that could not be looked at.</summary>
    public void CannotRead(string path, Exception why)
    {
        if (_unreadable.Count < MostUnreadable)
            _unreadable.Add($"{path}: {why.Message}");
    }

    /// <summary>All that is there, folders before what is in them. Pipes, sockets and devices are left out.</summary>
    /// <exception cref="FileNotFoundException">There is no root.</exception>
    public IEnumerable<WalkedPath> Paths(CancellationToken cancellation)
    {
        var start = Resolve();
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(root));
        if (!Directory.Exists(start))
        {
            yield return new(start, name, IsFolder: false);
            yield break;
        }
        yield return new(start, name, IsFolder: true);
        var folders = new Stack<(string Path, string Relative)>([(start, "")]);
        while (folders.TryPop(out var folder))
        {
            foreach (var entry in Entries(folder.Path))
            {
                cancellation.ThrowIfCancellationRequested();
                var relative = folder.Relative.Length == 0 ? entry.Name : $"{folder.Relative}/{entry.Name}";
                if (IsLink(entry) || _ignore.Any(pattern => pattern.IsMatch(relative))
                    || UnixFileStatus.Of(entry.FullName)?.Special is not null)
                    continue;
                var isFolder = entry is DirectoryInfo;
                yield return new(entry.FullName, relative, isFolder);
                if (isFolder)
                    folders.Push((entry.FullName, relative));
            }
        }
    }

    string Resolve()
    {
        FileSystemInfo entry = Directory.Exists(root) ? new DirectoryInfo(root) : new FileInfo(root);
        return entry.Exists
            ? entry.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? entry.FullName
            : throw new FileNotFoundException($"there is nothing at {root}", root);
    }

    IReadOnlyList<FileSystemInfo> Entries(string folder)
    {
        try
        {
            return [.. new DirectoryInfo(folder).EnumerateFileSystemInfos("*", s_all).OrderBy(entry => entry.Name, StringComparer.Ordinal)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            CannotRead(folder, exception);
            return [];
        }
    }

    static bool IsLink(FileSystemInfo entry) => entry.Attributes.HasFlag(FileAttributes.ReparsePoint) && entry.LinkTarget is not null;
}
