using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace JobOps.Execution;

/// <summary>
/// Ends a process with all that came out of it. On Linux the processes of a step are known by a cookie in their
/// environment, so that one that has left its parent and its session is found, too.
/// </summary>
static partial class ProcessTree
{
    /// <summary>The environment variable that marks the processes of one step.</summary>
    public const string CookieVariable = "JOBOPS_STEP_COOKIE";

    // The same numbers on every Unix that .NET runs on.
    const int SigTerm = 15;
    const int SigKill = 9;

    // Each look reads all of /proc: a few milliseconds on a busy machine.
    static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(25);

    /// <summary>TERM to all, then the grace time, then KILL to whatever is left. Returns when nothing is.</summary>
    public static async Task EndAsync(Process root, string cookie, TimeSpan grace)
    {
        if (!OperatingSystem.IsLinux())
        {
            root.Kill(entireProcessTree: true);
            return;
        }
        Signal(Find(root, cookie), SigTerm);
        var clock = Stopwatch.StartNew();
        while (Find(root, cookie).Count > 0 && clock.Elapsed < grace)
            await Task.Delay(s_look);
        // A process may fork between the look and the signal: look again until there is none.
        for (var left = Find(root, cookie); left.Count > 0 && clock.Elapsed < grace + TimeSpan.FromSeconds(10); left = Find(root, cookie))
        {
            Signal(left, SigKill);
            await Task.Delay(s_look);
        }
    }

    static List<int> Find(Process root, string cookie)
    {
        var mark = Encoding.UTF8.GetBytes($"{CookieVariable}={cookie}");
        var found = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid)
                && IsAlive(folder) && IsMarked(folder, mark))
                found.Add(pid);
        // Before its exec the root has its parent's environment still.
        if (found.Count == 0 && !root.HasExited)
            found.Add(root.Id);
        return found;
    }

    static bool IsMarked(string folder, byte[] mark)
    {
        try
        {
            return File.ReadAllBytes(folder + "/environ").AsSpan().IndexOf(mark) >= 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has ended meanwhile, or belongs to another user.
            return false;
        }
    }

    // A zombie has ended; only its parent has not asked yet.
    static bool IsAlive(string folder)
    {
        try
        {
            var stat = File.ReadAllText(folder + "/stat");
            return stat[(stat.LastIndexOf(')') + 2)..][0] is not ('Z' or 'X');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    static void Signal(IEnumerable<int> pids, int signal)
    {
        foreach (var pid in pids)
            _ = Kill(pid, signal);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
