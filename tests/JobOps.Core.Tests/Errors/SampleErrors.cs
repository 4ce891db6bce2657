using System.Reflection;
using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Values;

namespace JobOps.Tests.Errors;

/// <summary>
/// Each error of the catalogue, made with sample values that are chosen by the names and types of its parameters: an
/// error is tested and documented from the moment it is added. JobOps.Cmdlets.Tests compiles this file, too.
/// </summary>
static class SampleErrors
{
    /// <summary>Whatever has no sample of its own.</summary>
    const string Anything = "something";

    const string Archive = "/srv/backups/site-20260131T180000000Z.backup.tar.gz";

    // A key is a parameter's name; or, where that name means something else elsewhere, error.parameter.
    static readonly Dictionary<string, object> s_samples = new()
    {
        ["runId"] = 12L,
        ["sequence"] = 3L,
        ["member"] = "anna",
        ["location"] = LedgerLocation.Parse("sqlserver:Server=db1;Database=ops").ToString(),
        ["provider"] = LedgerLocation.SqlServer,
        ["secret"] = "jobops-worker",
        ["exitCode"] = 1,
        ["ApprovalNotAwaited.found"] = "Succeeded",
        ["until"] = new DateTimeOffset(2026, 1, 31, 18, 0, 0, TimeSpan.Zero),
        ["newest"] = 4,
        ["receiver"] = "ops",
        ["count"] = 3,
        ["greatest"] = 1000,
        ["line"] = 3,
        ["longest"] = 200,
        ["priority"] = 2000,
        ["rollbackRunId"] = 13L,
        ["times"] = 3,
        ["ConcurrencyInvalid.actual"] = 0,
        ["found"] = 3,
        ["known"] = 2,
        ["by"] = "a person or a signal",
        ["cmdlet"] = "Invoke-JobStep",
        ["command"] = "rsync",
        ["CommandLineInvalid.command"] = "jobops start",
        ["expected"] = "a value that fits",
        ["BatchLineInvalid.expected"] = "a JSON object with a job and its parameters",
        ["ParameterInvalid.expected"] = "a whole number",
        ["ParameterMissing.expected"] = "a whole number",
        ["PipedRequestInvalid.expected"] = "an object with the parameters of the job",
        ["QueueNameInvalid.expected"] = "a name of letters, digits, '.', '_' or '-'",
        ["StartTimeInvalid.expected"] = "a moment that is to come",
        ["HttpCheckFailed.expected"] = "status 200 and the new version",
        ["RunbookInvalid.expected"] = "an owner, an expected result and a rollback note",
        ["folder"] = "/srv/site",
        ["job"] = "site-release",
        ["JobNotFound.name"] = "site-release",
        ["BackupPlanInvalid.what"] = "the number that is kept",
        ["BackupPlanInvalid.expected"] = "1 to 10000",
        ["BackupPlanInvalid.actual"] = "0",
        ["BackupPathNotFound.path"] = "/srv/shop",
        ["BackupPathOutside.path"] = "/etc/passwd",
        ["BackupFileUnreadable.path"] = "/srv/site/private.key",
        ["BackupFileUnreadable.actual"] = "Access to the path is denied.",
        ["BackupLinkLeadsOut.path"] = "site/current",
        ["BackupLinkLeadsOut.target"] = "/srv/releases/3",
        ["BackupNotWritten.path"] = "/srv/backups",
        ["BackupNotWritten.actual"] = "No space left on device",
        ["BackupCommandNotFound.command"] = "pg_dump",
        ["BackupCommandFailed.command"] = "pg_dump",
        ["BackupCommandFailed.actual"] = "exit code 1; last line: connection refused",
        ["BackupTestNotRecorded.path"] = Archive,
        ["BackupTestNotRecorded.actual"] = "Read-only file system",
        ["files"] = "site/access.log",
        ["BackupNotFound.path"] = Archive,
        ["BackupEncrypted.path"] = Archive + ".enc",
        ["BackupAltered.path"] = Archive,
        ["BackupAltered.expected"] = "0a1b2c3d",
        ["BackupAltered.actual"] = "4e5f6a7b",
        ["BackupDamaged.path"] = Archive,
        ["BackupDamaged.actual"] = "it ends without a manifest",
        ["BackupManifestAltered.path"] = Archive,
        ["BackupManifestAltered.actual"] = "another SHA-256",
        ["BackupDiffers.path"] = Archive,
        ["BackupDiffers.actual"] = "site/index.html has another SHA-256",
        ["BackupEntryUnsafe.path"] = Archive,
        ["entry"] = "../etc/cron.d/evil",
        ["BackupEntryUnsafe.actual"] = "a path with ..",
        ["RestoreFolderNotEmpty.path"] = Archive,
        ["RestoreNotTakenBack.actual"] = "Device or resource busy; left: /srv/site/current.before-20260131T180000000Z",
        ["RestoreFailed.actual"] = "No space left on device",
        ["differences"] = "the environment is 'staging' and was not given; parameter 'version' is '3' and was '2'",
        ["StepHoldsSecret.where"] = "its result.Account.Password",
        ["JobNameTaken.name"] = "Rotate",
        ["JobNameTaken.owner"] = "the runbook '/srv/shop/Rotate.ps1'",
        ["JobNameTaken.wanted"] = "the runbook '/srv/blog/Rotate.ps1'",
        ["JobDisabled.name"] = "site-release",
        ["JobInvalid.name"] = "site-release",
        ["key"] = "monday",
        ["kind"] = "a rollback",
        ["kept"] = "the digest that was kept",
        ["location"] = "sqlserver:server=db1;database=ops",
        ["measured"] = "baseline, verify",
        ["parameter"] = "version",
        ["ParameterUnknown.parameter"] = "vresion",
        ["ParameterUnknown.known"] = "mode, version",
        ["SecretNeedsWait.parameter"] = "token",
        ["SecretNotGiven.parameter"] = "token",
        ["SecretOnCommandLine.parameter"] = "token",
        ["path"] = "./Publish-Site.ps1",
        ["JobFileInvalid.path"] = "./site-release.job.json",
        ["JobFileNotFound.path"] = "./site-release.job.json",
        ["BatchFileNotFound.path"] = "./batch.jsonl",
        ["BatchLineInvalid.source"] = "./batch.jsonl",
        ["DemoFolderNotEmpty.path"] = "./demo",
        ["account"] = @"EXAMPLE\jobops",
        ["service"] = "JobOpsWorker",
        ["change"] = ServiceChange.Install,
        ["ServiceNeedsAdministrator.change"] = ServiceChange.Uninstall,
        ["ServiceProgramNotFound.path"] = @"C:\JobOps\jobops.exe",
        ["ServiceLedgerBesideProgram.path"] = @"C:\JobOps\ledger.db",
        ["program"] = @"C:\JobOps\jobops.exe",
        ["ServiceLedgerPrivate.path"] = @"C:\Users\mia\AppData\Local\jobops\ledger.db",
        ["ServiceProgramPrivate.path"] = @"C:\Users\mia\.dotnet\tools\jobops.exe",
        ["UnitNotWritten.path"] = "/etc/systemd/system/jobops.service",
        ["place"] = "Publish-Site.ps1, line 12: rsync -a $from $to",
        ["placeholder"] = "${steps.backup.path}",
        ["status"] = "Succeeded",
        ["step"] = "switch",
        ["StepNotFound.known"] = "backup, switch, verify",
        ["steps"] = "backup, switch",
        ["target"] = "https://shop.example/cart",
        ["TargetAnswersErrors.actual"] = "status 503",
        ["names"] = "the header 'Authorization', the cookie 'sid'",
        ["MeasuringPlanInvalid.what"] = "the pace",
        ["MeasuringPlanInvalid.expected"] = "more than 0 and at most 100 a second",
        ["MeasuringPlanInvalid.actual"] = "500",
        ["DeliveryQueryInvalid.what"] = "the time that is looked at",
        ["DeliveryQueryInvalid.expected"] = "a begin that is over and lies before the end",
        ["DeliveryQueryInvalid.actual"] = "from 2026-02-01 00:00:00Z to 2026-01-01 00:00:00Z",
        ["MeasuredCommandNotFound.command"] = "ab",
        ["SampleInvalid.index"] = 2L,
        ["SampleInvalid.value"] = "NaN",
        ["BaselineKept.file"] = "/home/anna/.local/share/jobops/spool/baselines/20260131T180000000-C42-Before-6F1C22A9.json",
        ["text"] = "two lines",
        ["changeId"] = new ChangeId(42),
        ["other"] = new ChangeId(41),
        ["title"] = "Cache the product page",
        ["ChangeOverlaps.owner"] = "shop team",
        ["otherOwner"] = "search team",
        ["mine"] = "/shop/p/1",
        ["theirs"] = "/shop/*",
        ["ChangeIncomplete.missing"] = "without Owner, CurrentBehavior.NoticedAt",
        ["ChangeEnded.status"] = "completed",
        ["ChangeReasonMissing.status"] = "Abandoned",
        ["ChangeCommandUnwanted.status"] = "Abandoned",
        ["ChangeNotApplied.wanted"] = "completed",
        ["runs"] = "run 12",
        ["claim"] = "faster",
        ["verdict"] = "Response time: cannot tell; about 40 more samples a phase would.",
        ["phase"] = "Before",
        ["NoteParameterUnfitting.of"] = "run 12",
        ["NoteParameterUnfitting.parameter"] = "Repository",
        ["NoteParameterUnfitting.fits"] = "a change",
        ["environment"] = "staging",
        ["EnvironmentInvalid.problems"] = "workers: expected a text, a number, true or false, found Object[]",
        ["EnvironmentRefused.environment"] = "test",
        ["allowed"] = "staging, production",
        ["needs"] = "${environment.url}",
        ["EnvironmentIncomplete.missing"] = "${environment.url}",
        ["EnvironmentSecretUnreadable.secret"] = "db",
        ["EnvironmentSecretUnreadable.reference"] = "env:SHOP_DB",
        ["version"] = 3,
        ["newest"] = 2,
        ["probe"] = "site",
        ["WatchPlanInvalid.member"] = "the log",
        ["WatchPlanInvalid.expected"] = "a file that is there",
        ["WatchPlanInvalid.actual"] = "/var/log/nosuch.log",
        ["ProbeUnreadable.owner"] = "the job 'site-release'",
        ["checklist"] = "ship",
        ["ChecklistInvalid.file"] = "/srv/site/site.checklist.json",
        ["mistakes"] = "site.checklist.json(4,9): $.items[0].atest: expected 'attest' (did you mean that?), found 'atest'",
        ["ChecklistItemUnknown.known"] = "one of smallest-change, logs-watched",
        ["ChecklistItemUnknown.item"] = "looked",
        ["item"] = "logs-watched",
        ["ChecklistSettingMissing.placeholder"] = "${environment.url}",
        ["EvidenceUnreadable.file"] = "./shot.png",
        ["ReportUnwritable.file"] = "/srv/reports/ship.xml",
        ["rehearsedIn"] = "staging",
        ["RehearsalMissing.environment"] = "production",
        ["why"] = "rehearsal 3: the file /srv/site/publish.sh was edited since",
        ["before"] = "http://site/shop/p/1",
        ["after"] = "http://site/shop/p/2",
        ["BaselineMismatch.member"] = "the target",
        ["metric"] = "rows",
        ["MetricNotMeasured.measured"] = "one of: response time, error rate",
        ["RepositoryUnreadable.actual"] = "'v0', which names no commit",
        ["LeaseInvalid.text"] = "ten",
        ["variable"] = "$target",
        ["LeaseInvalid.variable"] = "JOBOPS_LEASE_SECONDS",
        ["what"] = "The site still answers with the old version.",
        ["ConcurrencyInvalid.what"] = "queue web",
        ["PartitionsInvalid.actual"] = 65,
        ["PartitionsInvalid.queue"] = "web",
        ["schedule"] = "nightly",
        ["ScheduleInvalid.problems"] = "cron: expected a cron expression of five fields, found '15 2 * *': it has 4 fields",
        ["ScheduleNotDue.actual"] = "next: Mon 2026-11-30 02:15 +00:00",
        ["host"] = "cron",
        ["ScheduleNotExportable.problems"] = "day of month: 'L' is no day that a crontab has",
        ["HostProgramNotFound.program"] = "jobops",
        ["HostEntryInvalid.member"] = "environment file",
        ["HostEntryInvalid.expected"] = "an absolute path",
        ["HostEntryInvalid.actual"] = "jobops.env",
        ["HostFileNotWritten.path"] = "/etc/cron.d/jobops-nightly",
        ["HostFileNotWritten.actual"] = "Permission denied",
        ["HostFileUnreadable.path"] = "./crontab",
        ["HostFileUnreadable.expected"] = "a readable file of text in UTF-8 or UTF-16",
        ["HostFileUnreadable.actual"] = "Could not find the file",
        ["QueueNotFound.name"] = "web",
        ["QueueNameInvalid.name"] = "web 1",
        ["RequestInvalid.what"] = "idempotency key",
        ["RollbackIncomplete.what"] = "Run 12 was not undone completely.",
        ["Unexpected.what"] = "The cmdlet ended with an error that nobody foresaw.",
    };

