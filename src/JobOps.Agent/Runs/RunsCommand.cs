using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Runs;
using JobOps.Values;

namespace JobOps.Agent.Runs;

/// <summary><c>jobops runs</c>: what was requested lately and what became of it.</summary>
sealed class RunsCommand : OpenLedgerCommand
{
    readonly Option<string?> _job = new("--job") { Description = "Of jobs with this name; * and ? are wildcards." };
    readonly Option<RunStatus[]> _status = SharedArguments.Among<RunStatus>(
        "--status", "Only with this status (may be repeated):");
    readonly Option<string?> _queue = new("--queue") { Description = "Only of this queue." };
    readonly Option<string?> _environment = new("--environment") { Description = "Only of this environment." };
    readonly Option<string?> _key = new("--key") { Description = "Only with this idempotency key." };
    readonly Option<string?> _batch = new("--batch-name") { Description = "Only of this batch." };
    readonly Option<ChangeId?> _change = SharedArguments.Change("Only of this change.");
    readonly Option<DateTimeOffset?> _since = SharedArguments.Since();
    readonly Option<int> _last = SharedArguments.Count("--last", "How many, newest first.", 20);

    public RunsCommand() : base("runs", "List runs, newest first", lists: true)
    {
        Add(_job);
        Add(_status);
        Add(_queue);
        Add(_environment);
        Add(_key);
        Add(_batch);
        Add(_change);
        Add(_since);
        Add(_last);
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var statuses = call.Value(_status);
        var runs = await ledger.Runs.GetAsync(
            new()
            {
                JobName = call.Value(_job),
                Statuses = statuses is { Length: > 0 } ? statuses : null,
                Queue = call.Value(_queue),
                Environment = call.Value(_environment),
                IdempotencyKey = call.Value(_key),
                Batch = call.Value(_batch),
                ChangeId = call.Value(_change),
                Since = call.Value(_since),
                Limit = call.Value(_last),
            },
            call.Cancellation);
        call.Screen.Show(runs, answer => RunViews.Table(answer));
        if (runs.Count == 0 && await DidYouMean.AskAboutFilterAsync(
                ledger, call.Value(_job), call.Value(_queue), call.Value(_environment), call.Cancellation) is { } question)
            call.Screen.Progress(question, Tone.Doubtful);
        return ExitCodes.Ok;
    }
}
