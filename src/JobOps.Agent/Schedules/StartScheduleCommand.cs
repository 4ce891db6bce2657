using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Runs;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Ledger;

namespace JobOps.Agent.Schedules;

/// <summary><c>jobops schedule start NAME</c>: what a scheduler of the host calls.</summary>
sealed class StartScheduleCommand : OpenLedgerCommand
{
    readonly Argument<string> _name = ScheduleArguments.Name();

    public StartScheduleCommand() : base(
        "start", "Start what the schedule has due, and execute it: for entries of cron, systemd and Task Scheduler") => Add(_name);

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var execution = new RunExecution(ledger, call);
        var runs = await new SlotStart(ledger, execution.Leftovers).StartAsync(call.Value(_name)!, call.Cancellation);
        var exitCode = ExitCodes.Ok;
        foreach (var run in runs)
            if (await execution.ExecuteAsync(run) is var code && exitCode == ExitCodes.Ok)
                exitCode = code;
        return exitCode;
    }
}
