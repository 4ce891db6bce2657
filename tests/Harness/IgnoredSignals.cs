// All of them: Add-Type, which compiles this file for Pester's runner, has none that are implicit.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace JobOps.Harness;

/// <summary>
/// A script that starts the tests in its background has SIGINT and SIGQUIT ignored for them, and nohup SIGHUP. A program
/// hands on to its children what it ignores, but not what it handles. So the tests handle what they were told to ignore,
/// by doing nothing, and whatever they start can be interrupted.
/// </summary>
public static class IgnoredSignals
{
    const nint Default = 0;

    // Handled for as long as they are held.
    static readonly List<PosixSignalRegistration> s_handled = [];

    /// <summary>Called when the tests are loaded; Pester's runner calls it itself.</summary>
    [ModuleInitializer]
    public static void Handle()
    {
        // Where there is no such file, the tests run as they did: in the foreground all of them pass.
        const string Status = "/proc/self/status";
        if (s_handled.Count > 0 || !File.Exists(Status))
            return;
        const string Line = "SigIgn:";
        var ignored = ulong.Parse(
            File.ReadLines(Status).First(line => line.StartsWith(Line, StringComparison.Ordinal))[Line.Length..],
            NumberStyles.HexNumber | NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
        foreach (var (number, name) in new[] { (1, PosixSignal.SIGHUP), (2, PosixSignal.SIGINT), (3, PosixSignal.SIGQUIT) })
        {
            if ((ignored & (1UL << (number - 1))) == 0)
                continue;
            // .NET leaves a signal ignored that it finds ignored.
            _ = SetHandler(number, Default);
            s_handled.Add(PosixSignalRegistration.Create(name, context => context.Cancel = true));
        }
    }

    [DllImport("libc", EntryPoint = "signal")]
    static extern nint SetHandler(int signal, nint handler);
}
