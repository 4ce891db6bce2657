using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Agent.Ledgers;

/// <summary><c>jobops import FILE</c>: read the file of another ledger into this one, which is new.</summary>
sealed class ImportCommand : OpenLedgerCommand
{
    readonly Argument<string> _path = new("file") { Description = "A file that jobops export wrote." };

    readonly Option<bool> _whatIf = new("--what-if") { Description = "Check the file and say what is in it; change nothing." };

    public ImportCommand() : base("import", "Read the file of another ledger into this one, which is new")
    {
        Add(_path);
        Add(_whatIf);
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        call.Screen.Show(
            call.Value(_whatIf)
                ? TransferReader.Check(call.Value(_path)!, call.Cancellation)
                : await ledger.Transfer.ImportAsync(call.Value(_path)!, null, call.Cancellation),
            LedgerViews.Transfer);
        return ExitCodes.Ok;
    }
}
