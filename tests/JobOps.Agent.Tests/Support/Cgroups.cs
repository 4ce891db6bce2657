using JobOps.Execution;

namespace JobOps.Agent.Tests.Support;

/// <summary>The cgroups of steps on this machine.</summary>
static class Cgroups
{
    public const string None = "no cgroup may be made here: it takes cgroup v2 and root, or a delegated unit";

    /// <summary>Where the cgroups of what this process starts are made; null where they may not be.</summary>
    public static string? Folder { get; } = Find();

    /// <summary>Those of the tries of a step that still stand.</summary>
    public static string[] OfStep(Guid ledgerId, long runId, string step) =>
        Directory.GetDirectories(Folder!, $"jobops-step-{StepCookie.Of(ledgerId, runId, step)}*");

    // As the kernel tells it, where nothing is hidden; a machine that hides a part of it skips.
    static string? Find()
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var own = File.ReadLines("/proc/self/cgroup").FirstOrDefault(line => line.StartsWith("0::", StringComparison.Ordinal));
        var mount = File.ReadLines("/proc/self/mountinfo").FirstOrDefault(line => line.Contains(" - cgroup2 ", StringComparison.Ordinal));
        if (own is null || mount is null)
            return null;
        var folder = mount.Split(' ')[4] + own["0::".Length..].TrimEnd('/');
        var attempt = Path.Combine(folder, $"jobops-test-{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(attempt);
            Directory.Delete(attempt);
            return folder;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
