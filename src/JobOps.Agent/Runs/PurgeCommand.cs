using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Agent.Runs;

/// <summary><c>jobops purge</c>: takes out runs that ended long ago.</summary>
sealed class PurgeCommand : OpenLedgerCommand
{
    readonly Option<DateTimeOffset?> _before = SharedArguments.Past(
        "--before", "Runs that ended longer ago, or before a time:");
    readonly Option<string?> _job = new("--job") { Description = "Of jobs with this name; * and ? are wildcards." };
    readonly Option<RunStatus[]> _status = SharedArguments.Among<RunStatus>(
        "--status", "How they ended (may be repeated); without it Succeeded, Failed and Cancelled:");
    readonly Option<bool> _whatIf = new("--what-if") { Description = "Say how many would go; change nothing." };

    public PurgeCommand() : base("purge", "Take out runs that ended long ago, with all that belongs to them, on record")
    {
        _before.Required = true;
        Add(_before);
        Add(_job);
        Add(_status);
        Add(_whatIf);
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var statuses = call.Value(_status);
        var query = new PurgeQuery
        {
            Before = call.Value(_before)!.Value,
            JobName = call.Value(_job),
            Statuses = statuses is { Length: > 0 } ? statuses : PurgeQuery.Ended,
        };
        if (call.Value(_whatIf))
            call.Screen.Show(
                new RunPurge
                {
                    Runs = await ledger.Retention.CountAsync(query, call.Cancellation),
                    Before = query.Before,
                    Ledger = ledger.Info.Location,
                },
                would => $"{would.Runs} runs would be taken out.");
        else
            call.Screen.Show(
                await ledger.Retention.PurgeAsync(query, new CountLines(call.Screen, "runs taken out"), call.Cancellation),
                purged => $"{purged.Runs} runs were taken out, with {purged.Entries} entries of the journal.");
        return ExitCodes.Ok;
    }
}
