using System.Management.Automation;
using System.Runtime.InteropServices;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Queues;
using JobOps.Runs;
using JobOps.Wording;

namespace JobOps.Cmdlets;

/// <summary>Executes what waits in the queues, in this session, until Ctrl+C.</summary>
/// <remarks>
/// It also starts what schedules say (Set-JobSchedule); -NoSchedule leaves that to others.
///
/// Each run that has ended comes out as an object, the failed ones too; -Verbose shows their steps and what they print.
/// Runbooks and script steps are executed in PowerShell processes of their own.
///
/// Ctrl+C or TERM begins the drain: nothing new is claimed, and what runs gets the drain time to end. What has not ended then
/// is stopped and goes back to its queue, where another worker goes on at its first unfinished step.
///
/// For a worker that starts with the machine, make a service: Install-JobWorker on Windows, and jobops worker --install-unit
/// for systemd.
/// </remarks>
/// <example>
/// <para>Works on everything until Ctrl+C, four runs at a time.</para>
/// <code>Start-JobWorker -Concurrency 4</code>
/// </example>
/// <example>
/// <para>Executes what is due in one queue, and shows what failed.</para>
/// <code>Start-JobWorker -Queue images -UntilEmpty | Where-Object Status -NE Succeeded</code>
/// </example>
[Cmdlet(VerbsLifecycle.Start, "JobWorker", SupportsShouldProcess = true)]
[OutputType(typeof(JobRun))]
public sealed class StartJobWorkerCommand : AsyncCmdlet
{
    /// <summary>The queues to serve; all of them if not given.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(QueueNameCompleter))]
    public string[] Queue { get; set; } = [];

    /// <summary>So many runs at once: 1 to 1000.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int Concurrency { get; set; } = 1;

    /// <summary>How long what runs may take to end after Ctrl+C: 30s if not given.</summary>
    [Parameter]
    [Duration]
    public TimeSpan? DrainTime { get; set; }

    /// <summary>Ends when nothing is left that could be claimed now. What is due later stays.</summary>
    [Parameter]
    public SwitchParameter UntilEmpty { get; set; }

    /// <summary>Leaves schedules to other workers. Without it the worker starts what they say, beside what it executes.</summary>
    [Parameter]
    public SwitchParameter NoSchedule { get; set; }

    private protected override async Task EndAsync()
    {
        Pipeline.ReportsExitCode = true;
        foreach (var queue in Queue)
            JobQueue.RequireName(queue);
        var ledger = await Pipeline.LedgerAsync();
        var options = Options();
        var queues = Queue.Length > 0 ? string.Join(", ", Queue) : "all queues";
        if (!await Pipeline.ShouldProcessAsync($"a worker for {queues} in {ledger.Info.Location}", "Start"))
            return;
        var progress = new WorkerProgress(Pipeline, await Pipeline.ScreenAsync(), ledger, options.Worker);
        var module = System.IO.Path.Combine(MyInvocation.MyCommand.Module.ModuleBase, "JobOps.psd1");
        await using var powerShell = PowerShellHosts.Of(ledger, module, options.Concurrency);
        var worker = new Worker(ledger, options, progress, new UndoBlockRunner(), powerShell: powerShell) { Watch = progress };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(StopToken);
        using var saying = stop.Token.Register(() => SayDraining(progress.InHand, options.DrainTime));
        using var giveBack = new CancellationTokenSource();
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, stop, giveBack));
        using var closed = OperatingSystem.IsWindows()
            ? PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal => Stop(signal, stop, giveBack))
            : null;
        Pipeline.WriteVerbose($"Worker {options.Worker} serves {queues}.");
        try
        {
            await (UntilEmpty
                ? worker.DrainAsync(stop.Token, giveBack.Token)
                : worker.RunAsync(stop.Token, Warn, giveBack.Token));
            // A worker that was told to end, and does, has done what it should.
            Pipeline.Post(() => ExitCode.Report(this, ExitCodes.Ok));
        }
        finally
        {
            await progress.CompleteAsync();
        }
    }

    static void Stop(PosixSignalContext signal, CancellationTokenSource stop, CancellationTokenSource giveBack)
    {
        signal.Cancel = true;
        stop.Cancel();
        if (!LastSignal.Is(signal.Signal))
            return;
        giveBack.Cancel();
        LastSignal.Wait();
    }

    WorkerOptions Options()
    {
        var usual = new WorkerOptions();
        return usual with
        {
            Queues = Queue,
            Concurrency = Concurrency,
            DrainTime = DrainTime ?? usual.DrainTime,
            Schedules = !NoSchedule,
            // Ctrl+C begins the drain; the processes of the steps are not to hear it.
            ShieldSteps = true,
        };
    }

    void Warn(JobOpsError error) => Pipeline.WriteWarning($"{error.What} Trying again.");

    /// <summary>Straight to the host: after Ctrl+C the pipeline takes nothing more, and a person sees only that nothing ends.</summary>
    void SayDraining(int inHand, TimeSpan drainTime)
    {
        if (inHand > 0)
            Host.UI.WriteWarningLine(
                $"Takes nothing new. {inHand} in hand may take {TimeWords.Took(drainTime)} to end; "
                + "what is left then goes back to its queue.");
    }
}
