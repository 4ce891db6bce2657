using System.Management.Automation;

namespace JobOps.Cmdlets;

/// <summary>Takes schedules out of use.</summary>
/// <remarks>
/// Their runs, their missed slots and the journal stay. A schedule of a job file comes back when the file is registered again.
/// </remarks>
/// <example>
/// <para>Says what would go.</para>
/// <code>Remove-JobSchedule nightly -WhatIf</code>
/// </example>
/// <example>
/// <para>Takes it out of use.</para>
/// <code>Remove-JobSchedule nightly -Reason 'replaced by frequent' -Confirm:$false</code>
/// </example>
[Cmdlet(VerbsCommon.Remove, "JobSchedule", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveJobScheduleCommand : AsyncCmdlet
{
    /// <summary>Names of schedules. Wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Schedule")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ScheduleNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Why.</summary>
    [Parameter]
    public string? Reason { get; set; }

    private protected override async Task ProcessAsync()
    {
        var ledger = await Pipeline.LedgerAsync();
        await Pipeline.EachAsync(Name, async name =>
        {
            foreach (var schedule in await ScheduleNames.FindAsync(ledger, name, job: null, StopToken))
                if (await Pipeline.ShouldProcessAsync($"schedule '{schedule.Name}'", "Take out of use"))
                    await ledger.Schedules.RemoveAsync(schedule.Name, Reason, StopToken);
        });
    }
}
