using System.Management.Automation;

namespace JobOps.Cmdlets;

/// <summary>Lets paused queues go on.</summary>
/// <remarks>Workers notice at once and claim what waits. A queue that is not paused stays as it is.</remarks>
/// <example>
/// <para>Lets a queue go on.</para>
/// <code>Resume-JobQueue images -Reason 'storage has moved'</code>
/// </example>
/// <example>
/// <para>Lets every paused queue go on, and shows them.</para>
/// <code>Get-JobQueue | Where-Object Paused | Resume-JobQueue -PassThru</code>
/// </example>
[Cmdlet(VerbsLifecycle.Resume, "JobQueue", SupportsShouldProcess = true)]
[OutputType(typeof(Queues.JobQueue))]
public sealed class ResumeJobQueueCommand : PauseJobQueueCmdlet
{
    private protected override string Action => "Resume";

    private protected override bool Paused => false;
}
