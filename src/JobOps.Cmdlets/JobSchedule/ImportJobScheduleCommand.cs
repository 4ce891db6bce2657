using System.Management.Automation;
using JobOps.Execution;
using JobOps.Schedules;
using JobOps.Values;

namespace JobOps.Cmdlets;

/// <summary>Makes job files, with schedules, of a crontab, a timer of systemd or a task of Windows.</summary>
/// <remarks>
/// An object for each line: JobFile is the text that was made of it, Reason says why something was not carried over. Comments above a
/// line become its description. Owner, expected result and rollback note are taken from parameters or, with -Ask, from whoever types;
/// what nobody has said stands empty in the file with the mark "missing", and Register-JobDefinition refuses it until then. Nothing is
/// registered here, and the other scheduler is not changed. Texts that look like secrets are not copied: the line is listed, masked.
///
/// A line that only a shell understands stays one: ["/bin/sh", "-c", "…"]. Where a crontab names both the day of the month and the day of
/// the week, one of them is enough there, and the job gets a schedule for each.
/// </remarks>
/// <example>
/// <para>What a crontab would become, and what would be left.</para>
/// <code>Set-Content ./crontab '# Keeps the site fast.', '*/5 * * * * /srv/site/warm-cache.sh --all', '@reboot /srv/site/start.sh'
/// Import-JobSchedule -FromCrontab ./crontab | Format-Table Line, JobName, Missing, Reason</code>
/// </example>
/// <example>
/// <para>Writes job files, with what is known of all of them.</para>
/// <code>Set-Content ./crontab '15 2 * * * /srv/site/backup.sh'
/// Import-JobSchedule -FromCrontab ./crontab -Path ./imported -TimeZone Europe/Dublin -Owner 'web team'
/// Get-Content ./imported/backup.job.json</code>
/// </example>
[Cmdlet(VerbsData.Import, "JobSchedule", DefaultParameterSetName = CrontabSet, SupportsShouldProcess = true)]
[OutputType(typeof(ImportedLine))]
public sealed class ImportJobScheduleCommand : AsyncCmdlet
{
    const string CrontabSet = "Crontab";
    const string SystemdSet = "Systemd";
    const string TaskSet = "Task";

    /// <summary>A crontab: of a user (crontab -l), of /etc/crontab or /etc/cron.d.</summary>
    [Parameter(ParameterSetName = CrontabSet, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string FromCrontab { get; set; } = "";

    /// <summary>A timer of systemd; the service that it starts lies beside it.</summary>
    [Parameter(ParameterSetName = SystemdSet, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string FromSystemdTimer { get; set; } = "";

    /// <summary>A task of Windows as XML: schtasks /query /xml, or Export-ScheduledTask.</summary>
    [Parameter(ParameterSetName = TaskSet, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string FromTaskScheduler { get; set; } = "";

    /// <summary>The crontab names a user in each line; of a file of /etc it is known.</summary>
    [Parameter(ParameterSetName = CrontabSet)]
    public SwitchParameter SystemCrontab { get; set; }

    /// <summary>The folder to write job files into; what lies there already stays. If not given, they are only returned.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Who answers for the jobs.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(OwnerCompleter))]
    public string? Owner { get; set; }

    /// <summary>What is true when a job has succeeded.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ExpectedResult { get; set; }

    /// <summary>How a person undoes a job.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RollbackNote { get; set; }

    /// <summary>The zone whose clocks the other scheduler went by; that of this machine if not given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TimeZoneCompleter))]
    public string? TimeZone { get; set; }

    /// <summary>Asks for what is missing, job by job; an empty answer leaves it so.</summary>
    [Parameter]
    public SwitchParameter Ask { get; set; }

    private protected override async Task EndAsync()
    {
        var (file, folder) = await Pipeline.InvokeAsync(() => (
            GetUnresolvedProviderPathFromPSPath(ParameterSetName switch
            {
                SystemdSet => FromSystemdTimer, TaskSet => FromTaskScheduler, _ => FromCrontab,
            }),
            Path is null ? null : GetUnresolvedProviderPathFromPSPath(Path)));
        var options = new ImportOptions
        {
            Owner = Owner, ExpectedResult = ExpectedResult, RollbackNote = RollbackNote,
            TimeZone = ImportOptions.Zone(TimeZone), IsSystemCrontab = SystemCrontab ? true : null, Ask = Ask ? AskAsync : null,
        };
        var lines = await (ParameterSetName switch
        {
            SystemdSet => ScheduleImport.FromSystemdTimerAsync(file, options),
            TaskSet => ScheduleImport.FromTaskSchedulerAsync(file, options),
            _ => ScheduleImport.FromCrontabAsync(file, options),
        });
        foreach (var line in lines)
            if (folder is null || line.JobFile is null)
                Pipeline.Write(line);
            else if (await Pipeline.ShouldProcessAsync(System.IO.Path.Combine(folder, $"{line.JobName}.job.json"), "Write job file"))
                Pipeline.Write(ScheduleImport.Write(line, folder));
    }

    Task<string?> AskAsync(string job, string question) => Pipeline.InvokeAsync<string?>(() =>
    {
        Host.UI.Write($"{Visible.Text(job)}: {question} (empty: missing) ");
        return Host.UI.ReadLine();
    });
}
