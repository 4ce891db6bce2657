using System.Management.Automation;
using JobOps.Ledger;

namespace JobOps.Cmdlets;

/// <summary>Sets how many runs of a queue may run at once, on all workers together.</summary>
/// <remarks>
/// A name that is no queue yet becomes one. A lower limit ends nothing that runs: nothing more is claimed until enough
/// of it has ended. What one worker executes at once is said where it is started: Start-JobWorker -Concurrency.
/// </remarks>
/// <example>
/// <para>At most two runs of the queue at a time.</para>
/// <code>Set-JobQueue images -Concurrency 2 -PassThru</code>
/// </example>
/// <example>
/// <para>As many as the workers take.</para>
/// <code>Set-JobQueue images -NoLimit</code>
/// </example>
[Cmdlet(VerbsCommon.Set, "JobQueue", DefaultParameterSetName = LimitSet, SupportsShouldProcess = true)]
[OutputType(typeof(Queues.JobQueue))]
public sealed class SetJobQueueCommand : AsyncCmdlet
{
    const string LimitSet = "Limit";
    const string NoLimitSet = "NoLimit";

    /// <summary>Names of queues. Wildcards are allowed and mean queues that are there.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Queue")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(QueueNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>So many at once: 1 to 10000.</summary>
    [Parameter(ParameterSetName = LimitSet, Mandatory = true, Position = 1)]
    public int Concurrency { get; set; }

    /// <summary>Takes the limit away.</summary>
    [Parameter(ParameterSetName = NoLimitSet, Mandatory = true)]
    public SwitchParameter NoLimit { get; set; }

    /// <summary>Writes the queues as they are now.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    int? Limit => NoLimit ? null : Concurrency;

    private protected override async Task ProcessAsync()
    {
        var ledger = await Pipeline.LedgerAsync();
        await Pipeline.EachAsync(Name, async name =>
        {
            foreach (var queue in await NamesAsync(ledger, name))
            {
                if (!await Pipeline.ShouldProcessAsync($"queue '{queue}'", Limit is { } most ? $"Run at most {most} at once" : "Run any number at once"))
                    continue;
                if (!await ledger.SetQueueConcurrencyAsync(queue, Limit, StopToken))
                    Pipeline.WriteVerbose($"Queue '{queue}' is set so already.");
                if (PassThru)
                    Pipeline.Write(await ledger.GetQueuesAsync(queue, StopToken), enumerate: true);
            }
        });
    }

    async Task<IEnumerable<string>> NamesAsync(ILedger ledger, string name) =>
        WildcardPattern.ContainsWildcardCharacters(name)
            ? (await ledger.GetQueuesAsync(name, StopToken)).Select(queue => queue.Name)
            : [name];
}
