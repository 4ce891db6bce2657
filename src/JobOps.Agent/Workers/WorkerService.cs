using JobOps.Agent.CommandLine;
using JobOps.Agent.Services;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Ledger;

namespace JobOps.Agent.Workers;

/// <summary>A worker from its start to its orderly end.</summary>
/// <param name="call">The ledger to open and the screen to write to.</param>
/// <param name="options">How the worker behaves.</param>
/// <param name="giveBack">A second signal: the operator does not want to wait for the drain time.</param>
sealed class WorkerService(Invocation call, WorkerOptions options, CancellationToken giveBack)
{
    /// <summary>No line for each run.</summary>
    public bool Quiet { get; init; }

    /// <summary>Works until it is told to end, and then ends in order: exit code 0, unless an operator forced it.</summary>
    public Task<int> RunAsync(CancellationToken stop) => WorkAsync(
        stop, (worker, report) => worker.RunAsync(stop, report.Trouble, giveBack), () => giveBack.IsCancellationRequested);

    /// <summary>Works until nothing is left to do; what ends before that was interrupted.</summary>
    public Task<int> DrainAsync(CancellationToken stop) => WorkAsync(
        stop, (worker, _) => worker.DrainAsync(stop, giveBack), () => stop.IsCancellationRequested);

    async Task<int> WorkAsync(CancellationToken stop, Func<Worker, WorkerReport, Task<int>> work, Func<bool> wasInterrupted)
    {
        // Before anything else: what the service manager left in our environment is nothing for a job's processes.
        using var systemd = SystemdNotify.FromEnvironment();
        ChildProcesses.Inherit();
        await using var ledger = await LedgerFactory.Instance.OpenAsync(call.Location, stop);
        var report = new WorkerReport(call.Screen, Quiet, options.DrainTime, systemd);
        await RunSpool.WriteOfUserAsync(ledger, call.Location, report.Told, stop);
        await using var draining = stop.Register(report.Draining);
        await using var powerShell = PowerShellHosts.Of(ledger, PowerShellModule.Find(), options.Concurrency, options.ContainSteps);
        var executed = await work(new(ledger, options, powerShell: powerShell) { Watch = report }, report);
        report.Stopped();
        call.Screen.Show(new Answer(executed), answer => $"Executed {answer.Executed} {(executed == 1 ? "run" : "runs")}.");
        return wasInterrupted() ? ExitCodes.Interrupted : ExitCodes.Ok;
    }

    sealed record Answer(int Executed);
}
