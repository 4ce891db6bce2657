using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Agent.Ledgers;

/// <summary><c>jobops export FILE</c>: write all that the ledger holds into a new file; stop the workers first.</summary>
sealed class ExportCommand : OpenLedgerCommand
{
    readonly Argument<string> _path = new("file") { Description = "The file to write; there must be none yet." };

    public ExportCommand() : base("export", "Write all that the ledger holds into a new file; stop the workers first") => Add(_path);

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        call.Screen.Show(await ledger.Transfer.ExportAsync(call.Value(_path)!, null, call.Cancellation),
            answer => LedgerViews.Transfer(answer));
        return ExitCodes.Ok;
    }
}
