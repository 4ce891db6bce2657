using System.Management.Automation;
using JobOps.Execution;

namespace JobOps.Cmdlets;

/// <summary>Stops the Windows service of a worker, and takes it away.</summary>
/// <remarks>
/// The worker drains: what runs may take the drain time that the service was made with, and is given back after it. With the
/// service go its recovery actions, the ledger's location that was kept with it, and its source in the event log. Runs that wait
/// stay in the ledger. It takes an administrator, in an elevated session.
/// </remarks>
/// <example>
/// <para>Shows what would be taken away.</para>
/// <code>Uninstall-JobWorker -WhatIf</code>
/// </example>
/// <example>
/// <para>Makes the service again with another option, without a question.</para>
/// <code>Uninstall-JobWorker -Confirm:$false
/// Install-JobWorker -Concurrency 4</code>
/// </example>
[Cmdlet(VerbsLifecycle.Uninstall, "JobWorker", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class UninstallJobWorkerCommand : AsyncCmdlet
{
    private protected override async Task EndAsync()
    {
        WorkerServiceSetup.RequireWindows();
        if (await Pipeline.ShouldProcessAsync($"service {WorkerServiceSetup.ServiceName}", "Stop and take away"))
            WorkerServiceSetup.Uninstall(StopToken);
    }
}
