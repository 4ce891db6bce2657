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

    // As of a process that KILL has ended.
    const uint ExitCode = 137;

    readonly SafeFileHandle _handle;

    StepJobObject(SafeFileHandle handle) => _handle = handle;

    /// <summary>Takes a process into one of its own. What it has started before is not in it.</summary>
    /// <returns>Null where Windows makes none, or the process has ended.</returns>
    public static StepJobObject? Adopt(Process process)
    {
        var handle = Create(0, 0);
        if (!handle.IsInvalid && SetKillOnClose(handle, true) && Assign(handle, process.SafeHandle))
            return new(handle);
        handle.Dispose();
        return null;
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
