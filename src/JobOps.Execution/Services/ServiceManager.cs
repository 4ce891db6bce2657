using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace JobOps.Execution;

/// <summary>What of the service manager of Windows is needed to make a service and to take it away. What it refuses is a
/// <see cref="Win32Exception"/>.</summary>
/// <seealso href="https://learn.microsoft.com/windows/win32/services/service-functions"/>
[SupportedOSPlatform("windows")]
static partial class ServiceManager
{
    /// <summary>There is no service of the name.</summary>
    public const int NoSuchService = 1060;

    /// <summary>There is one already.</summary>
    public const int ServiceExists = 1073;

    /// <summary>The caller may not.</summary>
    public const int AccessDenied = 5;

    const int NotActive = 1062;
    const int InvalidLevel = 124;
    const uint AllOfManager = 0xF003F;
    const uint AllOfService = 0xF01FF;
    const uint OwnProcess = 0x10;
    const uint AutomaticStart = 2;
    const uint NormalErrors = 1;
    const uint QueryStatus = 4;
    const uint Stop = 1;
    const uint Stopped = 1;
    const uint Description = 1;
    const uint FailureActions = 2;
    const uint DelayedStart = 3;
    const uint FailureFlag = 4;
    const int Restart = 1;

    static readonly TimeSpan s_untilGone = TimeSpan.FromSeconds(5);
    static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(200);

    /// <summary>A service that is started with the machine, somewhat later than the others, and started again when it fails, also when it
    /// ends by itself with an exit code.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="title">What people see.</param>
    /// <param name="description">What it does.</param>
    /// <param name="command">Its command line.</param>
    /// <param name="account">One that needs no password.</param>
    /// <param name="pauses">Before each restart; the last one holds for all that follow.</param>
    public static void Create(
        string name, string title, string description, string command, string account, IReadOnlyList<TimeSpan> pauses)
    {
        using var manager = Required(OpenManager(null, null, AllOfManager));
        using var service = Required(CreateService(
            manager, name, title, AllOfService, OwnProcess, AutomaticStart, NormalErrors, command, null, 0, null, account, null));
        try
        {
            Configure(service, description, pauses);
        }
        catch
        {
            Delete(service);
            throw;
        }
    }

    /// <summary>Starts it.</summary>
    public static void StartService(string name)
    {
        using var manager = Required(OpenManager(null, null, AllOfManager));
        using var service = Required(OpenService(manager, name, AllOfService));
        Require(Start(service, 0, 0));
    }

    /// <summary>Stops a service, waits until it has ended, and takes it away.</summary>
    /// <exception cref="OperationCanceledException">It is stopped, and stays.</exception>
    public static void Remove(string name, TimeSpan patience, CancellationToken cancellation)
    {
        using var manager = Required(OpenManager(null, null, AllOfManager));
        using (var service = Required(OpenService(manager, name, AllOfService)))
        {
            if (!Control(service, Stop, out var status) && Marshal.GetLastPInvokeError() != NotActive)
                throw new Win32Exception(Marshal.GetLastPInvokeError());
            var end = DateTime.UtcNow + patience;
            while (Query(service, out status) && status.State != Stopped && DateTime.UtcNow < end)
            {
                cancellation.WaitHandle.WaitOne(s_look);
                cancellation.ThrowIfCancellationRequested();
            }
            Require(Delete(service));
        }
        // It is gone when nobody has it open any more; until then none of its name can be made. A window of services.msc may stay.
        for (var end = DateTime.UtcNow + s_untilGone; IsThere(manager, name) && DateTime.UtcNow < end;)
            cancellation.WaitHandle.WaitOne(s_look);
    }

    static bool IsThere(ServiceHandle manager, string name)
    {
        using var service = OpenService(manager, name, QueryStatus);
        return !service.IsInvalid;
    }

    static unsafe void Configure(ServiceHandle service, string description, IReadOnlyList<TimeSpan> pauses)
    {
        var actions = new (int Kind, int Milliseconds)[pauses.Count];
        for (var index = 0; index < actions.Length; index++)
            actions[index] = (Restart, (int)pauses[index].TotalMilliseconds);
        var (yes, words) = (1, Marshal.StringToHGlobalUni(description));
        try
        {
            fixed (void* first = actions)
            {
                var failure = new FailureInformation
                {
                    ResetAfterSeconds = (uint)TimeSpan.FromDays(1).TotalSeconds, Count = (uint)actions.Length, Actions = (nint)first,
                };
                Require(Change(service, Description, &words));
                Require(Change(service, FailureActions, &failure));
                // Wine knows neither of these.
                Require(Change(service, FailureFlag, &yes) || Marshal.GetLastPInvokeError() == InvalidLevel);
                Require(Change(service, DelayedStart, &yes) || Marshal.GetLastPInvokeError() == InvalidLevel);
            }
        }
        finally
        {
            Marshal.FreeHGlobal(words);
        }
    }

    static ServiceHandle Required(ServiceHandle handle)
    {
        if (!handle.IsInvalid)
            return handle;
        var error = Marshal.GetLastPInvokeError();
        handle.Dispose();
        throw new Win32Exception(error);
    }

    static void Require(bool done)
    {
        if (!done)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [LibraryImport("advapi32", EntryPoint = "OpenSCManagerW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    private static partial ServiceHandle OpenManager(string? machine, string? database, uint access);

    [LibraryImport("advapi32", EntryPoint = "OpenServiceW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    private static partial ServiceHandle OpenService(ServiceHandle manager, string name, uint access);

    [LibraryImport("advapi32", EntryPoint = "CreateServiceW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    private static partial ServiceHandle CreateService(
        ServiceHandle manager, string name, string title, uint access, uint type, uint start, uint errors, string command,
        string? group, nint tag, string? dependencies, string account, string? password);

    [LibraryImport("advapi32", EntryPoint = "ChangeServiceConfig2W", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static unsafe partial bool Change(ServiceHandle service, uint level, void* value);

    [LibraryImport("advapi32", EntryPoint = "StartServiceW", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool Start(ServiceHandle service, int count, nint arguments);

    [LibraryImport("advapi32", EntryPoint = "ControlService", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool Control(ServiceHandle service, uint control, out ServiceState status);

    [LibraryImport("advapi32", EntryPoint = "QueryServiceStatus", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool Query(ServiceHandle service, out ServiceState status);

    [LibraryImport("advapi32", EntryPoint = "DeleteService", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool Delete(ServiceHandle service);

    [LibraryImport("advapi32", EntryPoint = "CloseServiceHandle")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CloseHandle(nint handle);

    sealed class ServiceHandle() : SafeHandle(0, ownsHandle: true)
    {
        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle() => CloseHandle(handle);
    }

    /// <summary>SERVICE_STATUS.</summary>
    [StructLayout(LayoutKind.Sequential)]
    struct ServiceState
    {
        public uint Type;
        public uint State;
        public uint Accepts;
        public uint ExitCode;
        public uint SpecificExitCode;
        public uint CheckPoint;
        public uint Hint;
    }

    /// <summary>SERVICE_FAILURE_ACTIONS.</summary>
    [StructLayout(LayoutKind.Sequential)]
    struct FailureInformation
    {
        public uint ResetAfterSeconds;
        public nint RebootMessage;
        public nint Command;
        public uint Count;
        public nint Actions;
    }
}
