using System.Diagnostics;
using System.Text.RegularExpressions;
using JobOps.Agent.Tests.Support;

namespace JobOps.Agent.Tests.Faults;

/// <summary>A <c>jobops worker</c> whose words are heard while it works.</summary>
sealed class WorkerProcess
{
    readonly List<string> _told = [];
    readonly SemaphoreSlim _news = new(0);

    WorkerProcess(Process process)
    {
        Process = process;
        process.ErrorDataReceived += (_, line) =>
        {
            lock (_told)
                _told.Add(line.Data ?? "");
            _news.Release();
        };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
    }

    public Process Process { get; }

    /// <summary>All that it has told so far, on standard error.</summary>
    public string Told
    {
        get
        {
            lock (_told)
                return string.Join('\n', _told);
        }
    }

    /// <param name="shop">Ends it, if nothing else does.</param>
    /// <param name="leaseSeconds">1 or more.</param>
    /// <param name="options">Of <c>jobops worker</c>.</param>
    public static WorkerProcess Start(Workshop shop, int leaseSeconds, params string[] options) =>
        Start(shop, leaseSeconds, [], options);

    /// <param name="shop">Ends it, if nothing else does.</param>
    /// <param name="leaseSeconds">1 or more.</param>
    /// <param name="variables">NAME=value, more of its environment.</param>
    /// <param name="options">Of <c>jobops worker</c>.</param>
    public static WorkerProcess Start(Workshop shop, int leaseSeconds, string[] variables, params string[] options) =>
        new(shop.StartWith([$"JOBOPS_LEASE_SECONDS={leaseSeconds}", .. variables], ["worker", .. options]));

    /// <summary>Waits until it has told something.</summary>
    public async Task WaitForAsync(string pattern)
    {
        using var limit = new CancellationTokenSource(FaultForm.Patience);
        while (!Regex.IsMatch(Told, pattern))
        {
            Assert.False(Process.HasExited, $"it ended before it told '{pattern}':\n{Told}");
            await _news.WaitAsync(limit.Token);
        }
    }

    public Task SignalAsync(string name) => Signal.SendAsync(name, Process);

    /// <summary>Waits for its end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> WaitForEndAsync()
    {
        await Process.WaitForExitAsync().WaitAsync(FaultForm.Patience);
        return Process.ExitCode;
    }

    /// <summary>SIGKILL: no word, no last write.</summary>
    public async Task KillAsync()
    {
        Process.Kill();
        await WaitForEndAsync();
    }
}
