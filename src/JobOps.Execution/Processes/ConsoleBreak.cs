using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace JobOps.Execution;

/// <summary>Ctrl+Break for a group of processes: what asks a program of the console to end, as TERM does elsewhere.</summary>
[SupportedOSPlatform("windows")]
static partial class ConsoleBreak
{
    const int CtrlBreak = 1;

    // A process has one console at a time.
    static readonly Lock s_lock = new();

    /// <returns>Whether it was sent. A program without a console does not hear it.</returns>
    /// <param name="group">The process that the group was made for.</param>
    public static bool Send(int group)
    {
        lock (s_lock)
        {
            if (Generate(CtrlBreak, group))
                return true;
            // A service has no console, and each of its processes one of its own.
            if (!Attach(group))
                return false;
            try
            {
                return Generate(CtrlBreak, group);
            }
            finally
            {
                Free();
            }
        }
    }

    [LibraryImport("kernel32", EntryPoint = "GenerateConsoleCtrlEvent")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool Generate(int kind, int group);

    [LibraryImport("kernel32", EntryPoint = "AttachConsole")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool Attach(int process);

    [LibraryImport("kernel32", EntryPoint = "FreeConsole")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool Free();
}
