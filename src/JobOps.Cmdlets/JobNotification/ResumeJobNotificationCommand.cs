using System.Management.Automation;
using JobOps.Notifications;

namespace JobOps.Cmdlets;

/// <summary>Tells receivers again that were suspended, or that have not answered.</summary>
/// <remarks>What waits is sent at once: five messages a minute, the last of which is all that is left as one.</remarks>
/// <example>
/// <para>One of them.</para>
/// <code>Resume-JobNotification ops</code>
/// </example>
/// <example>
/// <para>All that have not answered.</para>
/// <code>Get-JobNotification | Where-Object IsParked | Resume-JobNotification -PassThru</code>
/// </example>
[Cmdlet(VerbsLifecycle.Resume, "JobNotification", SupportsShouldProcess = true)]
[OutputType(typeof(NotificationReceiver))]
public sealed class ResumeJobNotificationCommand : PauseJobNotificationCmdlet
{
    private protected override string Action => "Resume";

    private protected override bool Suspended => false;
}
