using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Agent.Runs;

/// <summary><c>jobops approve|deny ID</c>: lets a run be executed that awaits approval, or ends it.</summary>
sealed class DecideCommand : OpenLedgerCommand
{
    readonly bool _approve;
    readonly Argument<long> _run = SharedArguments.RunId();
    readonly Option<string?> _reason;

    DecideCommand(string name, string description, bool approve) : base(name, description)
    {
        _approve = approve;
        _reason = SharedArguments.Reason(approve ? "Why; kept in the journal." : "Why: whoever asked for the run reads it.");
        _reason.Required = !approve;
        Add(_run);
        Add(_reason);
    }

    public static DecideCommand Approve() => new("approve", "Let a run be executed that awaits approval", approve: true);

    public static DecideCommand Deny() => new("deny", "End a run that awaits approval, before anything of it is executed", approve: false);

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var (runId, reason) = (call.Value(_run), call.Value(_reason));
        var run = _approve
            ? await ledger.Approvals.ApproveAsync(runId, reason, call.Cancellation)
            : await ledger.Approvals.DenyAsync(runId, reason ?? "", call.Cancellation);
        call.Screen.Show(run, _ => _approve
            ? $"Run {run.RunId} is approved, and {RunViews.State(run)}."
            : $"Run {run.RunId} is denied.");
        return ExitCodes.Ok;
    }
}
