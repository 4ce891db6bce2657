using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Agent.Runs;

/// <summary><c>jobops restart ID</c>: goes on with a run that did not succeed, at its first unfinished step
/// or at the one that is named.</summary>
sealed class RestartCommand : OpenLedgerCommand
{
    readonly Argument<long> _run = SharedArguments.RunId();
    readonly Option<InterruptedStep?> _interrupted = SharedArguments.OneOf<InterruptedStep>(
        "--interrupted-step", "A step that must not run twice was interrupted: accept it as done, or repeat it.");
    readonly Option<string?> _fromStep = new("--from-step")
    {
        Description = "The first step to execute again, finished or not.",
        HelpName = "name",
    };
    readonly Option<string?> _reason = SharedArguments.Reason("Why; kept in the journal.");
    readonly SecretOption _secret = new();

    public RestartCommand() : base("restart", "Go on with a run that did not succeed")
    {
        Add(_run);
        Add(_interrupted);
        Add(_fromStep);
        Add(_reason);
        Add(_secret);
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var stored = await ledger.Runs.RequireAsync(call.Value(_run), call.Cancellation);
        var secrets = _secret.Read(call);
        bool? tookEffect = call.Value(_interrupted) switch
        {
            InterruptedStep.Accept => true,
            InterruptedStep.Repeat => false,
            _ => null,
        };
        var run = await ledger.Requests.RestartAsync(
            new()
            {
                RunId = stored.RunId, InterruptedStepTookEffect = tookEffect, FromStep = call.Value(_fromStep),
                Reason = call.Value(_reason), Needs = RunNeeds.Again(stored, session: false),
            },
            call.Cancellation);
        return await new RunExecution(ledger, call).ExecuteAsync(run, secrets);
    }

    enum InterruptedStep { Accept, Repeat }
}
