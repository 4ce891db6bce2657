using System.Security.Cryptography;
using System.Text;

namespace JobOps.Steps;

/// <summary>
/// Reads the states of paths. Only regular files are opened: to open a pipe or a device may wait for ever, or do something.
/// </summary>
/// <param name="cancellation">Ends a long read between two pieces. A file of a network that has gone holds up the call all
/// the same.</param>
sealed class TouchedPathReader(CancellationToken cancellation = default)
{
    const int PieceSize = 128 * 1024;

    readonly List<string> _leftOut = [];

    /// <summary>What was seen and not read, as <c>/srv/site/events (a pipe)</c>.</summary>
    public IReadOnlyList<string> LeftOut => _leftOut;

    /// <inheritdoc cref="TouchedPath.Read"/>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public TouchedPath Read(string path)
    {
        cancellation.ThrowIfCancellationRequested();
        // With a separator at its end, the name of a link would mean what the link points to.
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var status = UnixFileStatus.Of(full);
        if (status?.Special is { } special)
        {
            _leftOut.Add($"{full} (a {special})");
            return new(full, PathKind.Special, special, status.Value.Access);
        }
        FileSystemInfo file = new FileInfo(full);
        if (file.LinkTarget is { } target)
            return new(full, PathKind.Link, target, status?.Owner);
        if (file.Exists)
            return new(full, PathKind.File, HashFile(full), status?.Access);
        return Directory.Exists(full) ? ReadDirectory(full, status) : new(full, PathKind.Absent, "");
    }

    string HashFile(string path)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // Read-write: a file that its program still writes to, such as a log, has a state, too.
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var piece = new byte[PieceSize];
        int count;
        while ((count = stream.Read(piece)) > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            hash.AppendData(piece.AsSpan(0, count));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    TouchedPath ReadDirectory(string path, UnixFileStatus? status)
    {
        using var content = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var access = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var options = new EnumerationOptions { AttributesToSkip = 0, RecurseSubdirectories = false, IgnoreInaccessible = false };
        foreach (var entry in new DirectoryInfo(path).EnumerateFileSystemInfos("*", options)
                     .OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            var state = Read(entry.FullName);
            content.AppendData(Encoding.UTF8.GetBytes($"{entry.Name}\0{state.Kind}\0{state.Value}\0"));
            access.AppendData(Encoding.UTF8.GetBytes($"{entry.Name}\0{state.Access}\0"));
        }
        var entries = status is null ? null : Convert.ToHexStringLower(access.GetHashAndReset())[..12];
        return new(
            path, PathKind.Directory, Convert.ToHexStringLower(content.GetHashAndReset()),
            status is null ? null : $"{status.Value.Access} {entries}");
    }
}
