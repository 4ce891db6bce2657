using System.Management.Automation;

namespace JobOps.Cmdlets;

/// <summary>Pauses queues: nothing of them is claimed any more.</summary>
/// <remarks>
/// What runs goes on, and new runs may be queued. Get-JobRun -Why tells whoever wonders who paused the queue, and why.
/// A queue that is paused already stays as it is.
/// </remarks>
/// <example>
/// <para>Pauses a queue.</para>
/// <code>Suspend-JobQueue images -Reason 'storage is being moved'</code>
/// </example>
/// <example>
/// <para>Shows which queues would be paused.</para>
/// <code>Suspend-JobQueue * -Reason 'maintenance' -WhatIf</code>
/// </example>
[Cmdlet(VerbsLifecycle.Suspend, "JobQueue", SupportsShouldProcess = true)]
[OutputType(typeof(Queues.JobQueue))]
public sealed class SuspendJobQueueCommand : PauseJobQueueCmdlet
{
    private protected override string Action => "Suspend";

    private protected override bool Paused => true;
}
