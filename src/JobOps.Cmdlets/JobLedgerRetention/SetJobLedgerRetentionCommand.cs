using System.Management.Automation;
using JobOps.Jobs;

namespace JobOps.Cmdlets;

/// <summary>Says which runs are kept of jobs that say nothing of it themselves.</summary>
/// <remarks>
/// Workers take the others out once an hour, in small batches, as Remove-JobRun does: with their steps, output and notes, and an entry of
/// the journal that says which they were. Never the last success nor the last failure of a job, nor a run of a change that goes on.
/// On SQL Server that needs the role admin; a worker without it leaves it to others.
/// </remarks>
/// <example>
/// <para>What ended in the last 90 days, and the last 20 runs of each job, however old.</para>
/// <code>Set-JobLedgerRetention -Days 90 -Last 20</code>
/// </example>
/// <example>
/// <para>All runs are kept.</para>
/// <code>Set-JobLedgerRetention -All</code>
/// </example>
[Cmdlet(VerbsCommon.Set, "JobLedgerRetention", SupportsShouldProcess = true, DefaultParameterSetName = RuleSet)]
[OutputType(typeof(RetentionRule))]
public sealed class SetJobLedgerRetentionCommand : AsyncCmdlet
{
    const string RuleSet = "Rule";
    const string AllSet = "All";

    /// <summary>Runs that ended so many days ago or later are kept.</summary>
    [Parameter(ParameterSetName = RuleSet)]
    public int? Days { get; set; }

    /// <summary>So many of the newest runs of each job are kept.</summary>
    [Parameter(ParameterSetName = RuleSet)]
    public int? Last { get; set; }

    /// <summary>All runs are kept.</summary>
    [Parameter(ParameterSetName = AllSet, Mandatory = true)]
    public SwitchParameter All { get; set; }

    /// <summary>Writes the rule.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override async Task ProcessAsync()
    {
        var ledger = await Pipeline.LedgerAsync();
        var rule = All ? null : new RetentionRule { Days = Days, Last = Last };
        // What is wrong with it is said under -WhatIf, too.
        rule?.Require();
        if (!await Pipeline.ShouldProcessAsync("the ledger", "Set which runs are kept"))
            return;
        if (!await ledger.Retention.SetRuleAsync(rule, StopToken))
            Pipeline.WriteVerbose("It is set so already.");
        if (PassThru && rule is not null)
            Pipeline.Write(rule);
    }
}
