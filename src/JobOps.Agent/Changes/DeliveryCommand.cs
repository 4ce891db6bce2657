using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Changes;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Ledger;

namespace JobOps.Agent.Changes;

/// <summary><c>jobops delivery</c>: how often changes are applied, how long they take, how many fail.</summary>
sealed class DeliveryCommand : OpenLedgerCommand
{
    readonly Option<DateTimeOffset?> _since = SharedArguments.Past("--since", "Applied since then, 90d if left out:");
    readonly Option<DateTimeOffset?> _until = SharedArguments.Past("--until", "Applied before then, now if left out:");
    readonly Option<string?> _owner = new("--owner") { Description = "Only of this owner." };
    readonly Option<TimeSpan?> _reworkWithin = SharedArguments.Age(
        "--rework-within", "How soon after another change of the same a change is rework; 7d if left out.");

    public DeliveryCommand() : base("delivery", "Tell how often changes are applied, how long they take and how many fail")
    {
        Add(_since);
        Add(_until);
        Add(_owner);
        Add(_reworkWithin);
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var query = new DeliveryQuery { Since = call.Value(_since), Until = call.Value(_until), Owner = call.Value(_owner) };
        if (call.Value(_reworkWithin) is { } within)
            query = query with { ReworkWithin = within };
        call.Screen.Show(await new DeliveryReader(ledger).ReadAsync(query, call.Cancellation), answer => ChangeViews.Delivery(answer));
        return ExitCodes.Ok;
    }
}
