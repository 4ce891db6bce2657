using JobOps.Values;

namespace JobOps.Errors;

// The database.
public static partial class Error
{
    public static JobOpsError LedgerLocationInvalid(string actual) => new(
        nameof(LedgerLocationInvalid), ErrorKind.Configuration, "The ledger's location cannot be read.",
        "sqlite:<path> or sqlserver:<connection string>", actual, RetrySafety.SafeAfter,
        new("Connect-JobLedger sqlite:./ledger.db", "jobops ledger --ledger sqlite:./ledger.db"));

    public static JobOpsError LedgerFolderNotFound(string location, string folder) => new(
        nameof(LedgerFolderNotFound), ErrorKind.Configuration, $"There is no ledger {location}, and none was made.",
        "a folder that is there, or the command below, which makes it with a new ledger in it", $"no folder {folder}",
        RetrySafety.SafeAfter,
        new($"Connect-JobLedger {Next.PowerShell(location)} -Create", $"jobops init --ledger {Next.Shell(location)}"), location);

    public static JobOpsError LedgerNotConnected(string detail) => new(
        nameof(LedgerNotConnected), ErrorKind.Configuration,
        "No ledger is connected: the last Connect-JobLedger failed, and nothing is done in another ledger in its place.",
        "a Connect-JobLedger that succeeds; Disconnect-JobLedger goes back to the default ledger", detail, RetrySafety.SafeAfter,
        new("Get-Help Connect-JobLedger -Examples", "jobops ledger"));

    public static JobOpsError LedgerOfRun(long runId, string location) => new(
        nameof(LedgerOfRun), ErrorKind.Conflict,
        $"Run {runId} is executed in this process, and its ledger {location} stays connected until it has ended.",
        "a script that works with the ledger of its run; to look at another ledger, a process of its own", location,
        RetrySafety.SafeAfter, Next.Why(runId), $"{runId}");

    public static JobOpsError LedgerUnavailable(string location, string detail) => new(
        nameof(LedgerUnavailable), ErrorKind.LedgerUnavailable, $"The ledger {location} does not answer.",
        "a ledger that can be opened", detail, RetrySafety.SafeAfter, Next.ShowLedger, location);

    public static JobOpsError LedgerAnswerLost(string location, string detail) => new(
        nameof(LedgerAnswerLost), ErrorKind.LedgerUnavailable,
        $"The connection to the ledger {location} broke before it said whether it kept what was written.",
        "an answer; a request with the same idempotency key is safe to repeat, others after a look", detail, RetrySafety.Unknown,
        Next.ListRuns, location);

    public static JobOpsError LedgerBusy(string location, TimeSpan waited) => new(
        nameof(LedgerBusy), ErrorKind.LedgerUnavailable, $"The ledger {location} is locked by another writer.",
        "a lock that is released", $"still locked after {waited.TotalSeconds:0} s", RetrySafety.Safe, Next.ShowLedger,
        location);

    public static JobOpsError LedgerReadOnly(string location) => new(
        nameof(LedgerReadOnly), ErrorKind.NotPermitted, $"The ledger {location} cannot be written; nothing was changed.",
        "a writable ledger", "read-only", RetrySafety.SafeAfter, Next.ShowLedger, location);

    public static JobOpsError LedgerFull(string location) => new(
        nameof(LedgerFull), ErrorKind.LedgerUnavailable,
        $"The disk of the ledger {location} is full; what was being written was taken back whole.",
        "free space", "no space left", RetrySafety.SafeAfter, Next.ShowLedger, location);

    public static JobOpsError LedgerNotALedger(string location, string detail) => new(
        nameof(LedgerNotALedger), ErrorKind.Configuration, $"{location} is not a JobOps ledger; it was left as it is.",
        "a JobOps ledger, or a path where no file is", detail, RetrySafety.NotSafe, Next.ShowLedger, location);

    public static JobOpsError LedgerTooNew(string location, int found, int known) => new(
        nameof(LedgerTooNew), ErrorKind.Configuration,
        $"The ledger {location} was written by a newer JobOps; it was left as it is.",
        $"schema version {known} or older", $"schema version {found}", RetrySafety.NotSafe,
        new("Get-Module JobOps", "jobops --version"), location);

    public static JobOpsError LedgerNotInitialized(string location, int found, int known) => new(
        nameof(LedgerNotInitialized), ErrorKind.Configuration, $"The ledger {location} is not up to date.",
        $"schema version {known}",
        found == 0 ? "no schema jobops that this login may see" : $"schema version {found}", RetrySafety.SafeAfter,
        Next.InitializeLedger, location);

