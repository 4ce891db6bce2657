using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Agent.Runs;

/// <summary><c>jobops worker --drain</c>: executes what is queued or abandoned, then ends.</summary>
sealed class WorkerCommand : OpenLedgerCommand
{
    readonly Option<bool> _drain = new("--drain") { Description = "End when nothing is left to do. Always needed." };

    public WorkerCommand() : base("worker", "Execute the runs that wait, or whose worker is gone")
    {
        Add(_drain);
        Validators.Add(result =>
        {
            if (!result.GetValue(_drain))
                result.AddError("--drain is missing");
        });
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var executed = await new RunExecution(ledger, call).NewWorker().DrainAsync(call.Cancellation);
        call.Screen.Show(new Answer(executed), answer => $"Executed {answer.Executed} {(executed == 1 ? "run" : "runs")}.");
        return ExitCodes.Ok;
    }

    sealed record Answer(int Executed);
}
