using System.Management.Automation;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Schedules;

namespace JobOps.Cmdlets;

/// <summary>Writes schedules as entries of cron, systemd or Task Scheduler, which then start their jobs in the place of a worker.</summary>
/// <remarks>
/// An entry calls jobops schedule start with absolute paths and the ledger of this session. It is no more than an alarm clock: the ledger
/// decides what is due, so that an entry that is called twice, or on a date that is excepted, starts nothing, and what was missed is
/// written down. Jitter is waited for by the program, the same part of it on each host. Without -Path nothing is written, and nothing is
/// ever installed: the text of an entry says how. What a scheduler cannot say exactly is an error that names it; what it does in
/// another way on nights on which clocks change is a warning.
///
/// A crontab has no time zones, other than that of the host, unless the host has cronie (-As Cronie). Where both the day of the month
/// and the day of the week have to be so, a line of a crontab asks for the second one when it starts.
/// </remarks>
/// <example>
/// <para>Shows the timer and the service of a schedule.</para>
/// <code>Export-JobSchedule nightly -As Systemd -Program /opt/jobops/jobops | Format-Table Text -Wrap</code>
/// </example>
/// <example>
/// <para>Writes all schedules as tasks of Windows, with an account that needs no password.</para>
/// <code>Export-JobSchedule -As TaskScheduler -Program C:\JobOps\jobops.exe -User 'EXAMPLE\jobops$' -Path ./tasks</code>
/// </example>
/// <example>
/// <para>A file for /etc/cron.d, whose ledger stands in a file that only its account may read.</para>
/// <code>
/// $of = @{ Program = '/opt/jobops/jobops'; User = 'jobops'; EnvironmentFile = '/etc/jobops/nightly.env' }
/// Export-JobSchedule nightly -As Cron @of -Path ./cron.d
/// </code>
/// </example>
[Cmdlet(VerbsData.Export, "JobSchedule", SupportsShouldProcess = true)]
[OutputType(typeof(HostEntry))]
public sealed class ExportJobScheduleCommand : AsyncCmdlet
{
    /// <summary>Names of schedules; all of them if not given. Wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Schedule")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ScheduleNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>The scheduler of the host: Cron, Cronie (a cron that knows time zones), Systemd or TaskScheduler.</summary>
    [Parameter(Mandatory = true)]
    public HostScheduler As { get; set; }

    /// <summary>The folder to write files into; if not given, the entries are only returned.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The absolute path of jobops on the host where the entry is to work; if not given, the one on PATH here, or the one that
    /// was built beside the module.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Program { get; set; }

    /// <summary>Whose rights it has: a line of a crontab gets the form of /etc/cron.d, a service its User, a task its principal. If not
    /// given, whoever installs the entry.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? User { get; set; }

    /// <summary>The absolute path of a file that only this account may read, with JOBOPS_LEDGER in it: for a ledger whose address holds a
    /// password. Task Scheduler has no such files.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? EnvironmentFile { get; set; }

    private protected override async Task ProcessAsync()
    {
        var ledger = await Pipeline.LedgerAsync();
        var location = LedgerLocation.Parse(ledger.Address);
        var (program, folder) = await Pipeline.InvokeAsync(() => (
            HostEntries.FindProgram(
                Program, SessionState.Path.CurrentFileSystemLocation.ProviderPath, MyInvocation.MyCommand.Module.ModuleBase),
            Path is null ? null : GetUnresolvedProviderPathFromPSPath(Path)));
        await Pipeline.EachAsync(Name, async name =>
        {
            foreach (var schedule in await ScheduleNames.FindAsync(ledger, name, job: null, StopToken))
                await Pipeline.EachAsync([schedule], _ => ExportAsync(new()
                {
                    Schedule = schedule, Program = [program], Ledger = location, User = User, EnvironmentFile = EnvironmentFile,
                }, folder));
        });
    }

    async Task ExportAsync(HostEntryRequest request, string? folder)
    {
        var entries = HostEntries.For(As, request);
        foreach (var difference in entries.SelectMany(entry => entry.Differences).Distinct())
            Pipeline.WriteWarning($"{request.Schedule.Name}: {difference}");
        foreach (var entry in entries)
            if (folder is null)
                Pipeline.Write(entry);
            else if (await Pipeline.ShouldProcessAsync(System.IO.Path.Combine(folder, entry.FileName), $"Write {entry.Name} for {As}"))
                Pipeline.Write(HostEntries.Write(entry, folder));
    }
}