    public static JobOpsError LedgerHasNoScript(string location, string provider) => new(
        nameof(LedgerHasNoScript), ErrorKind.BadInput, $"There is no script for {location}: whatever opens an embedded ledger makes it.",
        "sqlserver:<connection string>", provider, RetrySafety.SafeAfter, Next.InitializeLedger, location);

    public static JobOpsError LedgerTablesUnsupported(string location, string server) => new(
        nameof(LedgerTablesUnsupported), ErrorKind.Configuration, $"The ledger {location} cannot have ledger tables; nothing was changed.",
        "SQL Server 2022 or later, Azure SQL Database or Azure SQL Managed Instance", server, RetrySafety.NotSafe,
        Next.InitializeLedger, location);

    public static JobOpsError JournalAppendOnly(string location) => new(
        nameof(JournalAppendOnly), ErrorKind.Conflict,
        $"The journal of the ledger {location} is append-only: what a new ledger holds by itself cannot make room; nothing was imported.",
        "a new ledger whose journal is an ordinary table; Initialize-JobLedger -LedgerTables makes it append-only after the import",
        "an append-only ledger table", RetrySafety.NotSafe, Next.InitializeHelp, location);

    public static JobOpsError LedgerLoginFailed(string location, string detail) => new(
        nameof(LedgerLoginFailed), ErrorKind.NotPermitted, $"The ledger {location} does not let this login in.",
        "a login with a JobOps role", detail, RetrySafety.SafeAfter, Next.GrantHelp, location);

    public static JobOpsError LedgerPermission(string location, string detail) => new(
        nameof(LedgerPermission), ErrorKind.NotPermitted, $"The ledger {location} refuses this login a right.",
        "a login with the JobOps role for this work", detail, RetrySafety.SafeAfter, Next.GrantHelp,
        location);

    public static JobOpsError LedgerCertificate(string location, string detail) => new(
        nameof(LedgerCertificate), ErrorKind.Configuration,
        $"The certificate of the server is not trusted, so nothing was sent to the ledger {location}.",
        "a certificate that this machine trusts, for the name in Server=; for another name HostNameInCertificate=<name>; " +
        "TrustServerCertificate=true only where nobody can stand in between",
        detail, RetrySafety.SafeAfter, new("Get-Help Connect-JobLedger -Full", "jobops ledger --help"), location);

    public static JobOpsError LedgerHasNoRoles(string location, string provider) => new(
        nameof(LedgerHasNoRoles), ErrorKind.BadInput, $"The ledger {location} has no roles; nothing was granted.",
        "a ledger on SQL Server; whoever may write the file of an embedded one may do everything: use the file's permissions",
        provider, RetrySafety.NotSafe, Next.ShowLedger, location);

    public static JobOpsError MemberUnknown(string member) => new(
        nameof(MemberUnknown), ErrorKind.NotFound, $"There is no login or user '{member}'; it was granted nothing.",
        "a user of the database, or a login of the server", member, RetrySafety.SafeAfter, Next.GrantHelp, member);

    public static JobOpsError SecretModuleMissing(string secret) => new(
        nameof(SecretModuleMissing), ErrorKind.Configuration, $"The secret '{secret}' cannot be read; nothing was connected.",
        "the module Microsoft.PowerShell.SecretManagement, or a -Credential", "no command Get-Secret of that module",
        RetrySafety.SafeAfter, new("Get-Module -ListAvailable Microsoft.PowerShell.SecretManagement", "jobops ledger --help"), secret);

    public static JobOpsError SecretUnusable(string secret, string detail) => new(
        nameof(SecretUnusable), ErrorKind.Configuration, $"The secret '{secret}' gives no login; nothing was connected.",
        "a secret that holds one PSCredential", detail, RetrySafety.SafeAfter,
        new("Get-Help Connect-JobLedger -Parameter CredentialSecret", "jobops ledger --help"), secret);

    public static JobOpsError LedgerFault(string location, string detail) => new(
        nameof(LedgerFault), ErrorKind.LedgerUnavailable, $"The ledger {location} refused a statement.",
        "a statement that succeeds", detail, RetrySafety.Unknown, Next.VerifyLedger, location);

