using System.Diagnostics;
using System.Runtime.InteropServices;

namespace JobOps.Execution;

/// <summary>
/// The processes that this process has started, and those that it inherits. A process whose parent has ended is inherited by
/// the next ancestor that asked for it, else by the first process of the machine: then nobody can tell any more whose it was.
/// </summary>
public static partial class ChildProcesses
{
    const int SetChildSubreaper = 36;
    const int All = 0;
    const int DoNotWait = 0x1;
    const int Ended = 0x4;
    const int LeaveIt = 0x01000000;
    const int SizeOfSignalInfo = 128;

    static readonly Lock s_lock = new();
    static readonly HashSet<int> s_started = [];
    static volatile bool s_inherits;

    /// <summary>Whether this process inherits what its children leave behind.</summary>
    public static bool Inherits => s_inherits;

    /// <summary>
    /// From now on this process inherits them; on Linux. For a process that executes runs and nothing else: a shell would
    /// inherit the programs of its user.
    /// </summary>
    public static void Inherit()
    {
        s_inherits = OperatingSystem.IsLinux() && Control(SetChildSubreaper, 1, 0, 0, 0) == 0;
        StepCgroup.RemoveEmpty();
    }

    /// <summary>
    /// The processes that this process has started, or inherited: those that have not ended, and those that have and that nobody
    /// has asked for their exit code. On Windows, where nobody inherits a process, those that stand in the job object of this one.
    /// </summary>
    public static (int Alive, int Ended) Count()
    {
        if (OperatingSystem.IsWindows())
            return (StepJobObject.CountBesideThis(), 0);
        if (!OperatingSystem.IsLinux())
            return default;
        var all = Directory.EnumerateDirectories("/proc/self/task").SelectMany(ProcessTable.ChildrenOf)
            .Select(ProcessTable.Find).ToLookup(entry => entry is { HasEnded: false });
        return (all[true].Count(), all[false].Count());
    }

    /// <summary>Starts a process, so that it is known to have been started here.</summary>
    internal static void Start(Process process)
    {
        // What has ended is asked for under the same lock: a process that ends at once must be known before.
        lock (s_lock)
        {
            process.Start();
            s_started.Add(process.Id);
        }
    }

    /// <summary>The same, in a cgroup that is named after its cookie, where one may be made; null where not.</summary>
    internal static StepCgroup? Start(Process process, string cookie)
    {
        // Under the same lock: another process that is started meanwhile would be born in this one's cgroup.
        lock (s_lock)
            return StepCgroup.Start(cookie, () => Start(process));
    }

    /// <summary>.NET has asked a process for its exit code.</summary>
    internal static void Forget(int id)
    {
        lock (s_lock)
            s_started.Remove(id);
    }

    internal static bool IsStartedHere(int id)
    {
        lock (s_lock)
            return s_started.Contains(id);
    }

    /// <summary>Asks inherited processes that have ended for their exit code: nobody else does, and they would stay as zombies.</summary>
    internal static void BuryInherited()
    {
        if (!s_inherits)
            return;
        var information = new byte[SizeOfSignalInfo];
        lock (s_lock)
            while (Wait(All, 0, information, Ended | DoNotWait | LeaveIt) == 0
                   && MemoryMarshal.Read<int>(information.AsSpan(IntPtr.Size == 8 ? 16 : 12)) is var id and > 0
                   && !s_started.Contains(id)
                   && WaitFor(id, 0, DoNotWait) == id)
                Array.Clear(information);
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Control(int option, nuint argument2, nuint argument3, nuint argument4, nuint argument5);

    [LibraryImport("libc", EntryPoint = "waitid")]
    private static partial int Wait(int kind, int id, [Out] byte[] information, int options);

    [LibraryImport("libc", EntryPoint = "waitpid")]
    private static partial int WaitFor(int id, nint status, int options);
}
