using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace JobOps.Execution;

/// <summary>
/// A job object for one try of a step, what a <see cref="StepCgroup"/> is on Linux: it holds all that comes out of a process, and
/// nothing can leave it. Should this process be killed, all of it ends as well. A process may be taken into one after the other: the
/// later one then stands in the earlier one, and holds what comes from then on.
/// </summary>
/// <seealso href="https://learn.microsoft.com/windows/win32/procthread/job-objects"/>
[SupportedOSPlatform("windows")]
sealed partial class StepJobObject : IDisposable
{
    const int ExtendedLimits = 9;
    const int Accounting = 1;
    const uint KillOnClose = 0x2000;
    const uint SnapshotOfProcesses = 2;

    // As of a process that KILL has ended.
    const uint ExitCode = 137;

    readonly SafeFileHandle _handle;

    StepJobObject(SafeFileHandle handle) => _handle = handle;

    /// <summary>One that holds nothing yet: made before the process that it is for, which is to be in it as soon as it runs.</summary>
    /// <param name="endsWithThis">What is in it ends when this process is killed.</param>
    /// <returns>Null where Windows makes none.</returns>
    public static StepJobObject? New(bool endsWithThis = true)
    {
        var handle = Create(0, 0);
        if (!handle.IsInvalid && SetKillOnClose(handle, endsWithThis))
            return new(handle);
        handle.Dispose();
        return null;
    }

    /// <summary>Takes a process: from now on whatever it starts is in by itself.</summary>
    /// <param name="process">The process.</param>
    /// <param name="isNew">
    /// What it has started before is taken, too. .NET starts none that waits until it is in, so on a busy machine it may have started
    /// some; one whose parent has ended by now is not found.
    /// </param>
    /// <returns>Whether it is in; not where it has ended.</returns>
    public bool Adopt(Process process, bool isNew)
    {
        try
        {
            if (!Assign(_handle, process.SafeHandle))
                return false;
            if (!isNew)
                return true;
            var born = process.StartTime;
            HashSet<int> members = [process.Id], seen = [process.Id];
            while (ChildrenOf(members).Where(seen.Add).ToList() is { Count: > 0 } found)
                members.UnionWith(found.Where(id => Adopt(id, born)));
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    // The number of a parent that has ended may have gone to another process: what is older does not come out of this one.
    bool Adopt(int id, DateTime born)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.StartTime >= born && Assign(_handle, process.SafeHandle);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // It has ended, or belongs to another user.
            return false;
        }
    }

    static unsafe List<int> ChildrenOf(HashSet<int> parents)
    {
        List<int> found = [];
        using var all = Snapshot(SnapshotOfProcesses, 0);
        var entry = new Entry { Size = sizeof(Entry) };
        for (var more = First(all, ref entry); more; more = Next(all, ref entry))
            if (parents.Contains(entry.Parent))
                found.Add(entry.Id);
        return found;
    }

    /// <summary>How many processes in it have not ended.</summary>
    public int Count => CountIn(_handle);

    /// <summary>The processes in the innermost job object of this process, without this one; 0 where it is in none.</summary>
    public static int CountBesideThis()
    {
        using var own = new SafeFileHandle(0, ownsHandle: false);
        return Math.Max(0, CountIn(own) - 1);
    }

    static int CountIn(SafeFileHandle handle) =>
        Query(handle, Accounting, out var accounting, Marshal.SizeOf<AccountingInformation>(), 0) ? accounting.Active : 0;

    /// <summary>Kills all of it at once.</summary>
    public void Kill() => _ = Terminate(_handle, ExitCode);

    /// <summary>Lets go of it: what has been left running on purpose goes on.</summary>
    public void Dispose()
    {
        SetKillOnClose(_handle, false);
        _handle.Dispose();
    }

    static bool SetKillOnClose(SafeFileHandle handle, bool kills)
    {
        var limits = new LimitInformation { Flags = kills ? KillOnClose : 0 };
        return Set(handle, ExtendedLimits, limits, Marshal.SizeOf<LimitInformation>());
    }

    [LibraryImport("kernel32", EntryPoint = "CreateJobObjectW")]
    private static partial SafeFileHandle Create(nint security, nint name);

    [LibraryImport("kernel32", EntryPoint = "AssignProcessToJobObject")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool Assign(SafeFileHandle job, SafeProcessHandle process);

    [LibraryImport("kernel32", EntryPoint = "SetInformationJobObject")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool Set(SafeFileHandle job, int kind, in LimitInformation limits, int size);

    [LibraryImport("kernel32", EntryPoint = "QueryInformationJobObject")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool Query(SafeFileHandle job, int kind, out AccountingInformation accounting, int size, nint returned);

    [LibraryImport("kernel32", EntryPoint = "TerminateJobObject")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool Terminate(SafeFileHandle job, uint exitCode);

    [LibraryImport("kernel32", EntryPoint = "CreateToolhelp32Snapshot")]
    private static partial SafeFileHandle Snapshot(uint kind, int process);

    [LibraryImport("kernel32", EntryPoint = "Process32FirstW")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool First(SafeFileHandle snapshot, ref Entry entry);

    [LibraryImport("kernel32", EntryPoint = "Process32NextW")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool Next(SafeFileHandle snapshot, ref Entry entry);

    /// <summary>PROCESSENTRY32W.</summary>
    [StructLayout(LayoutKind.Sequential)]
    unsafe struct Entry
    {
        public int Size;
        public int Usage;
        public int Id;
        public nuint Heap;
        public int Module;
        public int Threads;
        public int Parent;
        public int Priority;
        public int Flags;
        public fixed ushort File[260];
    }

    /// <summary>JOBOBJECT_EXTENDED_LIMIT_INFORMATION.</summary>
    [StructLayout(LayoutKind.Sequential)]
    struct LimitInformation
    {
        public long ProcessTime;
        public long JobTime;
        public uint Flags;
        public nuint SmallestWorkingSet;
        public nuint LargestWorkingSet;
        public uint Processes;
        public nuint Affinity;
        public uint Priority;
        public uint Scheduling;
        public long ReadCount;
        public long WriteCount;
        public long OtherCount;
        public long ReadBytes;
        public long WrittenBytes;
        public long OtherBytes;
        public nuint ProcessMemory;
        public nuint JobMemory;
        public nuint MostProcessMemory;
        public nuint MostJobMemory;
    }

    /// <summary>JOBOBJECT_BASIC_ACCOUNTING_INFORMATION.</summary>
    [StructLayout(LayoutKind.Sequential)]
    struct AccountingInformation
    {
        public long UserTime;
        public long KernelTime;
        public long PeriodUserTime;
        public long PeriodKernelTime;
        public int PageFaults;
        public int Total;
        public int Active;
        public int Terminated;
    }
}
