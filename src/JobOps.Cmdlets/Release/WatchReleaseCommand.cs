using System.Management.Automation;
using JobOps.Checklists;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Values;

namespace JobOps.Cmdlets;

/// <summary>Follows logs and an address after a release, and ends early where there are more errors than before.</summary>
/// <remarks>
/// A log file is followed by its name, also when it is rotated; of a unit the journal; of a command what it prints, such as
/// docker logs --since 30m -f. Their lines carry times (ISO 8601, nginx, the common log format, syslog), by which those before the
/// release are told from those since: it was when the first run of the change began, or when somebody said that it was applied.
/// A line counts where it matches -Pattern. The address is asked every -Every; of the time before, it has what Measure-Baseline measured.
///
/// A rise is what chance explains in fewer than 1 of 1,000 looks (1 of 100 at the end), of at least 3 errors: the exact test of
/// two counts. What was seen is kept as the checklist watch-release of the change, which the list ship asks for. A script ends with
/// exit code 0, with 2 on a rise, and with 3 where there are errors and nothing to compare them with.
/// </remarks>
/// <example>
/// <para>Follows a log for a moment after a release.</para>
/// <code>Watch-Release C3 -For 2s -LogFile ./site/site.log</code>
/// </example>
/// <example>
/// <para>Follows the journal of a service and its health page, and rolls back on a rise.</para>
/// <code>
/// Watch-Release C3 -For 15m -Unit shop -Uri http://localhost:8080/health
/// if ($LASTEXITCODE -eq 2) { Invoke-Rollback -Change C3 }
/// </code>
/// </example>
[Cmdlet(VerbsCommon.Watch, "Release", SupportsShouldProcess = true)]
[OutputType(typeof(ChecklistItemResult))]
public sealed class WatchReleaseCommand : AsyncCmdlet
{
    /// <summary>The change that was released, such as C42.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ChangeId")]
    [ArgumentCompleter(typeof(ChangeIdCompleter))]
    public ChangeId Change { get; set; }

    /// <summary>How long it is watched: 15m, or 30s.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [Duration]
    public TimeSpan For { get; set; }

    /// <summary>How long before the release counts; as long as it is watched if not given.</summary>
    [Parameter]
    [Duration]
    public TimeSpan? Before { get; set; }

    /// <summary>Logs that are followed.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] LogFile { get; set; } = [];

    /// <summary>Units of systemd, whose journal is followed.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Unit { get; set; } = [];

    /// <summary>A program and its arguments, whose output is followed.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Command { get; set; } = [];

    /// <summary>An address that is asked again and again.</summary>
    [Parameter]
    public Uri? Uri { get; set; }

    /// <summary>How often it is asked; 5s if not given.</summary>
    [Parameter]
    [Duration]
    public TimeSpan? Every { get; set; }

    /// <summary>Regular expression of a line that tells of an error; a level from error on, or a status of 5xx, if not given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Pattern { get; set; } = WatchPlan.DefaultPattern;

    private protected override object Item => Change;

    private protected override async Task ProcessAsync()
    {
        Pipeline.ReportsExitCode = true;
        var plan = await Pipeline.InvokeAsync(() => new WatchPlan
        {
            ChangeId = Change, For = For, Before = Before, LogFiles = LogFile.Select(GetUnresolvedProviderPathFromPSPath).ToList(),
            Units = Unit, Command = Command, Uri = Uri, Pattern = Pattern,
            Every = Every, Folder = SessionState.Path.CurrentFileSystemLocation.ProviderPath,
        });
        plan.Check();
        if (!await Pipeline.ShouldProcessAsync($"change {Change}", $"Watch for {Wording.TimeWords.Took(For)} and keep what was seen"))
            return;
        var ledger = await Pipeline.LedgerAsync();
        using var bar = new CountProgress(await Pipeline.ScreenAsync(), $"Watching {Change}", "seconds", (long)For.TotalSeconds);
        var watch = await new ReleaseWatcher(ledger, bar).WatchAsync(plan, StopToken);
        Pipeline.Write(watch.Result.Items, enumerate: true);
        await Pipeline.InvokeAsync(() =>
        {
            ExitCode.Report(this, watch.ExitCode);
            return true;
        });
    }
}
