using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Agent.Ledgers;

/// <summary><c>jobops verify</c>: recomputes the journal's hash chains.</summary>
sealed class VerifyCommand : OpenLedgerCommand
{
    readonly Option<string?> _digest = new("--digest")
    {
        Description = "A digest that was kept elsewhere: has the journal changed since in any way?",
        HelpName = "hex",
    };

    public VerifyCommand() : base("verify", "Check that nobody changed the journal by hand") => Add(_digest);

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var verification = await ledger.VerifyJournalAsync(call.Cancellation);
        call.Screen.Show(verification, LedgerViews.Verification);
        if (!verification.Valid)
            throw new JobOpsException(Error.JournalBroken(
                verification.RunId ?? 0, verification.Sequence ?? 0, verification.Problem ?? "it does not fit its hash"));
        if (call.Value(_digest) is { } kept && !kept.Equals(verification.Digest, StringComparison.OrdinalIgnoreCase))
            throw new JobOpsException(Error.DigestDiffers(kept, verification.Digest));
        return ExitCodes.Ok;
    }
}
