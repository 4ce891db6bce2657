using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Checklists;
using JobOps.Errors;

namespace JobOps.Agent.Checklists;

/// <summary><c>jobops checklists [LIST]</c>: the lists that could be gone through here, or the items of one. Needs no ledger.</summary>
sealed class ChecklistsCommand : AgentCommand
{
    readonly Argument<string?> _list = new("list") { Description = "Its name, or the path of its file.", Arity = ArgumentArity.ZeroOrOne };

    public ChecklistsCommand() : base("checklists", "List checklists, or the items of one") => Add(_list);

    protected override Task<int> ExecuteAsync(Invocation call)
    {
        var folder = Environment.CurrentDirectory;
        if (call.Value(_list) is { } name)
            call.Screen.Show(ChecklistFile.Read(name, folder), list => ChecklistViews.Items(list));
        else
            call.Screen.Show<IReadOnlyList<string>>(ChecklistFile.Names(folder), names => string.Join(Environment.NewLine, names));
        return Task.FromResult(ExitCodes.Ok);
    }
}
