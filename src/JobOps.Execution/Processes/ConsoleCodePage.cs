using System.Runtime.InteropServices;
using System.Text;

namespace JobOps.Execution;

/// <summary>What programs of the console write on Windows that do not write UTF-8.</summary>
static partial class ConsoleCodePage
{
    const uint Utf8 = 65001;

    /// <summary>That of the console, else that which this Windows gives to consoles; null where both are UTF-8, and elsewhere.</summary>
    public static Encoding? Current
    {
        get
        {
            if (!OperatingSystem.IsWindows())
                return null;
            var page = OfConsole() is var own and not (0 or Utf8) ? own : OfWindows();
            return page == Utf8 ? null : CodePagesEncodingProvider.Instance.GetEncoding((int)page);
        }
    }

    [LibraryImport("kernel32", EntryPoint = "GetConsoleOutputCP")]
    private static partial uint OfConsole();

    [LibraryImport("kernel32", EntryPoint = "GetOEMCP")]
    private static partial uint OfWindows();
}
