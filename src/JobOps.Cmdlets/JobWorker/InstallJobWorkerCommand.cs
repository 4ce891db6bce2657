using System.Management.Automation;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Queues;

namespace JobOps.Cmdlets;

/// <summary>Makes a Windows service of a worker, and starts it.</summary>
/// <remarks>
/// The service JobOpsWorker executes the program jobops, works on the ledger of this session, starts with the machine, and is
/// started again when it fails. Where the ledger is stands with the service, for administrators alone to read, and on no command
/// line; a ledger in a file is opened to the service's account. It takes an administrator, in an elevated session. To change an
/// option, take the service away with Uninstall-JobWorker and make it again.
///
/// On Linux a worker is a unit of systemd, which jobops worker --install-unit writes.
/// </remarks>
/// <example>
/// <para>A worker for two queues, with the service's own account.</para>
/// <code>Connect-JobLedger sqlite:C:\JobOps\ledger\ledger.db -Create
/// Install-JobWorker releases, images -DrainTime 2m</code>
/// </example>
/// <example>
/// <para>Shows what would be installed: a worker with the rights of a group managed service account.</para>
/// <code>Install-JobWorker -Account 'EXAMPLE\jobops$' -Program C:\JobOps\jobops.exe -WhatIf</code>
/// </example>
[Cmdlet(VerbsLifecycle.Install, "JobWorker", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class InstallJobWorkerCommand : AsyncCmdlet
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

    /// <summary>How long what runs may take to end when the service is stopped: 30s if not given.</summary>
    [Parameter]
    [Duration]
    public TimeSpan? DrainTime { get; set; }

    /// <summary>Leaves schedules to other workers.</summary>
    [Parameter]
    public SwitchParameter NoSchedule { get; set; }

    /// <summary>
    /// Whose rights the service has: its own account, NT SERVICE\JobOpsWorker, if not given. One that needs no password: another
    /// of those that Windows has, or a group managed service account, which ends in $.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ServiceAccountCompleter))]
    public string Account { get; set; } = WorkerServiceSetup.OwnAccount;

    /// <summary>The program jobops.exe; if not given, the one on PATH, or the one that was built beside the module.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Program { get; set; }

    private protected override async Task EndAsync()
    {
        WorkerServiceSetup.RequireWindows();
        foreach (var queue in Queue)
            JobQueue.RequireName(queue);
        var program = await Pipeline.InvokeAsync(FindProgram);
        var ledger = await Pipeline.LedgerAsync();
        var usual = new WorkerOptions();
        var service = new WorkerServiceSetup(
            [program],
            usual with
            {
                Queues = Queue, Concurrency = Concurrency, DrainTime = DrainTime ?? usual.DrainTime, Schedules = !NoSchedule,
            },
            LedgerLocation.Parse(ledger.Address),
            Account);
        service.Require();
        var words = $"service {WorkerServiceSetup.ServiceName} of {Account} for {ledger.Info.Location}: {service.CommandLine}";
        if (await Pipeline.ShouldProcessAsync(words, "Install and start"))
            service.Install();
    }

    string FindProgram()
    {
        var folder = SessionState.Path.CurrentFileSystemLocation.ProviderPath;
        var named = Program is null ? null : GetUnresolvedProviderPathFromPSPath(Program);
        return WorkerServiceSetup.FindProgram(named, folder, MyInvocation.MyCommand.Module.ModuleBase);
    }
}
