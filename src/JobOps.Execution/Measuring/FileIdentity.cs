using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace JobOps.Execution;

/// <summary>Whether two open files are one: a log that was rotated has its old name and is another file.</summary>
static partial class FileIdentity
{
    const int SizeOfStatx = 256;
    const int OfTheHandle = 0x1000;
    const uint Inode = 0x100;

    public static bool AreSame(SafeFileHandle one, SafeFileHandle other)
    {
        if (OperatingSystem.IsLinux())
            return Of(one).SequenceEqual(Of(other));
        // Where nothing tells the files, the moment at which they were made does.
        return File.GetCreationTimeUtc(one) == File.GetCreationTimeUtc(other);
    }

    /// <summary>Device and inode. The layout of statx is the same on every processor.</summary>
    /// <seealso href="https://man7.org/linux/man-pages/man2/statx.2.html"/>
    static byte[] Of(SafeFileHandle file)
    {
        var statx = new byte[SizeOfStatx];
        if (Statx(file, "", OfTheHandle, Inode, statx) != 0)
            throw new IOException("A log cannot be told from another one.");
        return [.. statx[32..40], .. statx[136..144]];
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(SafeFileHandle folder, string path, int flags, uint fields, [Out] byte[] status);
}
