using System.Diagnostics;
using JobOps.Agent.Tests.Support;
using JobOps.Harness;
using JobOps.Windows.Tests.Rig;
using Xunit.Sdk;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(WindowsMachine))]
[assembly: Parallelization(Mode = ParallelMode.None)]

namespace JobOps.Windows.Tests.Rig;

/// <summary>
/// A Windows to start programs on: this machine, or a Wine of the checkout's own with its drive C: in artifacts/windows. Every call has
/// a time limit, after which its process is killed, and nothing of it is left running afterwards.
/// </summary>
public sealed class WindowsMachine : IAsyncLifetime
{
    /// <summary>The longest call: a start of PowerShell on a busy machine.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(90);

    // A prefix is made once, and has to be whole.
    static string Whole => PathOf("prefix", "whole");

    static string Prefix => PathOf("prefix");

    /// <summary>jobops.exe, published for win-x64 with its runtime.</summary>
    public static string Agent => PathOf("agent", "jobops.exe");

    /// <summary>Drive C: as this process sees it.</summary>
    public static string DriveC => OperatingSystem.IsWindows() ? @"C:\" : PathOf("prefix", "drive_c");

    /// <summary>A path of this process as a program of Windows has it.</summary>
    public static string Windows(string path) =>
        OperatingSystem.IsWindows() ? path
        : Path.GetRelativePath(DriveC, path) is var below && !below.StartsWith("..", StringComparison.Ordinal)
            ? $@"C:\{below.Replace('/', '\\')}"
        : $"Z:{path.Replace('/', '\\')}";

    /// <summary>Starts it, and makes it first where there is none yet.</summary>
    public async ValueTask InitializeAsync()
    {
        Assert.True(File.Exists(Agent), $"{Agent} is not there: ./build.sh test --windows makes it");
        if (OperatingSystem.IsWindows())
            return;
        if (!File.Exists(Whole))
            await MakeAsync();
        else
            // What a run that was killed has left would keep the server from starting.
            await EndAsync();
        await CallToolAsync("wineserver", "-p");
        await CallToolAsync("wineboot");
    }

    /// <summary>Ends all that runs on it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!OperatingSystem.IsWindows())
            await EndAsync();
    }

    /// <summary>Starts a program of Windows in a folder, with more variables, NAME=value.</summary>
    internal static Process Start(string program, IEnumerable<string> arguments, string folder, params string[] variables)
    {
        var start = OperatingSystem.IsWindows() ? new ProcessStartInfo(program) : new("wine", [program]);
        return Begin(start, arguments, folder, variables);
    }

    /// <summary>The same at a console, which PowerShell needs: without one it does nothing, and succeeds.</summary>
    internal static Process StartAtConsole(string program, IEnumerable<string> arguments, string folder, params string[] variables)
    {
        if (OperatingSystem.IsWindows())
            return Start(program, arguments, folder, variables);
        var line = string.Join(' ', ((string[])["exec", "wine", program, .. arguments]).Select(Quote));
        return Begin(new("script", ["-qec", line, "/dev/null"]), [], folder, variables);
    }

    /// <summary>The PowerShell of Windows; the test is skipped where there is none.</summary>
    internal static string RequirePowerShell()
    {
        var program = Environment.GetEnvironmentVariable("JOBOPS_WINDOWS_POWERSHELL");
        Assert.SkipWhen(string.IsNullOrEmpty(program), "there is no PowerShell of Windows to start");
        return program!;
    }

    /// <summary>Waits for the end of a call, as long as it may take.</summary>
    internal static async Task<Answer> EndOfAsync(Process process, TimeSpan? patience = null)
    {
        var longest = patience ?? Patience;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(longest);
            // What it has left behind may hold its streams.
            return new(process.ExitCode, await output.WaitAsync(Patience), WithoutWine(await errors.WaitAsync(Patience)));
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{string.Join(' ', process.StartInfo.ArgumentList)} did not end within {longest.TotalSeconds} s");
            throw;
        }
    }

    static async Task MakeAsync()
    {
        await EndAsync();
        if (Directory.Exists(Prefix))
            Directory.Delete(Prefix, recursive: true);
        Directory.CreateDirectory(PathOf("home"));
        await CallToolAsync("wineboot", "-i");
        await CallToolAsync("winecfg", "-v", "win10");
        // For services, which get the environment of the machine.
        await CallToolAsync("wine", "reg", "add", @"HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Environment",
            "/v", "DOTNET_EnableWriteXorExecute", "/d", "0", "/f");
        await EndAsync();
        await File.WriteAllTextAsync(Whole, "");
    }

    static async Task EndAsync()
    {
        // It fails where nothing runs.
        await CallToolAsync("sh", "-c", "wineserver -k || true");
        await CallToolAsync("wineserver", "-w");
    }

    // What goes on in the background would hold the streams.
    static async Task CallToolAsync(string tool, params string[] arguments) => (await EndOfAsync(Begin(
        new("sh"), ["-c", "exec \"$@\" < /dev/null > /dev/null 2>&1", "sh", tool, .. arguments], Path.GetTempPath(), []))).EndsWith(0);

    static Process Begin(ProcessStartInfo start, IEnumerable<string> arguments, string folder, string[] variables)
    {
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.WorkingDirectory = folder;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        foreach (var variable in variables.Concat(OperatingSystem.IsWindows() ? [] : Wine))
        {
            var parts = variable.Split('=', 2);
            start.Environment[parts[0]] = parts[1];
        }
        // What the tests were started with is nothing for what they start: no .NET of Linux, no screen.
        foreach (var ours in start.Environment.Keys.Where(name => name.StartsWith("DOTNET_ROOT", StringComparison.Ordinal))
            .Append("DISPLAY").ToList())
            start.Environment.Remove(ours);
        if (Directory.Exists(PathOf("dotnet")))
            start.Environment["DOTNET_ROOT"] = Windows(PathOf("dotnet"));
        return Process.Start(start)!;
    }

    // Without mshtml no window asks for a browser; folders of the profile are links into the home; without the last one .NET's runtime
    // dies (0x80131506).
    static IEnumerable<string> Wine =>
    [
        $"WINEPREFIX={Prefix}", $"HOME={PathOf("home")}", "WINEARCH=win64", "WINEDEBUG=-all", "WINEDLLOVERRIDES=mshtml=", "LC_ALL=C.UTF-8",
        "DOTNET_EnableWriteXorExecute=0",
    ];

    static string WithoutWine(string errors) => string.Concat(
        errors.Split('\n').Where(line => !line.StartsWith("wine: ", StringComparison.Ordinal)).Select(line => line + '\n')).TrimEnd();

    static string Quote(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    static string PathOf(params string[] parts) => Checkout.PathOf(["artifacts", "windows", .. parts]);
}
