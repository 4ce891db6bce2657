using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Agent.Runs;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Values;

namespace JobOps.Agent.Rehearsals;

/// <summary>
/// <c>jobops rehearse JOB --environment staging</c>: executes a job and rolls it back; exit code 2 where it did not pass.
/// </summary>
sealed class RehearseCommand : OpenLedgerCommand
{
    readonly Argument<string> _job = SharedArguments.Job();
    readonly Option<string> _environment = new("--environment")
    {
        Description = "Where it is executed, such as staging: an environment of the ledger.", Required = true,
    };
    readonly NameValueOption _parameter = new("--parameter", "A parameter of the job (may be repeated).", "-p");
    readonly SecretOption _secret = new();
    readonly Option<ChangeId?> _change = SharedArguments.Change("The change that it prepares; its runs do not apply it.");
    readonly Option<bool> _repeat = new("--repeat")
    {
        Description = "Whether it may be executed again: twice, and once more with its processes ended half-way.",
    };

    public RehearseCommand() : base("rehearse", "Execute a job where it can do no harm, roll it back, and look whether all is as before")
    {
        Add(_job);
        foreach (var option in (Option[])[_environment, _parameter, _secret, _change, _repeat])
            Add(option);
        Validators.Add(result =>
        {
            if (result.GetResult(_repeat) is not null && result.GetResult(_change) is not null)
                result.AddError("--change is for the rehearsal that is kept, which --repeat is not");
        });
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var execution = new RunExecution(ledger, call);
        var parameters = _parameter.Read(call).ToDictionary(
            pair => pair.Key, pair => (object?)pair.Value, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in _secret.Read(call))
            parameters[name] = value;
        var request = new StartRequest { JobName = call.Value(_job)!, Environment = call.Value(_environment), Parameters = parameters };
        var rehearser = new Rehearser(
            ledger, new(ledger, execution.Leftovers),
            (started, stop) => execution.PerformAsync(started.Run, started.Secrets, stop), sentence => call.Screen.Progress(sentence));
        if (call.Value(_repeat))
        {
            var report = await rehearser.RepeatAsync(request, call.Cancellation);
            call.Screen.Show(report, answer => RehearsalViews.Report(answer));
            return report.Passed ? ExitCodes.Ok : ExitCodes.CheckFailed;
        }
        var rehearsal = await rehearser.RehearseAsync(request, call.Value(_change), call.Cancellation);
        call.Screen.Show(rehearsal, answer => RehearsalViews.One(answer));
        return rehearsal.Passed ? ExitCodes.Ok : ExitCodes.CheckFailed;
    }
}
