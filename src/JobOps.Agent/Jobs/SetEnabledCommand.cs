using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Wording;

namespace JobOps.Agent.Jobs;

/// <summary>What enabling and disabling a job have in common.</summary>
abstract class SetEnabledCommand : OpenLedgerCommand
{
    readonly bool _enabled;
    readonly Argument<string> _job = SharedArguments.Job();
    readonly Option<string?> _reason = SharedArguments.Reason("Why; kept with the job and in the journal.");

    protected SetEnabledCommand(string name, string description, bool enabled) : base(name, description)
    {
        _enabled = enabled;
        Add(_job);
        Add(_reason);
    }

    protected sealed override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var name = call.Value(_job)!;
        var changed = await ledger.Jobs.SetEnabledAsync(name, _enabled, call.Value(_reason), call.Cancellation);
        var job = await ledger.Jobs.FindAsync(name, version: null, call.Cancellation)
                  ?? throw new JobOpsException(Error.JobNotFound(name));
        var state = JobWords.State(_enabled);
        call.Screen.Show(job, changed
            ? _ => $"{job.Name} is {state}{Done.By(job.EnabledBy, job.EnabledReason)}."
            : _ => $"{job.Name} was {state} already.");
        return ExitCodes.Ok;
    }
}
