using System.Management.Automation;
using JobOps.Jobs;
using JobOps.Ledger;

namespace JobOps.Cmdlets;

/// <summary>Base of the cmdlets that change the standing of registered jobs.</summary>
public abstract class ChangeJobDefinitionCmdlet : AsyncCmdlet
{
    private protected ChangeJobDefinitionCmdlet() { }

    /// <summary>Names of jobs. Wildcards are allowed.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("JobName")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(JobNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Why: kept in the journal, and shown to whoever asks.</summary>
    [Parameter(Position = 1)]
    public string? Reason { get; set; }

    /// <summary>What is done, as -WhatIf shows it.</summary>
    private protected abstract string Action { get; }

    private protected abstract Task ChangeAsync(ILedger ledger, JobDefinition job);

    private protected override async Task ProcessAsync()
    {
        var ledger = await Pipeline.LedgerAsync();
        await Pipeline.EachAsync(Name, async name =>
        {
            foreach (var job in await JobNames.FindAsync(ledger, name, StopToken))
                if (await Pipeline.ShouldProcessAsync($"job '{job.Name}'", Action))
                    await ChangeAsync(ledger, job);
        });
    }
}
