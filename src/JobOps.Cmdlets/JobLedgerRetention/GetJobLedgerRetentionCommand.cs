using System.Management.Automation;
using JobOps.Jobs;

namespace JobOps.Cmdlets;

/// <summary>Gets which runs are kept of jobs that say nothing of it themselves.</summary>
/// <remarks>Nothing where all runs are kept. What a job says ("keep" in its file) goes before it, and is its
/// definition's: Get-JobDefinition | Where-Object Keep.</remarks>
/// <example>
/// <para>The rule of the ledger.</para>
/// <code>Get-JobLedgerRetention</code>
/// </example>
/// <example>
/// <para>Whether runs are taken out by themselves.</para>
/// <code>$null -ne (Get-JobLedgerRetention)</code>
/// </example>
[Cmdlet(VerbsCommon.Get, "JobLedgerRetention")]
[OutputType(typeof(RetentionRule))]
public sealed class GetJobLedgerRetentionCommand : AsyncCmdlet
{
    private protected override async Task ProcessAsync()
    {
        if (await (await Pipeline.LedgerAsync()).Retention.GetRuleAsync(StopToken) is { } rule)
            Pipeline.Write(rule);
    }
}
