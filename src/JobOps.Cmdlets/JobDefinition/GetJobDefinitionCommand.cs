using System.Management.Automation;
using JobOps.Jobs;

namespace JobOps.Cmdlets;

/// <summary>Gets the jobs of the ledger.</summary>
/// <remarks>The newest version of each job, by name.</remarks>
/// <example>
/// <para>Lists all jobs.</para>
/// <code>Get-JobDefinition</code>
/// </example>
/// <example>
/// <para>Shows one job with its owner, expected result and rollback note.</para>
/// <code>Get-JobDefinition site-release | Format-List</code>
/// </example>
[Cmdlet(VerbsCommon.Get, "JobDefinition")]
[OutputType(typeof(JobDefinition))]
public sealed class GetJobDefinitionCommand : AsyncCmdlet
{
    /// <summary>Names of jobs. Wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("JobName")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(JobNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    private protected override async Task ProcessAsync()
    {
        var ledger = await Pipeline.LedgerAsync();
        await Pipeline.EachAsync(Name, async name =>
            Pipeline.Write(await JobNames.FindAsync(ledger, name, StopToken), enumerate: true));
    }
}
