using System.Text.RegularExpressions;
using JobOps.Values;

namespace JobOps.Errors;

/// <summary>The commands that errors point to, each in its two forms.</summary>
public static partial class Next
{
    public static NextCommand ListJobs { get; } = new("Get-JobDefinition", "jobops jobs");
    public static NextCommand ListRuns { get; } = new("Get-JobRun -Last 10", "jobops runs");
    public static NextCommand InitializeLedger { get; } = new("Initialize-JobLedger", "jobops init");
    public static NextCommand InitializeHelp { get; } = new("Get-Help Initialize-JobLedger -Full", "jobops init --help");
    public static NextCommand ShowLedger { get; } = new("Get-JobLedger", "jobops ledger");
    public static NextCommand GrantHelp { get; } = new("Get-Help Grant-JobLedgerRole", "jobops ledger grant --help");
    public static NextCommand VerifyLedger { get; } = new("Test-JobLedger", "jobops verify");
    public static NextCommand TakeDigest { get; } = new("Get-Help Get-JobLedgerDigest", "jobops digest --help");
    public static NextCommand ExportLedger { get; } = new("Get-Help Export-JobLedger", "jobops export --help");
    public static NextCommand ListChanges { get; } = new("Get-Change", "jobops changes");
    public static NextCommand ListEnvironments { get; } = new("Get-JobEnvironment", "jobops environments");
    public static NextCommand ListSchedules { get; } = new("Get-JobSchedule", "jobops schedule list");
    public static NextCommand ScheduleHelp { get; } = new("Get-Help Set-JobSchedule -Examples", "jobops schedule set --help");
    public static NextCommand ListCacheRules { get; } = new("Get-CacheRule", "jobops cache rule list");
    public static NextCommand CacheRuleHelp { get; } = new("Get-Help Register-CacheRule -Examples", "jobops cache rule register --help");
    public static NextCommand CacheClearHelp { get; } = new("Get-Help Clear-CacheScope -Full", "jobops cache clear --help");
    public static NextCommand ExportScheduleHelp { get; } =
        new("Get-Help Export-JobSchedule -Full", "jobops schedule export --help");
    public static NextCommand ImportScheduleHelp { get; } =
        new("Get-Help Import-JobSchedule -Full", "jobops schedule import --help");
    public static NextCommand ListReceivers { get; } = new("Get-JobNotification", "jobops notify list");
    public static NextCommand ReceiverHelp { get; } = new("Get-Help Set-JobNotification -Examples", "jobops notify set --help");
    public static NextCommand RetentionHelp { get; } = new("Get-Help Set-JobLedgerRetention", "jobops ledger keep --help");
    public static NextCommand ListQueues { get; } = new("Get-JobQueue", "jobops queues");
    public static NextCommand Workers { get; } = new("Get-JobWorker", "jobops workers");
    public static NextCommand StartHelp { get; } = new("Get-Help Start-Job", "jobops start --help");
    public static NextCommand ExecHelp { get; } = new("Get-Help about_JobOps", "jobops exec --help");
    public static NextCommand FindPowerShell { get; } = new("Get-Help about_JobOps_Runbooks", "jobops powershell");
    public static NextCommand DeliveryHelp { get; } = new("Get-Help Get-DeliveryMetric -Full", "jobops delivery --help");
    public static NextCommand MeasureHelp { get; } = new("Get-Help Measure-Baseline -Full", "jobops change measure --help");
    public static NextCommand BackupHelp { get; } = new("Get-Help New-Backup -Full", "jobops backup new --help");
    public static NextCommand RestoreHelp { get; } = new("Get-Help Restore-Backup -Full", "jobops backup restore --help");
    public static NextCommand ListBackups { get; } = new("Get-Help Get-Backup", "jobops backup list --help");
    public static NextCommand Help { get; } = new("Get-Help about_JobOps", "jobops --help");

    public static NextCommand ShowJob(string name) =>
        new($"Get-JobDefinition {PowerShell(name)} | Format-List", $"jobops jobs {Shell(name)}");

