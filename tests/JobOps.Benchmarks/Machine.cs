using System.Globalization;
using System.Runtime.InteropServices;
using JobOps.Benchmarks.Peers;

namespace JobOps.Benchmarks;

/// <summary>Where the figures come from. Other machines give others; the ratios travel better.</summary>
/// <param name="System">Operating system.</param>
/// <param name="Processor">Its model, as far as the system tells.</param>
/// <param name="Cores">Logical ones that this process may use.</param>
/// <param name="MemoryGiB">That the runtime sees.</param>
/// <param name="FileSystem">Of the folder with the databases.</param>
/// <param name="DotNet">The runtime.</param>
/// <param name="Quartz">Version of the peer.</param>
sealed record Machine(
    string System, string Processor, int Cores, double MemoryGiB, string FileSystem, string DotNet, string Quartz)
{
    public static Machine Look(string folder) => new(
        RuntimeInformation.OSDescription,
        ProcessorModel(),
        Environment.ProcessorCount,
        Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Math.Pow(1024, 3), 1),
        FileSystemOf(folder),
        RuntimeInformation.FrameworkDescription,
        QuartzPeer.Version);

    /// <summary>The load average over a minute; null where the system tells none.</summary>
    public static double? CurrentLoad() =>
        File.Exists("/proc/loadavg")
            ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture)
            : null;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Cores} cores ({Processor}), {MemoryGiB} GiB, {FileSystem}, {System}, {DotNet}, Quartz.NET {Quartz}");

    static string ProcessorModel() =>
        File.Exists("/proc/cpuinfo")
        && File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) is { } line
            ? line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()
            : RuntimeInformation.ProcessArchitecture.ToString();

    /// <summary>Of the mounted drive with the longest name that the folder lies under.</summary>
    static string FileSystemOf(string folder) =>
        DriveInfo.GetDrives().Where(drive => drive.IsReady && folder.StartsWith(drive.Name, StringComparison.Ordinal))
            .MaxBy(drive => drive.Name.Length)?.DriveFormat ?? "unknown file system";
}
