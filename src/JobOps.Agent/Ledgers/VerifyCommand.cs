using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Journal;
using JobOps.Ledger;

namespace JobOps.Agent.Ledgers;

/// <summary><c>jobops verify</c>: recomputes the journal's hash chains.</summary>
sealed class VerifyCommand : OpenLedgerCommand
{
    readonly Option<string?> _digest = new("--digest")
    {
        Description = "A file that jobops digest wrote: is all that it covers unchanged and complete? "
                      + "Or the 64 digits of its SHA-256, which can be compared as long as nothing was written since.",
        HelpName = "file|hex",
    };

    public VerifyCommand() : base("verify", "Check that nobody changed the journal by hand") => Add(_digest);

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var given = call.Value(_digest);
        var digits = given is not null && JournalDigest.IsSha256(given) ? given : null;
        var kept = given is not null && digits is null ? JournalDigest.ReadFile(given) : null;
        var verification = await ledger.Journal.VerifyAsync(kept, call.Cancellation);
        await JournalAlarm.RaiseAsync(ledger, verification, call.Cancellation);
        call.Screen.Show(verification, answer => LedgerViews.Verification(answer));
        return verification.FindError(digits) is { } error ? throw new JobOpsException(error) : ExitCodes.Ok;
    }
}
