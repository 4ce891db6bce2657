namespace JobOps.Errors;

// Backups.
public static partial class Error
{
    public static JobOpsError BackupPlanInvalid(string what, string expected, string actual) => new(
        nameof(BackupPlanInvalid), ErrorKind.BadInput, $"No backup was made: {what} is not allowed.",
        expected, actual, RetrySafety.SafeAfter, Next.BackupHelp, what);

    public static JobOpsError BackupPathNotFound(string path) => new(
        nameof(BackupPathNotFound), ErrorKind.NotFound, $"No backup was made: there is no '{path}'.",
        "a file or a folder that is there", "nothing", RetrySafety.SafeAfter, Next.BackupHelp, path);

    public static JobOpsError BackupPathOutside(string path, string folder) => new(
        nameof(BackupPathOutside), ErrorKind.BadInput, $"No backup was made: '{path}' does not lie in its root.",
        $"a path below {folder}", path, RetrySafety.SafeAfter, Next.BackupHelp, path);

    public static JobOpsError BackupFileUnreadable(string path, string actual) => new(
        nameof(BackupFileUnreadable), ErrorKind.Failed, $"No backup was made: '{path}' cannot be read.",
        "files that this user can read", actual, RetrySafety.SafeAfter, Next.BackupHelp, path);

    public static JobOpsError BackupLinkLeadsOut(string path, string target) => new(
        nameof(BackupLinkLeadsOut), ErrorKind.BadInput, $"No backup was made: the link '{path}' leads out of the root.",
        "relative links that stay below it; -AllowOutsideLinks, or --allow-outside-links, keeps others as they are",
        $"-> {target}", RetrySafety.SafeAfter, Next.BackupHelp, path);

    public static JobOpsError BackupFilesChanged(string files) => new(
        nameof(BackupFilesChanged), ErrorKind.Failed, "No backup was made: files were altered while they were read.",
        "files that nobody writes to meanwhile", files, RetrySafety.Safe, Next.BackupHelp, files);

    public static JobOpsError BackupNotWritten(string path, string actual) => new(
        nameof(BackupNotWritten), ErrorKind.Failed, $"Nothing of a backup was left: '{path}' cannot be written.",
        "a folder that can be written, with room for the archive", actual, RetrySafety.SafeAfter, Next.BackupHelp, path);

    public static JobOpsError BackupCommandNotFound(string command) => new(
        nameof(BackupCommandNotFound), ErrorKind.Configuration, $"The command '{command}' was not found.",
        "an executable file, by its path or on PATH", command, RetrySafety.SafeAfter, Next.BackupHelp, command);

    public static JobOpsError BackupCommandFailed(string command, string actual) => new(
        nameof(BackupCommandFailed), ErrorKind.Failed, $"The command '{command}' failed: what it printed is not kept.",
        "exit code 0, after all was read and something was written", actual, RetrySafety.SafeAfter, Next.BackupHelp, command);

    public static JobOpsError BackupTestNotRecorded(string path, string actual) => new(
        nameof(BackupTestNotRecorded), ErrorKind.Failed, $"The archive '{path}' is sound, but that it was tested is not recorded.",
        "a folder of archives that can be written", actual, RetrySafety.SafeAfter, Next.ListBackups, path);

    public static JobOpsError BackupNotFound(string path) => new(
        nameof(BackupNotFound), ErrorKind.NotFound, $"There is no backup '{path}'.",
        "an archive that New-Backup or jobops backup new has written, or a folder of them", "nothing that can be read",
        RetrySafety.SafeAfter, Next.ListBackups, path);

    public static JobOpsError BackupEncrypted(string path) => new(
        nameof(BackupEncrypted), ErrorKind.BadInput, $"The backup '{path}' is encrypted; nothing was restored.",
        "a command that decrypts what it reads", "none", RetrySafety.SafeAfter,
        new($"Restore-Backup {Next.PowerShell(path)} -Destination … -DecryptWith age, -d, -i, key.txt",
            $"jobops backup restore {Next.Shell(path)} --to … --decrypt-with 'age -d -i key.txt'"),
        path);

    public static JobOpsError BackupAltered(string path, string expected, string actual) => new(
        nameof(BackupAltered), ErrorKind.CheckFailed,
        $"The archive '{path}' is not the one any more that was written; nothing was restored.",
        $"SHA-256 {expected}", $"SHA-256 {actual}", RetrySafety.NotSafe, Next.ListBackups, path);

    public static JobOpsError BackupDamaged(string path, string actual) => new(
        nameof(BackupDamaged), ErrorKind.CheckFailed, $"The archive '{path}' is cut or damaged; nothing was restored.",
        "a whole archive that ends with its manifest", actual, RetrySafety.NotSafe, Next.ListBackups, path);

    public static JobOpsError BackupManifestAltered(string path, string actual) => new(
        nameof(BackupManifestAltered), ErrorKind.CheckFailed,
        $"The manifest of the archive '{path}' is not the one that was written; nothing was restored.",
        "a manifest with the SHA-256 that stands behind it", actual, RetrySafety.NotSafe, Next.ListBackups, path);

    public static JobOpsError BackupDiffers(string path, string actual) => new(
        nameof(BackupDiffers), ErrorKind.CheckFailed,
        $"What the archive '{path}' holds is not what its manifest says; nothing was restored.",
        "each file as the manifest says, and no other", actual, RetrySafety.NotSafe, Next.ListBackups, path);

    public static JobOpsError BackupEntryUnsafe(string path, string entry, string actual) => new(
        nameof(BackupEntryUnsafe), ErrorKind.CheckFailed,
        $"The archive '{path}' was refused, and nothing was restored: its entry '{entry}' could harm what lies outside.",
        "files, folders, and links that stay below the folder", actual, RetrySafety.NotSafe, Next.ListBackups, path);

    public static JobOpsError RestoreFolderNotEmpty(string path, string folder) => new(
        nameof(RestoreFolderNotEmpty), ErrorKind.Conflict, $"The backup '{path}' was not restored: the folder '{folder}' is not empty.",
        "an empty folder, or none yet", "a folder with something in it", RetrySafety.SafeAfter,
        new($"Restore-Backup {Next.PowerShell(path)} -Destination {Next.PowerShell(folder)} -Force",
            $"jobops backup restore {Next.Shell(path)} --to {Next.Shell(folder)} --force"),
        folder);

    public static JobOpsError RestoreNotTakenBack(string folder, string actual) => new(
        nameof(RestoreNotTakenBack), ErrorKind.CannotTell,
        $"A restoring into '{folder}' failed, and not everything has the name again that it had.",
        "what stood there under its own name; look for names that end with .before- and a time", actual, RetrySafety.Unknown,
        Next.RestoreHelp, folder);

    public static JobOpsError RestoreFailed(string folder, string actual) => new(
        nameof(RestoreFailed), ErrorKind.Failed, $"Nothing was restored into '{folder}': what stood there still does.",
        "a folder that can be written, with room for the files", actual, RetrySafety.SafeAfter, Next.RestoreHelp, folder);
}
