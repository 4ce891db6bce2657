using System.Management.Automation;
using JobOps.Schedules;

namespace JobOps.Cmdlets;

/// <summary>Lets schedules go on that were suspended.</summary>
/// <remarks>The next slot is the first after now. Those of the meantime are written down as missed.</remarks>
/// <example>
/// <para>One of them.</para>
/// <code>Resume-JobSchedule nightly</code>
/// </example>
/// <example>
/// <para>All that rest.</para>
/// <code>Get-JobSchedule | Where-Object IsSuspended | Resume-JobSchedule -PassThru</code>
/// </example>
[Cmdlet(VerbsLifecycle.Resume, "JobSchedule", SupportsShouldProcess = true)]
[OutputType(typeof(JobSchedule))]
public sealed class ResumeJobScheduleCommand : PauseJobScheduleCmdlet
{
    private protected override string Action => "Resume";

    private protected override bool Suspended => false;
}
