using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Wording;

namespace JobOps.Agent.Backups;

/// <summary><c>jobops backup test ARCHIVE</c>: restores it into a new folder that goes again, and records that it was right.</summary>
sealed class TestBackupCommand : AgentCommand
{
    readonly Argument<string> _archive = BackupOptions.Archive();
    readonly Option<string?> _sha256 = BackupOptions.Sha256();
    readonly Option<string?> _decrypt = BackupOptions.DecryptWith();
    readonly Option<string?> _temporary = new("--temporary-folder")
    {
        Description = "Where the new folder is made; the system's temporary folder if not given.", HelpName = "folder",
    };

    public TestBackupCommand() : base("test", "Restore a backup into a new folder, compare, and record that it was tested")
    {
        Add(_archive);
        Add(_sha256);
        Add(_decrypt);
        Add(_temporary);
    }

    protected override async Task<int> ExecuteAsync(Invocation call)
    {
        var tested = await BackupRestorer.TestAsync(
            new() { Path = call.Value(_archive)!, Sha256 = call.Value(_sha256), DecryptWith = BackupOptions.Words(call.Value(_decrypt)) },
            call.Value(_temporary) is { Length: > 0 } folder ? Path.GetFullPath(folder) : null, new(), cancellation: call.Cancellation);
        call.Screen.Show(tested, BackupWords.Line);
        return ExitCodes.Ok;
    }
}
