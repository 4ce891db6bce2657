using System.Collections;
using System.Management.Automation;
using JobOps.Execution;
using JobOps.Schedules;

namespace JobOps.Cmdlets;

/// <summary>Makes a schedule, or changes when and how a job is started by itself.</summary>
/// <remarks>
/// What is not named stays as it is. Every worker starts what schedules say; each due time, a slot, is one run, whose idempotency key
/// is the slot. A time that the clocks of the zone skip is due once, right after the gap; one that they show twice is due once, the
/// first time; only what is due in every hour is due in both. Test-JobSchedule shows the slots.
///
/// What passed while no worker was there, or the ledger was away, is not caught up unless -CatchUp says so. A slot without a run is
/// written down with the reason: Get-JobSchedule -Missed.
/// </remarks>
/// <example>
/// <para>Each night, by the clocks of Dublin; after a night without a worker as soon as there is one, for twelve hours.</para>
/// <code>Set-JobSchedule nightly clear-cache -Cron '15 2 * * *' -TimeZone Europe/Dublin -CatchUp Last -CatchUpWithin 12h</code>
/// </example>
/// <example>
/// <para>Every quarter of an hour, with parameters; the schedule begins up to two minutes later than others.</para>
/// <code>Set-JobSchedule frequent site-release -Every 15m -Jitter 2m -Parameter @{ version = 7 } -PassThru</code>
/// </example>
/// <example>
/// <para>The last working day of each month, but not at the end of the year.</para>
/// <code>Set-JobSchedule monthly clear-cache -Cron '0 20 LW * *' -ExceptDate 2027-12-31</code>
/// </example>
[Cmdlet(VerbsCommon.Set, "JobSchedule", SupportsShouldProcess = true)]
[OutputType(typeof(JobSchedule))]
public sealed class SetJobScheduleCommand : AsyncCmdlet
{
    /// <summary>The schedule: letters, digits, '.', '_' and '-'; 128 characters at most.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Schedule")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ScheduleNameCompleter))]
    public string Name { get; set; } = "";

    /// <summary>The job that it starts. A new schedule needs one.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(JobNameCompleter))]
    public string? JobName { get; set; }

    /// <summary>
    /// A cron expression: minute, hour, day of month, month, day of week; a sixth field in front is seconds; or @hourly, @daily, @weekly,
    /// @monthly, @yearly. L, W and # are known. Takes the place of -Every.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Cron { get; set; }

    /// <summary>So often, such as 15m, counted from midnight UTC of 1970-01-01. Takes the place of -Cron.</summary>
    [Parameter]
    [Duration]
    public TimeSpan? Every { get; set; }

    /// <summary>The time zone whose clocks it goes by, such as Europe/Dublin; a name that Windows knows is taken for it. UTC in a new
    /// schedule.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TimeZoneCompleter))]
    public string? TimeZone { get; set; }

    /// <summary>All dates in that zone on which nothing is started; @() for none.</summary>
    [Parameter]
    [AllowEmptyCollection]
    public DateTime[]? ExceptDate { get; set; }

    /// <summary>Of what passed while nobody could start it: None, the Last, or All.</summary>
    [Parameter]
    public CatchUp? CatchUp { get; set; }

    /// <summary>What is older is not caught up, such as 12h or 7d.</summary>
    [Parameter]
    [Age]
    public TimeSpan? CatchUpWithin { get; set; }

    /// <summary>Started up to so much later, always by the same part of it, which the name decides; 00:00:00 for none.</summary>
    [Parameter]
    [Duration]
    public TimeSpan? Jitter { get; set; }

    /// <summary>All values that the job is started with, by name; @{} for none. No secrets: they are never stored.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ScheduledParameterCompleter))]
    public Hashtable? Parameter { get; set; }

    /// <summary>The environment that it is started for; an empty text for none.</summary>
    [Parameter]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string? Environment { get; set; }

    /// <summary>Writes the schedule as it is now.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override object Item => Name;

    private protected override async Task ProcessAsync()
    {
        var ledger = await Pipeline.LedgerAsync();
        var job = (JobName ?? (await ledger.Schedules.FindAsync(Name, StopToken))?.JobName) is { } jobName
            ? await ledger.Jobs.FindAsync(jobName, version: null, StopToken)
            : null;
        var edit = new ScheduleEdit
        {
            Name = Name,
            JobName = JobName,
            Cron = Cron,
            Every = Every,
            TimeZone = TimeZone,
            ExceptDate = ExceptDate is null ? null : [.. ExceptDate.Select(DateOnly.FromDateTime)],
            CatchUp = CatchUp,
            CatchUpWithin = CatchUpWithin,
            Jitter = Jitter,
            Parameters = Parameter is null ? null : RunParameters.Read(Parameter, job),
            Environment = Environment,
        };
        var setter = new ScheduleSetter(ledger);
        // What is wrong with it is said under -WhatIf, too.
        edit = await setter.CheckAsync(edit, StopToken);
        if (!await Pipeline.ShouldProcessAsync($"schedule '{Name}'", "Set"))
            return;
        var schedule = await setter.SetAsync(edit, StopToken);
        if (schedule.Unchanged)
            Pipeline.WriteVerbose($"Schedule '{schedule.Name}' is set so already.");
        if (PassThru)
            Pipeline.Write(schedule);
    }
}
