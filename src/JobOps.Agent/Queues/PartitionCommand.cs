using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Queues;

namespace JobOps.Agent.Queues;

/// <summary><c>jobops partition QUEUE N</c>: in how many parts the runs of a queue wait.</summary>
sealed class PartitionCommand : OpenLedgerCommand
{
    readonly Argument<string> _queue = SharedArguments.Queue();
    readonly Argument<int> _partitions = new("partitions")
    {
        Description = $"1 to {JobQueue.MostPartitions}. Priority and order hold within a partition.",
        HelpName = "n",
    };

    public PartitionCommand() : base("partition", "Divide a queue, so that many workers do not wait for each other")
    {
        Add(_queue);
        Add(_partitions);
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var name = call.Value(_queue)!;
        var changed = await ledger.Queues.SetPartitionsAsync(name, call.Value(_partitions), call.Cancellation);
        var queue = await ledger.Queues.RequireAsync(name, call.Cancellation);
        var state = queue.Partitions == 1 ? "is not divided" : $"has {queue.Partitions} partitions";
        call.Screen.Show(queue, _ => $"Queue {queue.Name} {state}{(changed ? "" : " already")}.");
        return ExitCodes.Ok;
    }
}
