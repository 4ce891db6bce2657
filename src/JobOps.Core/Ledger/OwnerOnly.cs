using JobOps.Errors;

namespace JobOps.Ledger;

/// <summary>
/// Files and folders for their owner alone, whatever the umask is or the rights of the folder around them. On Windows the system
/// itself and the administrators have access, too.
/// </summary>
public static class OwnerOnly
{
    const UnixFileMode FileRights = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    const UnixFileMode FolderRights = FileRights | UnixFileMode.UserExecute;

    const UnixFileMode ReadableByOthers = UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Makes a file where none is yet.</summary>
    /// <exception cref="IOException">There is one.</exception>
    public static FileStream CreateFile(string path, int bufferSize = 4096) => OperatingSystem.IsWindows()
        ? WindowsRights.CreateFile(path, bufferSize)
        : new(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = bufferSize,
            UnixCreateMode = FileRights,
        });

    /// <summary>Makes a folder, with those above it, where there is none yet. One that is there is left as it is.</summary>
    public static void CreateFolder(string path)
    {
        if (Directory.Exists(path))
            return;
        // The rights that .NET is told are those of the last folder only.
        if (Path.GetDirectoryName(path) is { Length: > 0 } parent)
            CreateFolder(parent);
        if (OperatingSystem.IsWindows())
            WindowsRights.CreateFolder(path);
        else
            Directory.CreateDirectory(path, FolderRights);
    }

    /// <summary>
    /// Gives the files that SQLite has made beside the first one the rights of that one. On Windows they have those of the folder;
    /// elsewhere SQLite itself does it.
    /// </summary>
    public static void Follow(IReadOnlyList<string> files)
    {
        if (OperatingSystem.IsWindows())
            WindowsRights.Follow(files);
    }

    /// <summary>Who else may read a file, as a sentence that ends with the command against it; null where nobody may.</summary>
    public static string? Exposure(string path)
    {
        if (!File.Exists(path))
            return null;
        if (OperatingSystem.IsWindows())
            return WindowsRights.Exposure(path);
        var mode = File.GetUnixFileMode(path);
        if ((mode & ReadableByOthers) == 0)
            return null;
        var readers = mode.HasFlag(UnixFileMode.OtherRead) ? "every user of this machine" : "the group of the file";
        return $"{path} can be read by {readers} (mode {Convert.ToString((int)mode, 8)}): chmod 600 {Next.Shell(path)}";
    }
}
