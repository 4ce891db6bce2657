using System.Security.Cryptography;
using System.Text;

namespace JobOps.Steps;

/// <summary>What stands at a path.</summary>
public enum PathKind { Absent, File, Link, Directory }

/// <summary>The state of a path that a step changes, small enough to record and to compare.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="Kind">What stands there.</param>
/// <param name="Value">SHA-256 of a file's bytes or of a directory's names and bytes (lower-case hex), the target of a
/// link, empty for nothing.</param>
public sealed record TouchedPath(string Path, PathKind Kind, string Value)
{
    /// <summary>Reads the state as it is now. A link is looked at, never followed.</summary>
    public static TouchedPath Read(string path)
    {
        // With a separator at its end, the name of a link would mean what the link points to.
        var full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        FileSystemInfo file = new FileInfo(full);
        if (file.LinkTarget is { } target)
            return new(full, PathKind.Link, target);
        if (file.Exists)
            return new(full, PathKind.File, HashFile(full));
        if (Directory.Exists(full))
            return new(full, PathKind.Directory, HashDirectory(full));
        return new(full, PathKind.Absent, "");
    }

    /// <summary>For people: <c>-> releases/2</c>, <c>sha256 0a1b2c3d4e5f</c>, <c>absent</c>.</summary>
    public override string ToString() => Kind switch
    {
        PathKind.Absent => "absent",
        PathKind.Link => "-> " + Value,
        PathKind.Directory => "folder sha256 " + Value[..12],
        _ => "sha256 " + Value[..12],
    };

    static string HashFile(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    static string HashDirectory(string path)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var options = new EnumerationOptions { AttributesToSkip = 0, RecurseSubdirectories = false };
        foreach (var entry in new DirectoryInfo(path).EnumerateFileSystemInfos("*", options)
                     .OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            var state = Read(entry.FullName);
            hash.AppendData(Encoding.UTF8.GetBytes($"{entry.Name}\0{state.Kind}\0{state.Value}\0"));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
