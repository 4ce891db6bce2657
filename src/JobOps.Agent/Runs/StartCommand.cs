using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Agent.Runs;

/// <summary><c>jobops start JOB</c>: requests a run and, unless told otherwise, executes it in this process.</summary>
sealed class StartCommand : OpenLedgerCommand
{
    readonly Argument<string> _job = Words.Job();
    readonly ParameterOption _parameter = new();
    readonly SecretOption _secret = new();
    readonly Option<string?> _key = new("--key") { Description = "Idempotency key: the same key never runs the job twice." };
    readonly Option<string?> _environment = new("--environment") { Description = "A label such as staging." };
    readonly Option<bool> _noWait = new("--no-wait") { Description = "Leave the run to a worker." };

    public StartCommand() : base("start", "Start a run of a job and execute it")
    {
        Add(_job);
        Add(_parameter);
        Add(_secret);
        Add(_key);
        Add(_environment);
        Add(_noWait);
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var name = call.Value(_job)!;
        var given = _parameter.Read(call);
        if (await ledger.FindJobAsync(name, version: null, call.Cancellation) is { } job)
            SecretOption.Refuse(job, given.Keys);
        foreach (var (secret, value) in _secret.Read(call))
            given[secret] = value;

        var executedHere = !call.Value(_noWait);
        var started = await new JobStarter(ledger, ledger).StartAsync(
            name, given, call.Value(_environment), call.Value(_key), executedHere, call.Cancellation);
        if (executedHere)
            return await new RunExecution(ledger, call).ExecuteAsync(started.Run, started.Secrets);
        call.Screen.Show(started.Run, run => $"Run {run.RunId} is {run.Status.ToString().ToLowerInvariant()}.");
        return ExitCodes.Ok;
    }
}
