using System.CommandLine;
using System.Globalization;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Agent.Queues;

/// <summary><c>jobops limit QUEUE N|none</c>: how many runs of a queue may run at once.</summary>
sealed class LimitCommand : OpenLedgerCommand
{
    const string None = "none";

    const int NoLimit = 0;

    readonly Argument<string> _queue = SharedArguments.Queue();
    readonly Argument<int> _limit = new("limit")
    {
        Description = $"So many of its runs at once, on all workers together; or {None}.",
        HelpName = $"n|{None}",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (text == None)
                return NoLimit;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit != NoLimit)
                return limit;
            result.AddError($"'{text}' was given, but a limit is a whole number of at least 1, or {None}");
            return NoLimit;
        },
    };

    public LimitCommand() : base("limit", "Let at most so many runs of a queue run at once")
    {
        Add(_queue);
        Add(_limit);
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var name = call.Value(_queue)!;
        var limit = call.Value(_limit);
        var changed = await ledger.Queues.SetConcurrencyAsync(name, limit == NoLimit ? null : limit, call.Cancellation);
        var queue = await ledger.Queues.RequireAsync(name, call.Cancellation);
        var state = queue.Concurrency is { } most ? $"runs {most} at a time" : "has no limit";
        call.Screen.Show(queue, _ => $"Queue {queue.Name} {state}{(changed ? "" : " already")}.");
        return ExitCodes.Ok;
    }
}
