using System.Diagnostics;
using JobOps.Harness;

namespace JobOps.Agent.Tests.Faults;

/// <summary>A file system of a few megabytes, in memory, that can be filled to the last byte.</summary>
sealed class SmallDisk : IDisposable
{
    readonly string _ballast;

    SmallDisk(string folder)
    {
        Folder = folder;
        _ballast = Path.Combine(folder, "ballast");
    }

    public string Folder { get; }

    /// <summary>Mounts it on a folder; skips the test where this user may not.</summary>
    public static SmallDisk Mount(string folder, int megabytes)
    {
        Directory.CreateDirectory(folder);
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", folder),
            "mounting a small file system needs rights that this user does not have");
        return new(folder);
    }

    /// <summary>Leaves no room at all.</summary>
    public void Fill()
    {
        using var ballast = new FileStream(_ballast, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[4096];
        try
        {
            while (true)
                ballast.Write(block);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    public void MakeRoom() => File.Delete(_ballast);

    public void Dispose() => Run("umount", "-l", Folder);

    static bool Run(string file, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardError = true })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.EndAsync().GetAwaiter().GetResult();
        return process.ExitCode == 0;
    }
}
