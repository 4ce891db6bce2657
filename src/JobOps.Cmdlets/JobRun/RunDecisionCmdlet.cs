using System.Management.Automation;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Cmdlets;

/// <summary>Base of the cmdlets by which a person decides on runs: to stop, approve or deny them.</summary>
public abstract class RunDecisionCmdlet : AsyncCmdlet
{
    private protected RunDecisionCmdlet() { }

    /// <summary>Ids of runs.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(RunIdCompleter))]
    public long[] RunId { get; set; } = [];

    /// <summary>Writes the runs.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>What is done, as -WhatIf shows it.</summary>
    private protected abstract string Action { get; }

    private protected abstract Task<JobRun> DecideAsync(ILedger ledger, long runId);

    private protected override async Task ProcessAsync()
    {
        var ledger = await Pipeline.LedgerAsync();
        await Pipeline.EachAsync(RunId, async id =>
        {
            if (!await Pipeline.ShouldProcessAsync($"run {id}", Action))
                return;
            var run = await DecideAsync(ledger, id);
            if (PassThru)
                Pipeline.Write(run);
        });
    }
}
