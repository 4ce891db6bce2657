using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Measurements;
using JobOps.Values;

namespace JobOps.Agent.Changes;

/// <summary><c>jobops change picture C42</c>: what was measured, drawn in the terminal, or with <c>--page</c> as an HTML file.</summary>
sealed class PictureCommand : OpenLedgerCommand
{
    readonly Argument<ChangeId> _change = SharedArguments.ChangeId();
    readonly ComparisonOptionsReader _options = new();
    readonly Option<string?> _page = new("--page") { Description = "Write one HTML file that needs nothing beside it.", HelpName = "file" };
    readonly Option<bool> _ascii = new("--ascii") { Description = "Only with signs that every terminal has." };

    public PictureCommand() : base("picture", "Draw what was measured before and after a change")
    {
        Add(_change);
        _options.AddTo(this);
        Add(_page);
        Add(_ascii);
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var compared = await new ChangeComparer(ledger).CompareAsync(call.Value(_change), _options.Read(call), call.Cancellation);
        if (call.Value(_page) is { } page)
        {
            ComparisonFile.Write(compared, Path.GetFullPath(page));
            call.Screen.Show(compared.Primary, _ => $"{compared.Primary.Sentence} {Path.GetFullPath(page)}");
            return ExitCodes.Ok;
        }
        var lines = ComparisonPicture.Draw(compared.Before, compared.After, compared.Metrics, call.Value(_ascii));
        call.Screen.Show(compared.Metrics, _ => string.Join(Environment.NewLine, lines));
        return ExitCodes.Ok;
    }
}
