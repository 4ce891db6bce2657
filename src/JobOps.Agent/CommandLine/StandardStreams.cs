using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;

namespace JobOps.Agent.CommandLine;

/// <summary>What this process reads from and writes to, and who else has it.</summary>
static partial class StandardStreams
{
    const uint Inherit = 1;

    // STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE.
    static readonly int[] s_all = [-10, -11, -12];

    /// <summary>
    /// A file or another program gets UTF-8, whatever the console's code page or the locale is, and a console of Windows whatever it can
    /// show, in whatever code page it is.
    /// </summary>
    /// <param name="shared">Processes that this one starts write to the same.</param>
    public static void Open(bool shared)
    {
        if (OperatingSystem.IsWindows())
        {
            // With it .NET hands characters to a console, and bytes to everything else. It leaves the code page as it is.
            if (!Console.IsOutputRedirected || !Console.IsErrorRedirected)
                Console.OutputEncoding = Encoding.Unicode;
            if (!shared)
                KeepFromChildren();
        }
        if (Console.IsOutputRedirected)
            Console.SetOut(Writer(Console.OpenStandardOutput()));
        if (Console.IsErrorRedirected)
            Console.SetError(Writer(Console.OpenStandardError()));
    }

    static TextWriter Writer(Stream stream) =>
        TextWriter.Synchronized(new StreamWriter(stream, new UTF8Encoding(false)) { AutoFlush = true });

    // Windows gives a child all that may be inherited. Who waits for the end of our output would wait for the last of them.
    [SupportedOSPlatform("windows")]
    static void KeepFromChildren()
    {
        foreach (var number in s_all)
            _ = Set(Find(number), Inherit, 0);
    }

    [LibraryImport("kernel32", EntryPoint = "GetStdHandle")]
    private static partial nint Find(int number);

    [LibraryImport("kernel32", EntryPoint = "SetHandleInformation")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool Set(nint handle, uint mask, uint flags);
}
