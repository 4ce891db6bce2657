using System.Management.Automation;
using JobOps.Schedules;
using JobOps.Wording;

namespace JobOps.Cmdlets;

/// <summary>Shows when a schedule, or an expression, is due: each slot, and what clocks that are put forward or back make of it.</summary>
/// <remarks>
/// An object for each slot: At has the offset of the time zone, DueAt is UTC and has the jitter in it, Kind and Note say what is unusual,
/// Words says the expression in words. An expression needs no ledger. Where both the day of the month and the day of the week are
/// given, both have to be so; in the cron of Unix one of them is enough.
/// </remarks>
/// <example>
/// <para>A year of an expression: what its two unusual nights are.</para>
/// <code>Test-JobSchedule -Cron '15 1 * * *' -TimeZone Europe/Dublin -Year 2027 | Where-Object Kind -ne Usual</code>
/// </example>
/// <example>
/// <para>The next twenty slots of a schedule of the ledger.</para>
/// <code>Test-JobSchedule nightly -Next 20</code>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "JobSchedule", DefaultParameterSetName = NameSet)]
[OutputType(typeof(ScheduleSlot))]
public sealed class TestJobScheduleCommand : AsyncCmdlet
{
    const string NameSet = "Name";
    const string CronSet = "Cron";
    const string EverySet = "Every";

    /// <summary>Schedules of the ledger. Wildcards are allowed.</summary>
    [Parameter(
        ParameterSetName = NameSet, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Schedule")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ScheduleNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>A cron expression: five fields, six with seconds in front, or a word such as @daily.</summary>
    [Parameter(ParameterSetName = CronSet, Mandatory = true)]
    public string? Cron { get; set; }

    /// <summary>An interval, such as 15m.</summary>
    [Parameter(ParameterSetName = EverySet, Mandatory = true)]
    [Duration]
    public TimeSpan? Every { get; set; }

    /// <summary>The time zone whose clocks it goes by; UTC if not given.</summary>
    [Parameter(ParameterSetName = CronSet)]
    [Parameter(ParameterSetName = EverySet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TimeZoneCompleter))]
    public string TimeZone { get; set; } = JobSchedule.Utc;

    /// <summary>Dates in that zone without slots: they are shown as such.</summary>
    [Parameter(ParameterSetName = CronSet)]
    [Parameter(ParameterSetName = EverySet)]
    public DateTime[] ExceptDate { get; set; } = [];

    /// <summary>All slots of this year in the zone.</summary>
    [Parameter]
    [ValidateRange(1970, 2400)]
    public int? Year { get; set; }

    /// <summary>The first so many slots: from now, or of the year. 10 where there is no year either.</summary>
    [Parameter]
    [ValidateRange(1, 1_000_000)]
    public int? Next { get; set; }

    private protected override async Task ProcessAsync()
    {
        if (ParameterSetName != NameSet)
        {
            await WriteAsync(new()
            {
                Name = "", JobName = "", Cron = Cron, Every = Every, TimeZone = TimeZone,
                ExceptDate = [.. ExceptDate.Select(DateOnly.FromDateTime)],
            });
            return;
        }
        var ledger = await Pipeline.LedgerAsync();
        await Pipeline.EachAsync(Name, async name =>
        {
            foreach (var schedule in await ScheduleNames.FindAsync(ledger, name, job: null, StopToken))
                await WriteAsync(schedule);
        });
    }

    async Task WriteAsync(JobSchedule schedule)
    {
        var words = ScheduleWords.InWords(schedule);
        foreach (var slot in ScheduleSlots.Of(schedule, Year, Next))
        {
            StopToken.ThrowIfCancellationRequested();
            Pipeline.Write(slot with { Words = words });
        }
        await Task.CompletedTask;
    }
}
