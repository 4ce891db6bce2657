using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Checklists;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Values;

namespace JobOps.Agent.Checklists;

/// <summary><c>jobops check LIST</c>: goes through a checklist; exit code 2 where an item failed.</summary>
sealed class CheckCommand : OpenLedgerCommand
{
    readonly Argument<string> _list = new("list") { Description = "Its name, or the path of its file." };
    readonly Option<ChangeId?> _change = SharedArguments.Change("The change that it is gone through for.");
    readonly Option<string?> _environment = new("--environment") { Description = "The environment that its placeholders are filled from." };
    readonly NameValueOption _note = new("--note", "An answer to one of its questions (may be repeated).");
    readonly NameValueOption _evidence = new("--evidence", "A file that shows what was seen, by the name of its item (may be repeated).");
    readonly Option<bool> _nonInteractive = new("--non-interactive") { Description = "Ask nobody: a question without a note fails." };
    readonly Option<string?> _nunit = new("--nunit-xml") { Description = "Write a report in the format of NUnit 3.", HelpName = "file" };
    readonly Option<string?> _junit = new("--junit-xml") { Description = "Write a report in the format of JUnit.", HelpName = "file" };

    public CheckCommand() : base("check", "Go through a checklist: look, ask for the rest, and keep the evidence")
    {
        Add(_list);
        foreach (var option in (Option[])[_change, _environment, _note, _evidence, _nonInteractive, _nunit, _junit])
            Add(option);
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var request = new ChecklistRequest
        {
            Checklist = ChecklistFile.Read(call.Value(_list)!, Environment.CurrentDirectory), ChangeId = call.Value(_change),
            Environment = call.Value(_environment), Notes = _note.Read(call),
            Evidence = _evidence.Read(call).ToDictionary(
                one => one.Key, one => Path.GetFullPath(one.Value), StringComparer.OrdinalIgnoreCase),
        };
        var asks = !call.Value(_nonInteractive) && !call.Screen.IsJson && !Console.IsInputRedirected;
        var result = await new ChecklistRunner(
            ledger, (item, cancellation) => asks ? AskAsync(item, call.Screen, cancellation) : Task.FromResult<ItemAnswer?>(null),
            item => call.Screen.Progress($"{item.Name}: {item.Status.ToString().ToLowerInvariant()}")).RunAsync(request, call.Cancellation);
        if (call.Value(_nunit) is { } nunit)
            await ChecklistReport.SaveAsync(nunit, ChecklistReport.NUnit(result), call.Cancellation);
        if (call.Value(_junit) is { } junit)
            await ChecklistReport.SaveAsync(junit, ChecklistReport.JUnit(result), call.Cancellation);
        call.Screen.Show(result, answer => ChecklistViews.One(answer));
        return result.Passed ? ExitCodes.Ok : ExitCodes.CheckFailed;
    }

    static async Task<ItemAnswer?> AskAsync(ChecklistItem item, Screen screen, CancellationToken cancellation)
    {
        var asked = (AttestCheck)item.Check;
        screen.Progress(item.Title);
        screen.ProgressBegins($"{asked.Question} (empty: not done) ");
        if (await ReadLineAsync(cancellation) is not { } note || string.IsNullOrWhiteSpace(note))
            return null;
        if (!asked.Evidence)
            return new(note);
        screen.ProgressBegins("The file that shows it: ");
        return await ReadLineAsync(cancellation) is { } file && !string.IsNullOrWhiteSpace(file)
            ? new(note, Path.GetFullPath(file))
            : new(note);
    }

    // Nothing ends the read of a terminal but a line: Ctrl+C leaves it behind, and it goes with the process.
    static Task<string?> ReadLineAsync(CancellationToken cancellation) =>
        Task.Run(Console.In.ReadLine, CancellationToken.None).WaitAsync(cancellation);
}