    public static NextCommand EnableJob(string name) =>
        new($"Enable-JobDefinition {PowerShell(name)}", $"jobops enable {Shell(name)}");

    public static NextCommand Register(string path) =>
        new($"Register-JobDefinition -{(path.AsSpan().ContainsAny("*?[]`") ? "LiteralPath" : "Path")} {PowerShell(path)}",
            $"jobops apply {Shell(path)}");

    public static NextCommand Why(long runId) => new($"Get-JobRun {runId} -Why", $"jobops run {runId}");

    public static NextCommand Log(long runId) => new($"Get-JobLog {runId}", $"jobops log {runId}");

    public static NextCommand Rollback(long runId, bool force = false) =>
        new($"Invoke-Rollback {runId}{(force ? " -Force" : "")}", $"jobops rollback {runId}{(force ? " --force" : "")}");

    public static NextCommand Restart(long runId) => new($"Restart-JobRun {runId} -Wait", $"jobops restart {runId}");

    public static NextCommand DecideInterrupted(long runId) => new(
        $"Restart-JobRun {runId} -InterruptedStep Accept -Wait  # or: -InterruptedStep Repeat",
        $"jobops restart {runId} --interrupted-step accept  # or: repeat");

    public static NextCommand ShowSteps(long runId) => new($"Get-JobStep {runId}", $"jobops steps {runId}");

    public static NextCommand ShowChange(ChangeId changeId) =>
        new($"Get-Change {changeId} | Format-List", $"jobops change show {changeId}");

    public static NextCommand RollbackChange(ChangeId changeId) =>
        new($"Invoke-Rollback -Change {changeId}", $"jobops rollback --change {changeId}");

    public static NextCommand ShowEnvironment(string environment) => new(
        $"Get-JobEnvironment {PowerShell(environment)} | Format-List", $"jobops environment show {Shell(environment)}");

    public static NextCommand ShowReceiver(string receiver) =>
        new($"Get-JobNotification {PowerShell(receiver)} | Format-List", $"jobops notify list {Shell(receiver)}");

    public static NextCommand Approve(long runId) => new($"Approve-JobRun {runId}", $"jobops approve {runId}");

    public static NextCommand ShowSchedule(string schedule) =>
        new($"Get-JobSchedule {PowerShell(schedule)} | Format-List", $"jobops schedule list {Shell(schedule)}");

    public static NextCommand ShowCacheRule(string cacheRule) =>
        new($"Get-CacheRule {PowerShell(cacheRule)} | Format-List", $"jobops cache rule list {Shell(cacheRule)}");

    /// <summary>A value as one PowerShell word.</summary>
    public static string PowerShell(string value) => IsPlain(value) && value[0] != '-' ? value : PowerShellText(value);

    /// <summary>A value as a text of PowerShell, where a word would be a command.</summary>
    public static string PowerShellText(string value) => $"'{PowerShellQuote().Replace(value, "$0$0")}'";

    /// <summary>A value as one word of the shell of this system: a POSIX shell, or cmd.</summary>
    public static string Shell(string value) => OperatingSystem.IsWindows() ? Cmd(value) : Posix(value);

    /// <summary>A value as one word of a POSIX shell.</summary>
    public static string Posix(string value) =>
        IsPlain(value) ? value : $"'{value.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>
    /// A value as one word of cmd, for a program that takes its command line apart as those of .NET do. Who types has no way to keep
    /// cmd from putting the value of a variable in the place of its name between two percent signs.
    /// </summary>
    public static string Cmd(string value) => IsPlain(value.Replace('\\', '/'))
        ? value
        : $"\"{BackslashesBeforeQuote().Replace(value, "$1$1").Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    // At the end, too, where the closing quote follows.
    [GeneratedRegex(@"(\\+)(?=""|\z)")]
    private static partial Regex BackslashesBeforeQuote();

    // PowerShell takes typographic quotes for single quotes, too.
    [GeneratedRegex("['\u2018\u2019\u201A\u201B]")]
    private static partial Regex PowerShellQuote();

    static bool IsPlain(string value) =>
        value.Length > 0 && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '/' or ':' or '=');
}
