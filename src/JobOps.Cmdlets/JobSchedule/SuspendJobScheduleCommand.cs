using System.Management.Automation;
using JobOps.Schedules;

namespace JobOps.Cmdlets;

/// <summary>Lets schedules rest: they start nothing until they are resumed.</summary>
/// <remarks>When a schedule goes on, the slots of the meantime are written down as missed; none of them is caught up. A schedule of a
/// job file stays suspended when the file is registered again.</remarks>
/// <example>
/// <para>Over the fair, nothing is started at night.</para>
/// <code>Suspend-JobSchedule nightly -Reason 'the fair'</code>
/// </example>
/// <example>
/// <para>Shows which schedules would rest.</para>
/// <code>Suspend-JobSchedule * -Reason 'maintenance' -WhatIf</code>
/// </example>
[Cmdlet(VerbsLifecycle.Suspend, "JobSchedule", SupportsShouldProcess = true)]
[OutputType(typeof(JobSchedule))]
public sealed class SuspendJobScheduleCommand : PauseJobScheduleCmdlet
{
    private protected override string Action => "Suspend";

    private protected override bool Suspended => true;
}
