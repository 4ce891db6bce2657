using System.Management.Automation;
using JobOps.Errors;
using JobOps.Steps;

namespace JobOps.Cmdlets;

/// <summary>Gets the steps of runs.</summary>
/// <remarks>
/// In the order in which they first ran, with their results, errors, undo and what a rollback did about them.
/// </remarks>
/// <example>
/// <para>The steps of the newest run.</para>
/// <code>Get-JobRun -Last 1 | Get-JobStep</code>
/// </example>
/// <example>
/// <para>What a step left behind.</para>
/// <code>Get-JobStep 1 -StepName backup | Select-Object -ExpandProperty Result</code>
/// </example>
[Cmdlet(VerbsCommon.Get, "JobStep")]
[OutputType(typeof(JobStep))]
public sealed class GetJobStepCommand : AsyncCmdlet
{
    /// <summary>Ids of runs.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(RunIdCompleter))]
    public long[] RunId { get; set; } = [];

    /// <summary>Names of steps. Wildcards are allowed.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(StepNameCompleter))]
    public string[] StepName { get; set; } = ["*"];

    private protected override async Task ProcessAsync()
    {
        var ledger = await Pipeline.LedgerAsync();
        var patterns = StepName.Select(name => WildcardPattern.Get(name, WildcardOptions.IgnoreCase)).ToList();
        await Pipeline.EachAsync(RunId, async id =>
        {
            var steps = await ledger.Steps.GetAsync(id, StopToken);
            if (steps.Count == 0 && await ledger.Runs.FindAsync(id, StopToken) is null)
                throw new JobOpsException(Error.RunNotFound(id));
            Pipeline.Write(steps.Where(step => patterns.Exists(pattern => pattern.IsMatch(step.StepName))).ToList(), enumerate: true);
        });
    }
}
