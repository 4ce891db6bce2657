using System.Management.Automation;
using JobOps.Ledger;

namespace JobOps.Cmdlets;

/// <summary>Sets how many runs of a queue may run at once, on all workers together, or divides a queue.</summary>
/// <remarks>
/// A name that is no queue yet becomes one. A lower limit ends nothing that runs: nothing more is claimed until enough
/// of it has ended. What one worker executes at once is said where it is started: Start-JobWorker -Concurrency.
///
/// Workers that claim at the same moment meet at the first runs of a queue. In a queue that is divided each begins in
/// another partition, and goes on to the others where its own is empty. The price: priority and order hold within a
/// partition, not across them. The runs of a job with a limit share one partition, so they keep their order. Divide a queue
/// when many workers wait for each other, not before; a ledger in a file has one writer and wins nothing.
/// </remarks>
/// <example>
/// <para>At most two runs of the queue at a time.</para>
/// <code>Set-JobQueue images -Concurrency 2 -PassThru</code>
/// </example>
/// <example>
/// <para>As many as the workers take.</para>
/// <code>Set-JobQueue images -NoLimit</code>
/// </example>
/// <example>
/// <para>For many workers on one server. One partition again: -Partitions 1.</para>
/// <code>Set-JobQueue images -Partitions 16</code>
/// </example>
[Cmdlet(VerbsCommon.Set, "JobQueue", DefaultParameterSetName = LimitSet, SupportsShouldProcess = true)]
[OutputType(typeof(Queues.JobQueue))]
public sealed class SetJobQueueCommand : AsyncCmdlet
{
    const string LimitSet = "Limit";
    const string NoLimitSet = "NoLimit";
    const string PartitionsSet = "Partitions";

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

    /// <summary>In so many parts its runs wait: 1 to 64. Runs that wait already stay where they are, and are claimed as before.</summary>
    [Parameter(ParameterSetName = PartitionsSet, Mandatory = true)]
    public int Partitions { get; set; }

    /// <summary>Writes the queues as they are now.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    int? Limit => NoLimit ? null : Concurrency;

    string Action => ParameterSetName switch
    {
        PartitionsSet => Partitions == 1 ? "Keep in one partition" : $"Divide into {Partitions} partitions",
        NoLimitSet => "Run any number at once",
        _ => $"Run at most {Concurrency} at once",
    };

    private protected override async Task ProcessAsync()
    {
        var ledger = await Pipeline.LedgerAsync();
        await Pipeline.EachAsync(Name, async name =>
        {
            foreach (var queue in await NamesAsync(ledger, name))
            {
                if (!await Pipeline.ShouldProcessAsync($"queue '{queue}'", Action))
                    continue;
                if (!await SetAsync(ledger, queue))
                    Pipeline.WriteVerbose($"Queue '{queue}' is set so already.");
                if (PassThru)
                    Pipeline.Write(await ledger.Queues.GetAsync(queue, StopToken), enumerate: true);
            }
        });
    }

    Task<bool> SetAsync(ILedger ledger, string queue) => ParameterSetName == PartitionsSet
        ? ledger.Queues.SetPartitionsAsync(queue, Partitions, StopToken)
        : ledger.Queues.SetConcurrencyAsync(queue, Limit, StopToken);

    async Task<IEnumerable<string>> NamesAsync(ILedger ledger, string name) =>
        WildcardPattern.ContainsWildcardCharacters(name)
            ? (await ledger.Queues.GetAsync(name, StopToken)).Select(queue => queue.Name)
            : [name];
}
