using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Backups;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Wording;

namespace JobOps.Agent.Backups;

/// <summary><c>jobops backup restore ARCHIVE --to FOLDER</c>: restores a backup.</summary>
sealed class RestoreBackupCommand : AgentCommand
{
    readonly Argument<string> _archive = BackupOptions.Archive();
    readonly Option<string> _to = new("--to")
    {
        Description = "The folder that it is restored into: empty, or none yet.", HelpName = "folder", Required = true,
    };
    readonly Option<bool> _force = new("--force")
    {
        Description = "Into a folder with something in it: what has the same name is kept beside as name.before-time.",
    };
    readonly Option<string?> _sha256 = BackupOptions.Sha256();
    readonly Option<string?> _decrypt = BackupOptions.DecryptWith();
    readonly Option<bool> _links = BackupOptions.AllowOutsideLinks("Restore links that lead out of the folder as they are.");
    readonly Option<bool> _whatIf = new("--what-if") { Description = "Say what would be restored; change nothing." };

    public RestoreBackupCommand() : base("restore", "Restore a backup into a folder")
    {
        Add(_archive);
        foreach (var option in (Option[])[_to, _force, _sha256, _decrypt, _links, _whatIf])
            Add(option);
    }

    protected override async Task<int> ExecuteAsync(Invocation call)
    {
        var source = new BackupSource
        {
            Path = call.Value(_archive)!, Sha256 = call.Value(_sha256), DecryptWith = BackupOptions.Words(call.Value(_decrypt)),
            AllowOutsideLinks = call.Value(_links),
        };
        var (to, force) = (Path.GetFullPath(call.Value(_to) is { Length: > 0 } folder ? folder : "."), call.Value(_force));
        if (call.Value(_whatIf))
        {
            call.Screen.Show(BackupRestorer.Check(source, to, force), backup => $"Would restore into {to}: {BackupWords.Line(backup)}");
            return ExitCodes.Ok;
        }
        var restored = await BackupRestorer.RestoreAsync(source, to, force, new(), cancellation: call.Cancellation);
        foreach (var remark in restored.Remarks)
            call.Screen.Progress($"Warning: {remark}", Tone.Doubtful);
        call.Screen.Show(restored, BackupWords.Line);
        return ExitCodes.Ok;
    }
}
