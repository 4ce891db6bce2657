using System.Management.Automation;
using JobOps.Ledger;
using JobOps.Runs;
using JobOps.Wording;

namespace JobOps.Cmdlets;

/// <summary>Takes runs out of the ledger that ended long ago.</summary>
/// <remarks>
/// A run goes with its rollbacks, its steps, its output, its notes and its chain of the journal. Only runs that have ended
/// go, never one whose rollback has not ended, and never the newest run. What is gone cannot be read, restarted or rolled
/// back, and its idempotency key is free: a request with that key starts a new run. The ledger's own chain of the journal
/// keeps on record which runs were taken out, when, by whom, and a SHA-256 over where their chains ended; so Test-JobLedger
/// verifies as before, and a digest of before still fits. It is done in small batches, each in a transaction of its own:
/// whoever works on the ledger is not held up, and what is done stays done when it is stopped. Where the journal is an
/// append-only ledger table, the chains of the runs stay in it: nobody can delete an entry there.
/// </remarks>
/// <example>
/// <para>Says how many runs would go.</para>
/// <code>Remove-JobRun -OlderThan 90d -WhatIf</code>
/// </example>
/// <example>
/// <para>Takes out the successful runs of one job that ended before this year.</para>
/// <code>Remove-JobRun -Before 2026-01-01 -JobName clear-cache -Status Succeeded -Confirm:$false</code>
/// </example>
[Cmdlet(VerbsCommon.Remove, "JobRun", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = AgeSet)]
[OutputType(typeof(RunPurge))]
public sealed class RemoveJobRunCommand : AsyncCmdlet
{
    const string AgeSet = "Age";
    const string TimeSet = "Time";

    /// <summary>Runs that ended longer ago: 12h, 90d or a TimeSpan.</summary>
    [Parameter(Mandatory = true, ParameterSetName = AgeSet)]
    [Age]
    public TimeSpan? OlderThan { get; set; }

    /// <summary>Runs that ended before this time.</summary>
    [Parameter(Mandatory = true, ParameterSetName = TimeSet)]
    public DateTimeOffset Before { get; set; }

    /// <summary>Only runs of jobs whose names match.</summary>
    [Parameter]
    [Alias("Name")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(JobNameCompleter))]
    public string JobName { get; set; } = "*";

    /// <summary>How they ended. Without it Succeeded, Failed and Cancelled: a run that is Unknown waits for a decision.</summary>
    [Parameter]
    [ValidateSet(nameof(RunStatus.Succeeded), nameof(RunStatus.Failed), nameof(RunStatus.Cancelled), nameof(RunStatus.Unknown))]
    public RunStatus[] Status { get; set; } = [.. PurgeQuery.Ended];

    /// <summary>Writes what was taken out.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override async Task EndAsync()
    {
        var ledger = await Pipeline.LedgerAsync();
        var query = new PurgeQuery
        {
            Before = OlderThan is { } age ? DateTimeOffset.UtcNow - age : Before,
            JobName = JobName,
            Statuses = Status,
        };
        var count = await ledger.Retention.CountAsync(query, StopToken);
        if (count == 0)
        {
            Pipeline.WriteVerbose("No run ended so long ago.");
            return;
        }
        if (!await Pipeline.ShouldProcessAsync($"{count} runs that ended before {TimeWords.At(query.Before)}", "Take out for good"))
            return;
        using var bar = new CountProgress(await Pipeline.ScreenAsync(), "Taking out runs", "runs", count);
        var purged = await ledger.Retention.PurgeAsync(query, bar, StopToken);
        if (PassThru)
            Pipeline.Write(purged);
    }
}
