using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Changes;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Values;

namespace JobOps.Agent.Changes;

/// <summary><c>jobops change note C42 --reason …</c>: writes the final note of a change.</summary>
sealed class NoteOfChangeCommand : OpenLedgerCommand
{
    readonly Argument<ChangeId> _change = SharedArguments.ChangeId();
    readonly Option<string> _reason = new("--reason") { Description = "Why the change was made.", Required = true };
    readonly ComparisonOptionsReader _options = new();
    readonly Option<string?> _repository = new("--repository")
    {
        Description = "A Git repository whose files between two commits belong to the change.", HelpName = "folder",
    };
    readonly Option<string?> _from = new("--from") { Description = "The commit before the change.", HelpName = "commit" };
    readonly Option<string?> _to = new("--to") { Description = "The commit with the change; HEAD if left out.", HelpName = "commit" };

    public NoteOfChangeCommand() : base("note", "Write the final note of a change")
    {
        Add(_change);
        Add(_reason);
        _options.AddTo(this);
        Add(_repository);
        Add(_from);
        Add(_to);
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var note = await new ChangeNoteWriter(ledger).WriteAsync(
            call.Value(_change), call.Value(_reason)!, _options.Read(call), await FilesAsync(call), call.Cancellation);
        call.Screen.Show(note, answer => NoteViews.One(answer));
        return ExitCodes.Ok;
    }

    async Task<IReadOnlyList<TouchedFile>> FilesAsync(Invocation call) =>
        call.Value(_repository) is null && call.Value(_from) is null
            ? []
            : await RepositoryFiles.BetweenAsync(
                Path.GetFullPath(call.Value(_repository) ?? "."), call.Value(_from), call.Value(_to) ?? "HEAD", call.Cancellation);
}
