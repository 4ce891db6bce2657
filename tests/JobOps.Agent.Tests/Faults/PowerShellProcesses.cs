using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using JobOps.Agent.Tests.Support;

namespace JobOps.Agent.Tests.Faults;

/// <summary>The PowerShell hosts of workers, as /proc shows them.</summary>
static class PowerShellProcesses
{
    const int Kilobyte = 1024;

    /// <summary>The hosts of the workers of a ledger, whether or not their worker still lives.</summary>
    public static List<int> Hosts(Workshop shop) =>
    [
        .. Ids().Where(id => Read(id, "environ").Contains("JOBOPS_HOST_PIPE=", StringComparison.Ordinal)
                             && Read(id, "environ").Contains(shop.Folder, StringComparison.Ordinal)
                             && Read(id, "cmdline").Contains("WorkerHost", StringComparison.Ordinal)),
    ];

    /// <summary>Every process of this machine that this user may look at.</summary>
    public static IEnumerable<int> Ids() =>
        from folder in Directory.EnumerateDirectories("/proc")
        where int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out _)
        select int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture);

    /// <summary>A file of a process; nothing where it has ended or belongs to somebody else.</summary>
    public static string Read(int id, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/{file}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>What a process has in memory now; bytes.</summary>
    public static long Memory(int id) => Kilobyte
        * long.Parse(Regex.Match(Read(id, "status"), @"VmRSS:\s+(\d+)").Groups[1].ValueSpan, CultureInfo.InvariantCulture);

    /// <summary>SIGKILL, unless it has ended.</summary>
    public static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            // It has ended.
        }
    }
}
