using JobOps.Errors;

namespace JobOps.Ledger;

/// <summary>
/// Files and folders for their owner alone, whatever the umask is. On Windows what is made has the rights of its folder,
/// which in a user's data folder are the user's.
/// </summary>
public static class OwnerOnly
{
    const UnixFileMode FileRights = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    const UnixFileMode FolderRights = FileRights | UnixFileMode.UserExecute;

    const UnixFileMode ReadableByOthers = UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Makes a file where none is yet.</summary>
    /// <exception cref="IOException">There is one.</exception>
    public static FileStream CreateFile(string path, int bufferSize = 4096)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = bufferSize,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = FileRights;
        return new(path, options);
    }

    /// <summary>Makes a folder, with those above it, where there is none yet. One that is there is left as it is.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }
        // The rights that .NET is told are those of the last folder only.
        if (Path.GetDirectoryName(path) is { Length: > 0 } parent && !Directory.Exists(parent))
            CreateFolder(parent);
        Directory.CreateDirectory(path, FolderRights);
    }

    /// <summary>Who else may read a file, as a sentence that ends with the command against it; null where nobody may.</summary>
    public static string? Exposure(string path)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(path))
            return null;
        var mode = File.GetUnixFileMode(path);
        if ((mode & ReadableByOthers) == 0)
            return null;
        var readers = mode.HasFlag(UnixFileMode.OtherRead) ? "every user of this machine" : "the group of the file";
        return $"{path} can be read by {readers} (mode {Convert.ToString((int)mode, 8)}): chmod 600 {Next.Shell(path)}";
    }
}
