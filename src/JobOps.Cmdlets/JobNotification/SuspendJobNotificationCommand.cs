using System.Management.Automation;
using JobOps.Notifications;

namespace JobOps.Cmdlets;

/// <summary>Leaves receivers in peace: they are told nothing until they are resumed.</summary>
/// <remarks>What is to be told meanwhile waits, and what happens again is one notification that says how often.</remarks>
/// <example>
/// <para>While everybody is in one room anyway.</para>
/// <code>Suspend-JobNotification ops -Reason 'the release weekend'</code>
/// </example>
/// <example>
/// <para>Says who would be left in peace.</para>
/// <code>Suspend-JobNotification * -WhatIf</code>
/// </example>
[Cmdlet(VerbsLifecycle.Suspend, "JobNotification", SupportsShouldProcess = true)]
[OutputType(typeof(NotificationReceiver))]
public sealed class SuspendJobNotificationCommand : PauseJobNotificationCmdlet
{
    private protected override string Action => "Suspend";

    private protected override bool Suspended => true;
}
