using System.CommandLine;

namespace JobOps.Agent.Backups;

/// <summary><c>jobops backup …</c>: archives in a folder. No ledger is needed for them.</summary>
sealed class BackupCommand : Command
{
    public BackupCommand() : base("backup", "Make, test, restore and list backups")
    {
        Add(new NewBackupCommand());
        Add(new TestBackupCommand());
        Add(new RestoreBackupCommand());
        Add(new ListBackupsCommand());
    }
}
