using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Schedules;

namespace JobOps.Agent.Schedules;

/// <summary><c>jobops schedule list</c>: the schedules, one of them in full, or what they have missed.</summary>
sealed class ListSchedulesCommand : OpenLedgerCommand
{
    readonly Argument<string?> _name = new("schedule")
    {
        Description = "A schedule, or a pattern with * and ?; all if left out.", Arity = ArgumentArity.ZeroOrOne,
    };
    readonly Option<string?> _job = new("--job") { Description = "Schedules of this job only.", HelpName = "job" };
    readonly Option<bool> _missed = new("--missed") { Description = "Slots that have no run, and why, the newest first." };
    readonly Option<int> _last = SharedArguments.Count("--last", "So many rows of them.", 20);

    public ListSchedulesCommand()
        : base("list", "List schedules: when each is due next, and what keeps it from starting its job", lists: true)
    {
        Add(_name);
        Add(_job);
        Add(_missed);
        Add(_last);
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var name = call.Value(_name);
        var isOne = name is not null && !name.AsSpan().ContainsAny('*', '?');
        var one = isOne ? await ledger.Schedules.RequireAsync(name!, call.Cancellation) : null;
        if (call.Value(_missed))
        {
            var missed = await ledger.Schedules.GetMissedAsync(name ?? "*", call.Value(_last), call.Cancellation);
            call.Screen.Show(missed, answer => ScheduleViews.Missed(answer));
        }
        else if (one is not null)
        {
            call.Screen.Show(one, answer => ScheduleViews.One(answer));
        }
        else
        {
            var found = await ledger.Schedules.GetAsync(name ?? "*", call.Value(_job), call.Cancellation);
            call.Screen.Show(found, answer => ScheduleViews.Table(answer));
        }
        return ExitCodes.Ok;
    }
}
