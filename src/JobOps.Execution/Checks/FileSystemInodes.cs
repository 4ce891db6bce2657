using System.Runtime.InteropServices;

namespace JobOps.Execution;

/// <summary>How many inodes a file system has. Some make them as they are needed, and have 0 of a table.</summary>
readonly partial record struct FileSystemInodes(ulong All, ulong Free)
{
    // Of a processor of 64 bits; glibc and musl have the first eight fields alike, each of 8 bytes.
    const int SizeOfStatvfs = 256;
    const int Files = 40;
    const int FilesAvailable = 56;

    /// <summary>Null where this system does not tell.</summary>
    /// <seealso href="https://man7.org/linux/man-pages/man3/statvfs.3.html"/>
    public static FileSystemInodes? Of(string path)
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
            return null;
        var statvfs = new byte[SizeOfStatvfs];
        return Statvfs(path, statvfs) == 0
            ? new(MemoryMarshal.Read<ulong>(statvfs.AsSpan(Files)), MemoryMarshal.Read<ulong>(statvfs.AsSpan(FilesAvailable)))
            : null;
    }

    [LibraryImport("libc", EntryPoint = "statvfs", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statvfs(string path, [Out] byte[] status);
}
