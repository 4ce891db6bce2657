using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using JobOps.Errors;

namespace JobOps.Execution;

/// <summary>
/// PowerShell as a program to start. It need not be called <c>pwsh</c>: as a .NET tool of a folder it is <c>dotnet</c>
/// with the path of <c>pwsh.dll</c>, and stands on no PATH.
/// </summary>
/// <param name="File">The program, a full path.</param>
/// <param name="Arguments">What has to stand in front of PowerShell's own arguments.</param>
/// <param name="Origin">Where it was found.</param>
public sealed record PowerShellProgram(string File, IReadOnlyList<string> Arguments, PowerShellOrigin Origin)
{
    /// <summary>Names the PowerShell to start: a program, or the path of a <c>pwsh.dll</c>.</summary>
    public const string EnvironmentVariable = "JOBOPS_PWSH";

    const string Name = "pwsh";
    const string Library = "pwsh.dll";
    const string DotNet = "dotnet";

    // PowerShell starts in half a second, and on a machine that is overloaded in some ten: this is for one that hangs.
    static readonly TimeSpan s_longestAnswer = TimeSpan.FromMinutes(2);

    // To ask dotnet takes a second or two. What a manifest names stays where it is for as long as this process lives.
    static readonly ConcurrentDictionary<string, PowerShellProgram> s_toolsByManifest = new();

    /// <summary>The oldest PowerShell that the module can be imported into.</summary>
    public static Version Oldest { get; } = new(7, 6);

    /// <summary>
    /// The PowerShell that scripts are started with: the one that <c>JOBOPS_PWSH</c> names, else the one that this
    /// process is, else the first on PATH that is not too old, else the .NET tool.
    /// </summary>
    /// <param name="folder">Absolute; relative names and tool manifests are sought from here.</param>
    /// <exception cref="JobOpsException">PowerShellNotFound</exception>
    public static PowerShellProgram Find(string folder) =>
        Named(folder) ?? OfThisProcess() ?? OnPath(folder) ?? UsersTool(folder) ?? FoldersTool(folder)
        ?? throw new JobOpsException(Error.PowerShellNotFound(
            $"{EnvironmentVariable} is not set, and neither PATH nor .NET's tools have a recent {Name}"));

    static PowerShellProgram? Named(string folder)
    {
        if (Environment.GetEnvironmentVariable(EnvironmentVariable) is not { Length: > 0 } named)
            return null;
        var program = named.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)
            ? OfLibrary(Path.GetFullPath(named, folder), PowerShellOrigin.Variable)
            : OfFile(ExecutableFinder.Find(named, folder), PowerShellOrigin.Variable);
        return program ?? throw new JobOpsException(Error.PowerShellNotFound(
            $"{EnvironmentVariable} names '{named}', which cannot be started"));
    }

    // The .NET tool that is a program of its own (dotnet tool install --global) has its library elsewhere: what counts
    // is which program this process was started from, and that PowerShell is what runs in it.
    static PowerShellProgram? OfThisProcess()
    {
        var library = Path.Combine(AppContext.BaseDirectory, Library);
        if (!System.IO.File.Exists(library))
            return null;
        return IsDotNet(Environment.ProcessPath)
            ? new(Environment.ProcessPath!, [library], PowerShellOrigin.Host)
            : OfFile(Environment.ProcessPath, PowerShellOrigin.Host);
    }

    static PowerShellProgram? OnPath(string folder) =>
        OfFile(ExecutableFinder.FindAll(Name, folder).FirstOrDefault(IsRecent), PowerShellOrigin.Path);

    static PowerShellProgram? UsersTool(string folder)
    {
        var home = Environment.GetEnvironmentVariable("DOTNET_CLI_HOME") is { Length: > 0 } own
            ? own
            : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return home.Length == 0
            ? null
            : OfFile(ExecutableFinder.Find(Path.Combine(home, ".dotnet", "tools", Name), folder), PowerShellOrigin.Tool);
    }

    static PowerShellProgram? FoldersTool(string folder)
    {
        if (ManifestAbove(folder) is not { } manifest)
            return null;
        if (s_toolsByManifest.TryGetValue(manifest, out var known))
            return known;
        var program = AskDotNet(Path.GetDirectoryName(manifest)!) is { } home
            ? OfLibrary(Path.Combine(home, Library), PowerShellOrigin.Tool)
            : null;
        return program is null || !IsRecent(program.Arguments[0]) ? null : s_toolsByManifest.GetOrAdd(manifest, program);
    }

    // The two places where dotnet looks for a manifest, from the folder upwards.
    static string? ManifestAbove(string folder)
    {
        for (var place = new DirectoryInfo(folder); place is not null; place = place.Parent)
            foreach (var manifest in (string[])[Path.Combine(".config", "dotnet-tools.json"), "dotnet-tools.json"])
                if (System.IO.File.Exists(Path.Combine(place.FullName, manifest)))
                    return Path.Combine(place.FullName, manifest);
        return null;
    }

    // Only dotnet knows into which folder a tool was restored: PowerShell says where it is when it is started by it.
    static string? AskDotNet(string folder)
    {
        if (FindDotNet() is not { } dotnet)
            return null;
        try
        {
            using var process = new Process
            {
                StartInfo = new(dotnet, ["tool", "run", Name, "--", "-NoProfile", "-NonInteractive", "-Command", "$PSHOME"])
                {
                    WorkingDirectory = folder,
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                },
            };
            ChildProcesses.Start(process);
            process.StandardInput.Close();
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(s_longestAnswer))
            {
                ProcessTree.Kill(process);
                return null;
            }
            Task.WaitAll(output, errors);
            ChildProcesses.Forget(process.Id);
            return process.ExitCode == 0 && output.Result.Trim() is { Length: > 0 } home ? home : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    static PowerShellProgram? OfFile(string? file, PowerShellOrigin origin) =>
        file is null ? null : new(file, [], origin);

    static PowerShellProgram? OfLibrary(string library, PowerShellOrigin origin) =>
        System.IO.File.Exists(library) && FindDotNet() is { } dotnet ? new(dotnet, [library], origin) : null;

    // The one that runs this process or started it, so that its runtime is there; else the installed one.
    static string? FindDotNet() =>
        IsDotNet(Environment.ProcessPath) ? Environment.ProcessPath
        : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host
        : Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root
            && ExecutableFinder.Find(Path.Combine(root, DotNet), Environment.CurrentDirectory) is { } rooted ? rooted
        : ExecutableFinder.Find(DotNet, Environment.CurrentDirectory);

    static bool IsDotNet(string? program) =>
        string.Equals(Path.GetFileNameWithoutExtension(program), DotNet, StringComparison.OrdinalIgnoreCase);

    // The version stands in the library beside the program. A .NET tool has none there and is believed.
    static bool IsRecent(string program)
    {
        var real = new FileInfo(program).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? program;
        var library = Path.Combine(Path.GetDirectoryName(real)!, Library);
        if (!System.IO.File.Exists(library))
            return true;
        var version = FileVersionInfo.GetVersionInfo(library);
        return new Version(version.FileMajorPart, version.FileMinorPart) >= Oldest;
    }
}
