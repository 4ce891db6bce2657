using System.Runtime.InteropServices;
using System.Security.Principal;

namespace JobOps.Engine.Sqlite;

/// <summary>Groups of this machine: the embedded ledger knows no others.</summary>
static partial class MachineGroups
{
    // As many as Linux gives a process.
    const int MostGroups = 65_536;

    /// <summary>Whether whoever executes this process is in a group.</summary>
    public static bool IsMember(string group) => OperatingSystem.IsWindows() ? IsWindowsMember(group) : IsPosixMember(group);

    [System.Runtime.Versioning.SupportedOSPlatform("windows")]
    static bool IsWindowsMember(string group)
    {
        using var identity = WindowsIdentity.GetCurrent();
        try
        {
            return new WindowsPrincipal(identity).IsInRole(group);
        }
        catch (SystemException)
        {
            // No such group, or a domain that does not answer.
            return false;
        }
    }

    static unsafe bool IsPosixMember(string group)
    {
        // struct group: its name, its password, its number.
        var entry = (nint*)GetGroup(group);
        if (entry is null)
            return false;
        var number = *(uint*)(entry + 2);
        if (number == GetEffectiveGroup())
            return true;
        var all = new uint[MostGroups];
        fixed (uint* first = all)
        {
            var count = GetGroups(all.Length, first);
            return count > 0 && all.AsSpan(0, count).Contains(number);
        }
    }

    [LibraryImport("libc", EntryPoint = "getgrnam", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetGroup(string name);

    [LibraryImport("libc", EntryPoint = "getegid")]
    private static partial uint GetEffectiveGroup();

    [LibraryImport("libc", EntryPoint = "getgroups")]
    private static unsafe partial int GetGroups(int size, uint* list);
}