    public static IReadOnlyList<string> Ids { get; } =
        [.. Factories().Select(factory => factory.Name).Order(StringComparer.Ordinal)];

    /// <summary>The error as an operator might meet it.</summary>
    public static JobOpsError Of(string id) => Make(id, Sample);

    /// <summary>The error with one text in the place of every text that it is told.</summary>
    public static JobOpsError Of(string id, string text) => Make(id, (factory, parameter) =>
        parameter.ParameterType == typeof(string) ? text : Sample(factory, parameter));

    public static bool IsToldSomething(string id) => Factory(id).GetParameters().Length > 0;

    static JobOpsError Make(string id, Func<MethodInfo, ParameterInfo, object?> value)
    {
        var factory = Factory(id);
        return (JobOpsError)factory.Invoke(null, [.. factory.GetParameters().Select(parameter => value(factory, parameter))])!;
    }

    static MethodInfo Factory(string id) => Factories().Single(factory => factory.Name == id);

    static IEnumerable<MethodInfo> Factories() =>
        typeof(Error).GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Where(method => method.ReturnType == typeof(JobOpsError));

    static object? Sample(MethodInfo factory, ParameterInfo parameter)
    {
        var known = s_samples.GetValueOrDefault($"{factory.Name}.{parameter.Name}") ?? s_samples.GetValueOrDefault(parameter.Name!);
        return parameter.ParameterType switch
        {
            var type when type.IsInstanceOfType(known) => known,
            var type when type == typeof(string) => Anything,
            var type when type == typeof(Exception) => new InvalidOperationException(Anything),
            var type when type == typeof(TimeSpan) => TimeSpan.FromSeconds(30),
            var type when type == typeof(DateTimeOffset) => new DateTimeOffset(2026, 1, 31, 18, 0, 0, TimeSpan.Zero),
            var type when type.IsValueType => Activator.CreateInstance(type),
            var type => throw new NotSupportedException(
                $"{factory.Name} is told a {type.Name} ({parameter.Name}): say in {nameof(SampleErrors)} what that may be."),
        };
    }
}
