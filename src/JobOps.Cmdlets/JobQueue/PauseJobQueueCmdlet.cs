using System.Management.Automation;

namespace JobOps.Cmdlets;

/// <summary>Base of the cmdlets that pause queues and let them go on.</summary>
public abstract class PauseJobQueueCmdlet : AsyncCmdlet
{
    private protected PauseJobQueueCmdlet() { }

    /// <summary>Names of queues. Wildcards are allowed.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Queue")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(QueueNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Why: kept in the journal, and shown to whoever asks.</summary>
    [Parameter(Position = 1)]
    public string? Reason { get; set; }

    /// <summary>Writes the queues as they are now.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>What is done, as -WhatIf shows it.</summary>
    private protected abstract string Action { get; }

    /// <summary>Whether the queues are paused afterwards.</summary>
    private protected abstract bool Paused { get; }

    private protected override async Task ProcessAsync()
    {
        var ledger = await Pipeline.LedgerAsync();
        await Pipeline.EachAsync(Name, async name =>
        {
            foreach (var queue in await QueueNames.FindAsync(ledger, name, StopToken))
            {
                if (!await Pipeline.ShouldProcessAsync($"queue '{queue.Name}'", Action))
                    continue;
                if (!await ledger.Queues.SetPausedAsync(queue.Name, Paused, Reason, StopToken))
                    Pipeline.WriteVerbose($"Queue '{queue.Name}' is {View.State(queue)} already.");
                if (PassThru)
                    Pipeline.Write(await ledger.Queues.GetAsync(queue.Name, StopToken), enumerate: true);
            }
        });
    }
}
