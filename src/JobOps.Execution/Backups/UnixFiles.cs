using System.Runtime.InteropServices;
using JobOps.Backups;

namespace JobOps.Execution;

/// <summary>What .NET does not do with files: rename whatever stands there, links included, and give it to an owner.</summary>
static partial class UnixFiles
{
    /// <summary>Only this user gives files to others.</summary>
    public static bool MayGiveAway { get; } = !OperatingSystem.IsWindows() && UserId() == 0;

    /// <summary>Renames what stands there; a link is renamed itself. Nothing may stand under the new name.</summary>
    /// <exception cref="IOException">It cannot be.</exception>
    public static void Move(string from, string to)
    {
        if (!OperatingSystem.IsWindows())
        {
            if (Rename(from, to) != 0)
                throw new IOException($"{to}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
        else if (Directory.Exists(from))
            Directory.Move(from, to);
        else
            File.Move(from, to);
    }

    /// <summary>Gives what stands there, a link itself, to the owner of an entry.</summary>
    /// <exception cref="IOException">It cannot be.</exception>
    public static void Give(string path, BackupEntry entry)
    {
        if (ChangeOwner(path, (uint)entry.User!, (uint)entry.Group!) != 0)
            throw new IOException($"{path}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>Whether anything stands there: also a link that leads nowhere.</summary>
    public static bool Exists(string path) => File.Exists(path) || Directory.Exists(path) || new FileInfo(path).LinkTarget is not null;

    [LibraryImport("libc", EntryPoint = "rename", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Rename(string from, string to);

    [LibraryImport("libc", EntryPoint = "lchown", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int ChangeOwner(string path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint UserId();
}
