using System.Management.Automation;
using JobOps.Schedules;

namespace JobOps.Cmdlets;

/// <summary>Gets schedules: when they are due next, what keeps them from starting their job, and what they have missed.</summary>
/// <remarks>
/// A schedule is failing where its last slot was refused; Problem says why, and the next slot tries again. Slots that followed each other
/// and were missed for one reason are one row of -Missed.
/// </remarks>
/// <example>
/// <para>All schedules.</para>
/// <code>Get-JobSchedule</code>
/// </example>
/// <example>
/// <para>Those of one job, in all that there is to say.</para>
/// <code>Get-JobSchedule -JobName clear-cache | Format-List</code>
/// </example>
/// <example>
/// <para>Slots that have no run, and why.</para>
/// <code>Get-JobSchedule night* -Missed</code>
/// </example>
[Cmdlet(VerbsCommon.Get, "JobSchedule", DefaultParameterSetName = ScheduleSet)]
[OutputType(typeof(JobSchedule), ParameterSetName = [ScheduleSet])]
[OutputType(typeof(MissedSlots), ParameterSetName = [MissedSet])]
public sealed class GetJobScheduleCommand : AsyncCmdlet
{
    const string ScheduleSet = "Schedule";
    const string MissedSet = "Missed";

    /// <summary>Names of schedules. Wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Schedule")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ScheduleNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Schedules of this job only.</summary>
    [Parameter(ParameterSetName = ScheduleSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(JobNameCompleter))]
    public string? JobName { get; set; }

    /// <summary>Writes the slots that have no run, the newest first, in place of the schedules.</summary>
    [Parameter(ParameterSetName = MissedSet, Mandatory = true)]
    public SwitchParameter Missed { get; set; }

    /// <summary>So many rows of them; 100 if not given.</summary>
    [Parameter(ParameterSetName = MissedSet)]
    [ValidateRange(1, 100_000)]
    public int Last { get; set; } = 100;

    private protected override async Task ProcessAsync()
    {
        var ledger = await Pipeline.LedgerAsync();
        await Pipeline.EachAsync(Name, async name =>
        {
            if (Missed)
                Pipeline.Write(await ledger.Schedules.GetMissedAsync(name, Last, StopToken), enumerate: true);
            else
                Pipeline.Write(await ScheduleNames.FindAsync(ledger, name, JobName, StopToken), enumerate: true);
        });
    }
}
