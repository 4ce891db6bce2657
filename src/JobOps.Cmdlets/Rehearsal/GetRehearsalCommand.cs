using System.Management.Automation;
using JobOps.Execution;
using JobOps.Rehearsals;

namespace JobOps.Cmdlets;

/// <summary>Gets rehearsals, newest first: what each covers, and why it no longer holds.</summary>
/// <remarks>
/// Whether one holds is looked up now, by the definition and the files as they are on this machine. Where a start has other parameters,
/// or its environment differs without a reason, the start itself says so.
/// </remarks>
/// <example>
/// <para>What was rehearsed.</para>
/// <code>Get-Rehearsal</code>
/// </example>
/// <example>
/// <para>Why the last one no longer holds.</para>
/// <code>(Get-Rehearsal publish -Last 1).WhyNot</code>
/// </example>
[Cmdlet(VerbsCommon.Get, "Rehearsal")]
[OutputType(typeof(Rehearsal))]
public sealed class GetRehearsalCommand : AsyncCmdlet
{
    /// <summary>Only of this job.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(JobNameCompleter))]
    public string? JobName { get; set; }

    /// <summary>Only in this environment.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string? Environment { get; set; }

    /// <summary>So many at most.</summary>
    [Parameter]
    [ValidateRange(1, 100_000)]
    public int Last { get; set; } = 1000;

    private protected override async Task ProcessAsync()
    {
        var ledger = await Pipeline.LedgerAsync();
        var standing = new RehearsalStanding(ledger);
        foreach (var rehearsal in await ledger.Rehearsals.GetAsync(JobName, Environment, Last, StopToken))
            Pipeline.Write(await standing.LookAsync(rehearsal, StopToken));
    }
}
