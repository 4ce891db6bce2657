using System.Diagnostics;
using System.Globalization;
using JobOps.Ledger;

namespace JobOps.Benchmarks.Workers;

/// <summary>This program a second time, as a worker.</summary>
sealed class WorkerProcess : IAsyncDisposable
{
    readonly Process _process;

    WorkerProcess(Process process) => _process = process;

    /// <param name="address">The ledger; may hold a password, so it goes through the environment.</param>
    /// <param name="arguments">Of <see cref="WorkerChild"/>.</param>
    public static WorkerProcess Start(string address, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        // Started as "dotnet JobOps.Benchmarks.dll" or as a program of its own.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(WorkerProcess).Assembly.Location);
        foreach (var argument in (string[])[WorkerChild.Argument, .. arguments])
            start.ArgumentList.Add(argument);
        start.Environment[LedgerLocation.EnvironmentVariable] = address;
        return new(Process.Start(start)!);
    }

    /// <summary>What it says, until it ends.</summary>
    /// <exception cref="InvalidOperationException">It ended badly.</exception>
    public async IAsyncEnumerable<(string Word, long Number)> MessagesAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
            if (line.Split(' ') is [var word, var number])
                yield return (word, long.Parse(number, CultureInfo.InvariantCulture));
        await _process.WaitForExitAsync();
        if (_process.ExitCode != 0)
            throw new InvalidOperationException($"the worker process ended with {_process.ExitCode}");
    }

    /// <summary>Tells it to end; what it says until then is still heard.</summary>
    public void Stop() => _process.StandardInput.Close();

    public async ValueTask DisposeAsync()
    {
        Stop();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
