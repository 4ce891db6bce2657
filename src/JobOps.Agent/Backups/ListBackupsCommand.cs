using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Execution;

namespace JobOps.Agent.Backups;

/// <summary><c>jobops backup list FOLDER</c>: the backups of a folder, the newest first.</summary>
sealed class ListBackupsCommand : AgentCommand
{
    readonly Argument<string> _folder = new("folder") { Description = "The folder.", DefaultValueFactory = _ => "." };
    readonly Option<string?> _name = new("--name") { Description = "Only backups of this name." };

    public ListBackupsCommand() : base("list", "List the backups of a folder, and when each was tested")
    {
        Add(_folder);
        Add(_name);
    }

    protected override Task<int> ExecuteAsync(Invocation call)
    {
        var name = call.Value(_name);
        var backups = BackupFolder.List(Path.GetFullPath(call.Value(_folder) is { Length: > 0 } folder ? folder : "."));
        call.Screen.Show(
            backups.Where(backup => name is null || backup.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).ToList(),
            answer => BackupViews.Table(answer));
        return Task.FromResult(ExitCodes.Ok);
    }
}
