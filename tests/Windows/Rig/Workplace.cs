using System.Diagnostics;
using System.Security.AccessControl;
using System.Security.Principal;
using JobOps.Agent.Tests.Support;

namespace JobOps.Windows.Tests.Rig;

/// <summary>A folder on drive C: with a ledger in it, new for each test; gone afterwards.</summary>
sealed class Workplace : IAsyncDisposable
{
    readonly List<Process> _started = [];

    /// <param name="name">Of the folder.</param>
    public Workplace(string name = "work")
    {
        Folder = Path.Combine(WindowsMachine.DriveC, "jobops-test", $"{Guid.NewGuid():N}"[..8], name);
        Directory.CreateDirectory(Folder);
        Ledger = $"sqlite:{WindowsMachine.Windows(PathOf("ledger.db"))}";
    }

    /// <summary>As this process sees it.</summary>
    public string Folder { get; }

    /// <summary>The location that <c>jobops</c> is told.</summary>
    public string Ledger { get; set; }

    /// <summary>A path in the folder, as this process sees it.</summary>
    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>A path in the folder, as a program of Windows has it.</summary>
    public string Windows(string name) => WindowsMachine.Windows(PathOf(name));

    /// <summary>Calls <c>jobops</c> and waits for its end.</summary>
    public Task<Answer> CallAsync(params string[] arguments) => WindowsMachine.EndOfAsync(Start(arguments));

    /// <summary>Calls any other program of Windows.</summary>
    public Task<Answer> RunAsync(string program, params string[] arguments) =>
        WindowsMachine.EndOfAsync(WindowsMachine.Start(program, arguments, Folder));

    /// <summary>Starts <c>jobops</c> and lets it run.</summary>
    public Process Start(params string[] arguments) => StartWith([], arguments);

    /// <summary>Starts <c>jobops</c> with more variables, NAME=value, and lets it run.</summary>
    public Process StartWith(string[] variables, params string[] arguments)
    {
        var process = WindowsMachine.Start(WindowsMachine.Agent, arguments, Folder, [$"JOBOPS_LEDGER={Ledger}", .. variables]);
        _started.Add(process);
        return process;
    }

    /// <summary>Copies the agent into a folder of this one.</summary>
    /// <returns>Its program, as this process sees it.</returns>
    public string CopyAgent()
    {
        var copy = Directory.CreateDirectory(PathOf("agent")).FullName;
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(WindowsMachine.Agent)!))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        return Path.Combine(copy, Path.GetFileName(WindowsMachine.Agent));
    }

    /// <summary>
    /// Nobody but its owner may read it, on Windows but for the system and the administrators. Wine keeps rights as modes.
    /// </summary>
    public static void AssertOwnersAlone(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(path) & Others);
            return;
        }
        var rights = new FileInfo(path).GetAccessControl(AccessControlSections.Access);
        var rules = rights.GetAccessRules(includeExplicit: true, includeInherited: true, typeof(SecurityIdentifier));
        using var user = WindowsIdentity.GetCurrent();
        SortedSet<string> found = [];
        foreach (FileSystemAccessRule rule in rules)
            found.Add(rule.IdentityReference.Value);
        Assert.Equal(new SortedSet<string> { user.User!.Value, "S-1-5-18", "S-1-5-32-544" }, found);
    }

    /// <summary>Lets everybody read a file.</summary>
    public async Task OpenToEverybodyAsync(string name)
    {
        if (OperatingSystem.IsWindows())
            (await RunAsync("icacls", PathOf(name), "/grant", "*S-1-1-0:R")).EndsWith(0);
        else
            File.SetUnixFileMode(PathOf(name), File.GetUnixFileMode(PathOf(name)) | UnixFileMode.OtherRead);
    }

    /// <summary>Writes a job file; <paramref name="members"/> is what stands in it beside the required words.</summary>
    public string WriteJob(string name, string members)
    {
        File.WriteAllText(PathOf($"{name}.job.json"), $$"""
            {
              "name": "{{name}}", "owner": "night shift", "expectedResult": "it has run", "rollbackNote": "nothing to undo",
              {{members}}
            }
            """);
        return Windows($"{name}.job.json");
    }

    /// <summary>Writes a job file and registers it.</summary>
    public async Task RegisterAsync(string name, string members) =>
        (await CallAsync("apply", WriteJob(name, members))).EndsWith(0);

    /// <summary>Waits until a step has made a folder. Nothing of Wine tells that it has.</summary>
    public async Task WaitForFolderAsync(string name)
    {
        using var limit = new CancellationTokenSource(WindowsMachine.Patience);
        while (!Directory.Exists(PathOf(name)))
            await Task.Delay(TimeSpan.FromMilliseconds(100), limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _started)
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync();
            }
            process.Dispose();
        }
        Directory.Delete(Path.GetDirectoryName(Folder)!, recursive: true);
    }
}
