using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Agent.Queues;

/// <summary>What suspending and resuming a queue have in common.</summary>
abstract class SetPausedCommand : OpenLedgerCommand
{
    readonly bool _paused;
    readonly Argument<string> _queue = SharedArguments.Queue();
    readonly Option<string?> _reason = SharedArguments.Reason("Why; kept with the queue and in the journal.");

    protected SetPausedCommand(string name, string description, bool paused) : base(name, description)
    {
        _paused = paused;
        Add(_queue);
        Add(_reason);
    }

    protected sealed override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var name = call.Value(_queue)!;
        var changed = await ledger.Queues.SetPausedAsync(name, _paused, call.Value(_reason), call.Cancellation);
        var queue = await ledger.Queues.RequireAsync(name, call.Cancellation);
        var state = _paused ? "paused" : "open";
        call.Screen.Show(queue, changed
            ? _ => $"Queue {queue.Name} is {state}{(_paused ? Done.By(queue.PausedBy, queue.PausedReason) : "")}."
            : _ => $"Queue {queue.Name} was {state} already.");
        return ExitCodes.Ok;
    }
}
