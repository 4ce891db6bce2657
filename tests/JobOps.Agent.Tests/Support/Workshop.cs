using System.Diagnostics;
using JobOps.Ledger;

namespace JobOps.Agent.Tests.Support;

/// <summary>A folder of its own for a test, with an embedded ledger in it; gone afterwards.</summary>
sealed class Workshop : IAsyncDisposable
{
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    readonly List<Process> _started = [];

    public Workshop()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the job files of these tests call sh");
        Folder = Directory.CreateTempSubdirectory("jobops-test-").FullName;
    }

    public string Folder { get; }

    public string LedgerFile => PathOf("ledger.db");

    public LedgerLocation Ledger => LedgerLocation.Parse($"sqlite:{LedgerFile}");

    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Calls <c>jobops</c> and waits for its end.</summary>
    public Task<Answer> CallAsync(params string[] arguments) => CallWithInputAsync("", arguments);

    /// <summary>Calls <c>jobops</c> with a text on standard input.</summary>
    public async Task<Answer> CallWithInputAsync(string input, params string[] arguments)
    {
        var process = Start(arguments);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        return await EndOfAsync(process);
    }

    /// <summary>Calls <c>jobops</c> with one more variable, NAME=value, in its environment.</summary>
    public Task<Answer> CallWithAsync(string variable, params string[] arguments)
    {
        var process = StartWith(variable, arguments);
        process.StandardInput.Close();
        return EndOfAsync(process);
    }

    /// <summary>Starts <c>jobops</c> and lets it run.</summary>
    public Process Start(params string[] arguments) =>
        StartWith($"{LedgerLocation.EnvironmentVariable}={Ledger.ToEnvironmentValue()}", arguments);

    /// <summary>Starts <c>jobops</c> with one more variable, NAME=value, and lets it run.</summary>
    public Process StartWith(string variable, params string[] arguments)
    {
        var start = Agent.Call(Folder, arguments);
        start.Environment[LedgerLocation.EnvironmentVariable] = Ledger.ToEnvironmentValue();
        var parts = variable.Split('=', 2);
        start.Environment[parts[0]] = parts[1];
        var process = Process.Start(start)!;
        _started.Add(process);
        return process;
    }

    /// <summary>Waits for the end of a call.</summary>
    public static async Task<Answer> EndOfAsync(Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(s_patience);
        return new(process.ExitCode, await output, await errors);
    }

    /// <summary>Writes a job file; <paramref name="members"/> is what stands in it beside the required words.</summary>
    public string WriteJob(string name, string members)
    {
        var file = PathOf($"{name}.job.json");
        File.WriteAllText(file, $$"""
            {
              "name": "{{name}}",
              "owner": "night shift",
              "expectedResult": "it has run",
              "rollbackNote": "nothing to undo",
              {{members}}
            }
            """);
        return file;
    }

    /// <summary>Writes a job file and registers it.</summary>
    public async Task RegisterAsync(string name, string members) =>
        (await CallAsync("apply", WriteJob(name, members))).EndsWith(0);

    /// <summary>Opens the ledger in this process.</summary>
    public Task<ILedger> OpenLedgerAsync() => LedgerFactory.Instance.OpenAsync(Ledger);

    /// <summary>Waits until the ledger satisfies a condition.</summary>
    public async Task WaitUntilAsync(Func<ILedger, Task<bool>> condition)
    {
        await using var ledger = await OpenLedgerAsync();
        using var limit = new CancellationTokenSource(s_patience);
        while (!await condition(ledger))
            await ledger.WaitForChangeAsync(TimeSpan.FromSeconds(1), limit.Token);
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
        Directory.Delete(Folder, recursive: true);
    }
}
