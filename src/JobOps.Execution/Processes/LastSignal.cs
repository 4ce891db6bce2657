using System.Runtime.InteropServices;

namespace JobOps.Execution;

/// <summary>
/// A console that is closed, a user who logs off, a machine that ends: Windows ends a process as soon as it has answered these, and
/// after five seconds in any case. So the answer waits while the process ends by itself. Meanwhile no registration may be disposed:
/// Windows keeps everybody from its list of handlers until there is an answer.
/// </summary>
public static class LastSignal
{
    static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);

    public static bool Is(PosixSignal signal) => OperatingSystem.IsWindows() && signal is (PosixSignal.SIGHUP or PosixSignal.SIGTERM);

    /// <summary>Does not answer. What was to be done must have begun on another thread.</summary>
    public static void Wait() => Thread.Sleep(s_longest);
}
