using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Agent.Schedules;

/// <summary><c>jobops schedule remove NAME</c>: takes it out of use; its runs and what it missed stay.</summary>
sealed class RemoveScheduleCommand : OpenLedgerCommand
{
    readonly Argument<string> _name = ScheduleArguments.Name();
    readonly Option<string?> _reason = SharedArguments.Reason("Why.");

    public RemoveScheduleCommand() : base("remove", "Take a schedule out of use")
    {
        Add(_name);
        Add(_reason);
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var name = call.Value(_name)!;
        await ledger.Schedules.RemoveAsync(name, call.Value(_reason), call.Cancellation);
        call.Screen.Show(new { Name = name, Removed = true }, answer => $"Schedule {answer.Name} is out of use.");
        return ExitCodes.Ok;
    }
}
