using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Schedules;
using JobOps.Wording;

namespace JobOps.Agent.Schedules;

/// <summary><c>jobops schedule suspend|resume NAME</c>: lets a schedule rest, or go on.</summary>
sealed class SetSuspendedCommand : OpenLedgerCommand
{
    readonly bool _suspended;
    readonly Argument<string> _name = ScheduleArguments.Name();
    readonly Option<string?> _reason = SharedArguments.Reason("Why; kept with the schedule and in the journal.");

    public SetSuspendedCommand(string name, string description, bool suspended) : base(name, description)
    {
        _suspended = suspended;
        Add(_name);
        Add(_reason);
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var name = call.Value(_name)!;
        var changed = await ledger.Schedules.SetSuspendedAsync(name, _suspended, call.Value(_reason), call.Cancellation);
        var schedule = await ledger.Schedules.RequireAsync(name, call.Cancellation);
        var state = ScheduleWords.State(schedule);
        call.Screen.Show(schedule, changed
            ? _ => $"Schedule {schedule.Name} is {state}{(_suspended ? Done.By(schedule.SuspendedBy, schedule.SuspendedReason) : "")}."
            : _ => $"Schedule {schedule.Name} was {state} already.");
        return ExitCodes.Ok;
    }
}
