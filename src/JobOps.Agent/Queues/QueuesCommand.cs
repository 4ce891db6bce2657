using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Agent.Queues;

/// <summary><c>jobops queues [name]</c>: what waits where, and what holds it up.</summary>
sealed class QueuesCommand : OpenLedgerCommand
{
    readonly Argument<string?> _name = new("name")
    {
        Description = "A queue's name; * and ? are wildcards.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public QueuesCommand() : base("queues", "List the queues: what waits in them, what runs, who paused them", lists: true) => Add(_name);

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var name = call.Value(_name) ?? "*";
        var queues = await ledger.Queues.GetAsync(name, call.Cancellation);
        if (queues.Count == 0 && !name.AsSpan().ContainsAny('*', '?'))
            throw new JobOpsException(Error.QueueNotFound(name));
        call.Screen.Show(queues, answer => QueueViews.Table(answer));
        return ExitCodes.Ok;
    }
}
