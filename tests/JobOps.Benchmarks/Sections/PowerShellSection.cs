using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using JobOps.Benchmarks.Databases;
using JobOps.Benchmarks.Measuring;
using JobOps.Benchmarks.Reports;
using JobOps.Execution;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Benchmarks.Sections;

/// <summary>
/// From the request of a one-line script to its end, beside PowerShell's own background jobs, by turns: theirs keep nothing, ours
/// every state. A worker with two hands is in this process, and has executed PowerShell before.
/// </summary>
static class PowerShellSection
{
    const string Line = "'hello'";

    // Each takes some ten seconds.
    const int RoundsOfMany = 4;

    static readonly TimeSpan s_longestStart = TimeSpan.FromSeconds(10);

    static readonly string s_module = Path.Combine(Checkout.Root, "JobOps.psd1");

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(Bench bench)
    {
        await using var made = await BenchLedger.CreateAsync(bench.Database, finished: 10);
        var ledger = made.Ledger;
        await using var hosts = PowerShellHosts.Of(ledger, s_module, mostReady: 2)
                                ?? throw new InvalidOperationException("there is no PowerShell to measure");
        using var session = PowerShellSession.Start(ledger.Address);
        using var stop = new CancellationTokenSource();
        var working = new Worker(ledger, new() { Concurrency = 2, Queues = ["scripts"] }, powerShell: hosts).RunAsync(stop.Token);
        var folder = Directory.CreateTempSubdirectory("jobops-bench-").FullName;
        var process = await RegisterAsync(ledger, Isolation.Process, folder);
        var runspace = await RegisterAsync(ledger, Isolation.Runspace, folder);
        var many = bench.Scale.Scripts;
        // So that a host waits from now on. It is the successor of one that has worked, and its start would slow down whatever is
        // measured meanwhile.
        await RunAsync(ledger, process, 1);
        (string Id, string Name, Func<Task> Work)[] ways =
        [
            ("thread", "PowerShell's ThreadJob, start to end", () => session.AskAsync("thread")),
            ("builtin", "PowerShell's Start-Job, start to end", () => session.AskAsync("builtin")),
            ("adhoc", "Start-Job -Owner … of a block", () => session.AskAsync("adhoc")),
            ("process", "a runbook, isolation process", () => RunAsync(ledger, process, 1)),
            ("runspace", "a runbook, isolation runspace", () => RunAsync(ledger, runspace, 1)),
        ];
        var rates = await Interleaved.MeasureAsync(
            [.. ways.Select(way => new Way(1, way.Work, () => ReadyAsync(hosts)))], bench.Scale.Rounds, () => Task.CompletedTask);
        var flood = await Interleaved.MeasureAsync(
            [new(many, () => RunAsync(ledger, runspace, many))], RoundsOfMany, () => Task.CompletedTask);
        await stop.CancelAsync();
        await working;
        Directory.Delete(folder, recursive: true);
        var figures = new List<Figure>();
        foreach (var ((id, name, _), rate) in ways.Zip(rates))
        {
            figures.Add(new($"powershell.{id}", name, "ms", 1000 / rate.Median, Spread: rate.Spread));
            figures.AddRange(Beside(id, rate, rates[0], "thread", "ThreadJob"));
            figures.AddRange(Beside(id, rate, rates[1], "builtin", "Start-Job"));
        }
        figures.Add(new(
            "powershell.many", $"{many:N0} such runs, isolation runspace, 2 at once", "runs/s", flood[0].Median, Spread: flood[0].Spread));
        return figures;
    }

    static IEnumerable<Figure> Beside(string id, Rates rate, Rates other, string otherId, string otherName)
    {
        if (id is "thread" or "builtin")
            yield break;
        var times = other.Over(rate);
        yield return new(
            $"powershell.{id}.{otherId}", $"the same, of {otherName} ({Words.Number(times.Least)} to {Words.Number(times.Most)})", "times",
            times.Median);
    }

    static async Task<JobDefinition> RegisterAsync(ILedger ledger, Isolation isolation, string folder)
    {
        var path = Path.Combine(folder, $"{isolation}.ps1");
        await File.WriteAllTextAsync(path, Line);
        return await ledger.Jobs.RegisterAsync(new()
        {
            Name = $"script-{isolation}", Owner = "bench", ExpectedResult = "figures", RollbackNote = "none", Kind = JobKind.Runbook,
            ScriptPath = path, ScriptText = Line, WorkingDirectory = folder, Isolation = isolation,
            ScriptHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Line))),
        });
    }

    static async Task RunAsync(ILedger ledger, JobDefinition job, int count)
    {
        var request = new RunRequest
        {
            JobName = job.Name, JobVersion = job.Version, Kind = RunKind.Runbook, Needs = RunNeed.PowerShell, Queue = "scripts",
        };
        var runs = await ledger.Requests.EnqueueAsync([.. Enumerable.Repeat(request, count)]);
        // Many take seconds, of which who looks each moment would take his share.
        var pause = TimeSpan.FromMilliseconds(count == 1 ? 1 : 50);
        // The last of them, in the order of the queue, may not be the last to end.
        foreach (var run in runs.Reverse())
            while (await ledger.Runs.FindAsync(run.RunId) is not { IsFinished: true })
                await Task.Delay(pause);
    }

    /// <summary>A host waits, as one does soon after the last work.</summary>
    static async Task ReadyAsync(PowerShellHosts hosts)
    {
        for (var clock = Stopwatch.StartNew(); hosts.Fresh == 0 && clock.Elapsed < s_longestStart;)
            await Task.Delay(10);
    }
}
