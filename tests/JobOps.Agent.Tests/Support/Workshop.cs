using System.Diagnostics;
using JobOps.Agent.Tests.Faults;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Harness;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Runs;
using JobOps.Workers;

namespace JobOps.Agent.Tests.Support;

/// <summary>A folder of its own for a test, with an embedded ledger in it; gone afterwards.</summary>
sealed class Workshop : IAsyncDisposable
{
    static readonly TimeSpan s_patience = FaultForm.Patience;

    readonly List<Process> _started = [];

    public Workshop()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the job files of these tests call sh");
        Folder = Directory.CreateTempSubdirectory("jobops-test-").FullName;
        Ledger = LedgerLocation.Parse($"sqlite:{LedgerFile}");
    }

    public string Folder { get; }

    public string LedgerFile => PathOf("ledger.db");

    /// <summary>The file in the folder, unless a test has another.</summary>
    public LedgerLocation Ledger { get; set; }

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
    public Task<Answer> CallWithAsync(string variable, params string[] arguments) => CallWithAsync([variable], arguments);

    /// <summary>Calls <c>jobops</c> with more variables, NAME=value, in its environment.</summary>
    public Task<Answer> CallWithAsync(string[] variables, params string[] arguments)
    {
        var process = StartWith(variables, arguments);
        process.StandardInput.Close();
        return EndOfAsync(process);
    }

    /// <summary>Calls <c>jobops</c> where files that are made lose no rights of those that a program gives them.</summary>
    public Task<Answer> CallWithoutUmaskAsync(params string[] arguments)
    {
        var start = Agent.Call(Folder);
        var line = string.Join(' ', [start.FileName, .. arguments.Select(Next.Shell)]);
        start.FileName = "/bin/sh";
        foreach (var word in (string[])["-c", $"umask 000; exec {line}"])
            start.ArgumentList.Add(word);
        var process = Begin(start, []);
        process.StandardInput.Close();
        return EndOfAsync(process);
    }

    /// <summary>Starts <c>jobops</c> and lets it run.</summary>
    public Process Start(params string[] arguments) => StartWith([], arguments);

    /// <summary>Starts <c>jobops</c> with one more variable, NAME=value, and lets it run.</summary>
    public Process StartWith(string variable, params string[] arguments) => StartWith([variable], arguments);

    /// <summary>Starts <c>jobops</c> with more variables, NAME=value, and lets it run.</summary>
    public Process StartWith(string[] variables, params string[] arguments) =>
        Begin(Agent.Call(Folder, arguments), variables);

    /// <summary>Starts <c>jobops</c> at a terminal of its own; what is written to its input is typed there.</summary>
    public Process StartAtTerminal(params string[] arguments)
    {
        const string Terminal = "/usr/bin/script";
        Assert.SkipUnless(File.Exists(Terminal), $"there is no {Terminal} to make a terminal with");
        var start = Agent.Call(Folder);
        var line = string.Join(' ', ["exec", .. new[] { start.FileName }.Concat(arguments).Select(Next.Shell)]);
        start.FileName = Terminal;
        foreach (var word in (string[])["-qec", line, "/dev/null"])
            start.ArgumentList.Add(word);
        return Begin(start, []);
    }

    Process Begin(ProcessStartInfo start, string[] variables)
    {
        start.Environment[LedgerLocation.EnvironmentVariable] = Ledger.ToEnvironmentValue();
        foreach (var variable in variables)
        {
            var parts = variable.Split('=', 2);
            start.Environment[parts[0]] = parts[1];
        }
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

    /// <summary>Writes a job file and registers it, without a process of its own: what <c>apply</c> does has its own tests.</summary>
    public async Task RegisterAsync(string name, string members)
    {
        await using var ledger = await OpenLedgerAsync();
        await ledger.Jobs.RegisterAsync(JobFile.Read(WriteJob(name, members)));
    }

    /// <summary>Leaves a run to a worker, as <c>start --no-wait</c> does.</summary>
    public async Task EnqueueAsync(string job, string? queue = null, int? priority = null, TimeSpan? delay = null)
    {
        await using var ledger = await OpenLedgerAsync();
        await new JobStarter(ledger).StartAsync(
            new() { JobName = job, Queue = queue, Priority = priority, Delay = delay }, executedHere: false);
    }

    /// <summary>All runs of the ledger, newest first.</summary>
    public async Task<IReadOnlyList<JobRun>> RunsAsync()
    {
        await using var ledger = await OpenLedgerAsync();
        return await ledger.Runs.GetAsync(new());
    }

    /// <summary>What <c>jobops run</c> says of why a run is where it is.</summary>
    public async Task<string> WhyAsync(long runId) =>
        (await CallAsync("run", $"{runId}", "--json")).EndsWith(0).Json.GetProperty("why").GetString()!;

    /// <summary>Whom the ledger takes us for.</summary>
    public async Task<string> ActorAsync()
    {
        await using var ledger = await OpenLedgerAsync();
        return ledger.Info.Actor;
    }

    /// <summary>The run as the ledger has it now.</summary>
    public async Task<JobRun> RunAsync(long runId)
    {
        await using var ledger = await OpenLedgerAsync();
        return (await ledger.Runs.FindAsync(runId))!;
    }

    /// <summary>Waits until a run has this status.</summary>
    public Task WaitForAsync(long runId, RunStatus status) =>
        WaitUntilAsync(async ledger => (await ledger.Runs.FindAsync(runId))?.Status == status);

    /// <summary>Waits until so many workers stand in the ledger with this status.</summary>
    public Task WaitForWorkersAsync(WorkerStatus status, int count = 1) =>
        WaitUntilAsync(async ledger => (await ledger.Workers.GetAsync()).Count(worker => worker.Status == status) == count);

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
                await process.EndAsync();
            }
            process.Dispose();
        }
        Directory.Delete(Folder, recursive: true);
    }
}