    public static JobOpsError JournalBroken(long runId, long sequence, string problem) => new(
        nameof(JournalBroken), ErrorKind.CheckFailed,
        $"The journal does not verify: entry {sequence} of {Chain(runId)}.",
        "entries that fit their hashes", problem, RetrySafety.NotSafe, Next.VerifyLedger,
        $"{(ChangeId.OfJournalChain(runId) is { } changeId ? $"{changeId}" : $"{runId}")}/{sequence}");

    static string Chain(long runId) => runId == 0
        ? "the ledger's own chain"
        : ChangeId.OfJournalChain(runId) is { } changeId ? $"change {changeId}" : $"run {runId}";

    public static JobOpsError LedgerTableBroken(string location, string detail) => new(
        nameof(LedgerTableBroken), ErrorKind.CheckFailed, "The server's own verification of the journal failed.",
        "entries that fit the hashes in the server's ledger", detail, RetrySafety.NotSafe, Next.VerifyLedger, location);

    public static JobOpsError LedgerTableUnverified(string location, string detail) => new(
        nameof(LedgerTableUnverified),
        ErrorKind.CannotTell, "The chains of the journal fit, but the server could not verify its ledger table.",
        "a login with the role Reader or Admin, which may verify, in a database that has ALLOW_SNAPSHOT_ISOLATION on",
        detail, RetrySafety.SafeAfter, Next.GrantHelp, location);

    public static JobOpsError DigestDiffers(string kept, string found) => new(
        nameof(DigestDiffers), ErrorKind.CannotTell,
        "The journal verifies, but its SHA-256 is not the one that was kept: "
            + "entries were added since, or all of it was rewritten. The whole digest, as a file, could tell.",
        kept, found, RetrySafety.NotSafe, Next.TakeDigest);

    public static JobOpsError DigestInvalid(string source, string detail) => new(
        nameof(DigestInvalid), ErrorKind.BadInput, "The digest cannot be read; nothing was compared.",
        "a file that Get-JobLedgerDigest | ConvertTo-Json or jobops digest --json wrote, or 64 hex digits", detail, RetrySafety.NotSafe,
        Next.TakeDigest, source);

    public static JobOpsError DigestOfAnotherLedger(Guid digest, Guid ledger) => new(
        nameof(DigestOfAnotherLedger), ErrorKind.BadInput, "The digest was taken of another ledger; nothing was compared.",
        $"a digest of ledger {ledger}", $"a digest of ledger {digest}", RetrySafety.NotSafe, Next.ShowLedger, digest.ToString());

    public static JobOpsError LedgerInUse(string location, long running) => new(
        nameof(LedgerInUse), ErrorKind.Busy,
        $"The ledger {location} cannot be moved while runs are running: their leases do not move; nothing was written.",
        "workers that are stopped, and no run that is Running", $"{running} running", RetrySafety.SafeAfter,
        new("Get-JobRun -Status Running", "jobops runs --status running"), location);

    public static JobOpsError LedgerWrittenMeanwhile(string location) => new(
        nameof(LedgerWrittenMeanwhile), ErrorKind.Busy,
        $"Somebody wrote to the ledger {location} while it was exported; the file was taken away again.",
        "a ledger to which nobody writes", "a journal that has grown", RetrySafety.SafeAfter, Next.Workers, location);

    public static JobOpsError LedgerNotNew(string location, string detail) => new(
        nameof(LedgerNotNew), ErrorKind.Conflict, $"The ledger {location} is not new; it was left as it is.",
        "a ledger that holds nothing yet", detail, RetrySafety.NotSafe, Next.ShowLedger, location);

    public static JobOpsError TransferFileUnusable(string path, string detail) => new(
        nameof(TransferFileUnusable), ErrorKind.BadInput, $"The file '{path}' cannot be used.",
        "a file to read for an import, a path where no file is for an export", detail, RetrySafety.SafeAfter,
        Next.ExportLedger, path);

    public static JobOpsError TransferFileInvalid(string path, long line, string detail) => new(
        nameof(TransferFileInvalid), ErrorKind.BadInput,
        $"The file '{path}' is not a whole ledger: it goes wrong after line {line}; nothing was imported.",
        "the file as the export wrote it", detail, RetrySafety.NotSafe, Next.ExportLedger, path);

    public static JobOpsError TransferFileTooNew(string path, int found, int known) => new(
        nameof(TransferFileTooNew), ErrorKind.Configuration,
        $"The file '{path}' was written by a newer JobOps; nothing was imported.",
        $"format {known} or older", $"format {found}", RetrySafety.NotSafe, new("Get-Module JobOps", "jobops --version"), path);
}
