using System.Globalization;
using JobOps.Ledger;

namespace JobOps.Execution;

/// <summary>
/// A hidden folder for its owner alone, in which an archive is restored before it is seen. It goes at the end; what a restoring that was
/// ended in the middle has left, the next one in the same folder takes away.
/// </summary>
sealed class StagingFolder : IDisposable
{
    const string Prefix = ".jobops-restore-";
    const string LockName = "lock";

    // One without a lock is being made, or its maker was ended then.
    static readonly TimeSpan s_longestMaking = TimeSpan.FromMinutes(10);

    readonly string _path;
    readonly FileStream _lock;

    /// <param name="parent">The folder that it is made in; it is made as well where it is not there.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public StagingFolder(string parent)
    {
        OwnerOnly.CreateFolder(parent);
        RemoveLeftovers(parent);
        _path = Path.Combine(parent, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Guid.NewGuid():N}"));
        OwnerOnly.CreateFolder(_path);
        _lock = OwnerOnly.CreateFile(Path.Combine(_path, LockName));
        OwnerOnly.CreateFolder(Files);
    }

    /// <summary>What the archive is restored into.</summary>
    public string Files => Path.Combine(_path, "files");

    /// <summary>What the output of a command is collected in, as long as nobody knows its name.</summary>
    public string Output => Path.Combine(_path, "output");

    /// <summary>Whether it is the name of such a folder.</summary>
    public static bool IsOne(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    public void Dispose()
    {
        Remove(_path);
        _lock.Dispose();
    }

    static void RemoveLeftovers(string parent)
    {
        foreach (var path in Directory.EnumerateDirectories(parent, Prefix + "*", new EnumerationOptions { AttributesToSkip = 0 }))
        {
            try
            {
                var file = Path.Combine(path, LockName);
                if (!File.Exists(file) && DateTime.UtcNow - Directory.GetCreationTimeUtc(path) < s_longestMaking)
                    continue;
                // Who still works in it has it locked.
                if (File.Exists(file))
                    new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
                Remove(path);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Somebody is at it, or it is another user's.
            }
        }
    }

    /// <summary>Takes it away, whatever rights the folders in it were given.</summary>
    static void Remove(string path)
    {
        try
        {
            if (!OperatingSystem.IsWindows())
                Open(path);
            Directory.Delete(path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is hidden, and for its owner alone: the next one tries again.
        }
    }

    static void Open(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var below in new DirectoryInfo(folder).EnumerateDirectories("*", new EnumerationOptions { AttributesToSkip = 0 }))
            if (below.LinkTarget is null)
                Open(below.FullName);
    }
}
