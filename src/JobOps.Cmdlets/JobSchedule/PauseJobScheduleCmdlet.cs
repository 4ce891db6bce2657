using System.Management.Automation;
using JobOps.Wording;

namespace JobOps.Cmdlets;

/// <summary>Base of the cmdlets that let schedules rest and go on.</summary>
public abstract class PauseJobScheduleCmdlet : AsyncCmdlet
{
    private protected PauseJobScheduleCmdlet() { }

    /// <summary>Names of schedules. Wildcards are allowed.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Schedule")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ScheduleNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Why: kept in the journal, and shown to whoever asks.</summary>
    [Parameter(Position = 1)]
    public string? Reason { get; set; }

    /// <summary>Writes the schedules as they are now.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>What is done, as -WhatIf shows it.</summary>
    private protected abstract string Action { get; }

    /// <summary>Whether the schedules rest afterwards.</summary>
    private protected abstract bool Suspended { get; }

    private protected override async Task ProcessAsync()
    {
        var ledger = await Pipeline.LedgerAsync();
        await Pipeline.EachAsync(Name, async name =>
        {
            foreach (var schedule in await ScheduleNames.FindAsync(ledger, name, job: null, StopToken))
            {
                if (!await Pipeline.ShouldProcessAsync($"schedule '{schedule.Name}'", Action))
                    continue;
                if (!await ledger.Schedules.SetSuspendedAsync(schedule.Name, Suspended, Reason, StopToken))
                    Pipeline.WriteVerbose($"Schedule '{schedule.Name}' is {ScheduleWords.State(schedule)} already.");
                if (PassThru)
                    Pipeline.Write(await ledger.Schedules.GetAsync(schedule.Name, job: null, StopToken), enumerate: true);
            }
        });
    }
}
