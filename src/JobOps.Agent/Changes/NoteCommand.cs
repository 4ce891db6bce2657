using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Agent.Runs;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Agent.Changes;

/// <summary><c>jobops note ID --reason …</c>: writes the final note of a change.</summary>
sealed class NoteCommand : OpenLedgerCommand
{
    readonly Argument<long> _run = SharedArguments.RunId();
    readonly Option<string> _reason = new("--reason") { Description = "Why the change was made.", Required = true };
    readonly Option<string?> _before =
        new("--before") { Description = "The step that measured before; default: the first that measured.", HelpName = "step" };
    readonly Option<string?> _after =
        new("--after") { Description = "The step that measured after; default: the last that measured.", HelpName = "step" };
    readonly Option<string?> _command = new("--command") { Description = "The command that was used; default: as the run has it." };

    public NoteCommand() : base("note", "Write the final note of a change")
    {
        Add(_run);
        Add(_reason);
        Add(_before);
        Add(_after);
        Add(_command);
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var run = await ledger.Runs.RequireAsync(call.Value(_run), call.Cancellation);
        var note = await new ChangeNoteWriter(ledger).WriteAsync(
            run.RunId, call.Value(_reason)!, call.Value(_command) ?? RunCommandLine.Shell(run),
            call.Value(_before), call.Value(_after), call.Cancellation);
        call.Screen.Show(note, answer => NoteViews.One(answer));
        return ExitCodes.Ok;
    }
}
