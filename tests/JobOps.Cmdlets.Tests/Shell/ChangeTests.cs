namespace JobOps.Cmdlets.Tests.Shell;

/// <summary>Whatever changes something can be looked at first, and asked about: then not a byte of the ledger is written.</summary>
[Collection(ShellCollection.Name)]
public sealed class ChangeTests(TestShell shell, StockedLedger ledger) : IClassFixture<StockedLedger>
{
    // Each would change something, if it were done; and what -WhatIf says of it.
    static readonly Dictionary<string, (string Command, string[] Says)> s_changes = new()
    {
        ["Disable-JobDefinition"] = ("Disable-JobDefinition site-*", ["\"Disable\"", "job 'site-check'", "job 'site-release'"]),
        ["Enable-JobDefinition"] =
            ("Get-JobDefinition | Where-Object { -not $_.Enabled } | Enable-JobDefinition", ["\"Enable\"", "job 'frozen'"]),
        ["Export-JobLedger"] = ("Export-JobLedger $Folder/new.jsonl", ["Export the ledger sqlite:", "new.jsonl"]),
        ["Grant-JobLedgerRole"] = ("'anna', 'ben' | Grant-JobLedgerRole Worker", ["Grant the role Worker", "'anna'", "'ben'"]),
        ["Import-JobLedger"] = ("Import-JobLedger $Folder/kept.jsonl", ["Import 4 jobs, 3 runs"]),
        ["Initialize-JobLedger"] = ("Initialize-JobLedger sqlite:$Folder/new.db", ["Apply migrations 1 ledger", "CREATE TABLE Journal"]),
        ["Install-JobWorker"] = (
            "Install-JobWorker images -Program $env:ComSpec", ["Install and start", "service JobOpsWorker of", "--queue images"]),
        ["Invoke-Checklist"] = ("Invoke-Checklist ship", ["Go through", "checklist 'ship', 7 items"]),
        ["Invoke-Rollback"] = ("Invoke-Rollback 1", ["Undo run 1 of job 'site-release':", "step-2: CannotUndo", "step-1: CannotUndo"]),
        ["Invoke-Runbook"] = ("Invoke-Runbook $Folder/runbook.ps1", ["\"Run\"", "runbook.ps1"]),
        ["Register-JobDefinition"] = (
            "Register-JobDefinition -Name never -Owner o -ExpectedResult e -RollbackNote r -Command true", ["\"Register\"", "never"]),
        ["Remove-JobRun"] = ("Remove-JobRun -OlderThan 00:00:00", ["Take out for good", "2 runs that ended before"]),
        ["Restart-JobRun"] = ("Get-JobRun 2 | Restart-JobRun", ["\"Restart\"", "run 2 of job 'broken'"]),
        ["Resume-JobQueue"] = ("Get-JobQueue | Where-Object Paused | Resume-JobQueue", ["\"Resume\"", "queue 'paused'"]),
        ["Remove-JobEnvironment"] = ("Remove-JobEnvironment stag*", ["Take out of use", "environment 'staging'"]),
        ["Set-JobEnvironment"] = ("Set-JobEnvironment staging @{ url = 'other' }", ["\"Set\"", "environment 'staging'"]),
        ["Export-JobSchedule"] = (
            "Export-JobSchedule nightly -As Systemd -Program /opt/jobops -Path $Folder/units -WarningAction Ignore",
            ["Write nightly for Systemd", "jobops-nightly.timer", "jobops-nightly.service"]),
        ["Import-JobSchedule"] = (
            "Import-JobSchedule -FromCrontab $Folder/crontab -Path $Folder/jobs", ["Write job file", "x.job.json"]),
        ["Remove-JobSchedule"] = ("Remove-JobSchedule night*", ["Take out of use", "schedule 'nightly'"]),
        ["Resume-JobSchedule"] =
            ("Get-JobSchedule | Where-Object IsSuspended | Resume-JobSchedule", ["\"Resume\"", "schedule 'resting'"]),
        ["Set-JobSchedule"] = ("Set-JobSchedule nightly -Cron '@hourly'", ["\"Set\"", "schedule 'nightly'"]),
        ["Suspend-JobSchedule"] = ("Suspend-JobSchedule nightly", ["\"Suspend\"", "schedule 'nightly'"]),
        ["Approve-JobRun"] = ("Get-JobRun 3 | Approve-JobRun", ["\"Approve\"", "run 3"]),
        ["Deny-JobRun"] = ("Get-JobRun 3 | Deny-JobRun -Reason no", ["\"Deny\"", "run 3"]),
        ["Set-JobNotification"] = ("Set-JobNotification ops -On Failed", ["\"Set\"", "receiver 'ops'"]),
        ["Suspend-JobNotification"] = ("Suspend-JobNotification op*", ["\"Suspend\"", "receiver 'ops'"]),
        ["Resume-JobNotification"] =
            ("Get-JobNotification | Where-Object IsSuspended | Resume-JobNotification", ["\"Resume\"", "receiver 'quiet'"]),
        ["Remove-JobNotification"] = ("Remove-JobNotification op*", ["Take out of use", "receiver 'ops'"]),
        ["Set-JobLedgerRetention"] = ("Set-JobLedgerRetention -Days 90", ["Set which runs are kept", "the ledger"]),
        ["Set-JobQueue"] = ("Set-JobQueue images, paused -Partitions 4", ["Divide into 4 partitions", "queue 'images'", "queue 'paused'"]),
        ["Start-Job"] = ("@{ version = 2 }, @{ version = 3 } | Start-Job site-release", ["\"Start\"", "2 runs of job 'site-release'"]),
        ["Start-JobWorker"] = ("Start-JobWorker images -UntilEmpty", ["\"Start\"", "a worker for images in sqlite:"]),
        ["Test-JobIdempotency"] = (
            "Test-JobIdempotency site-check staging", ["Execute three times and roll back", "job 'site-check' in environment 'staging'"]),
        ["Test-Rollback"] = (
            "Test-Rollback site-check staging", ["Execute and roll back", "job 'site-check' in environment 'staging'"]),
        ["Stop-JobRun"] = ("Get-JobRun 3 | Stop-JobRun", ["\"Stop\"", "run 3"]),
        ["Suspend-JobQueue"] = ("Suspend-JobQueue ima*", ["\"Suspend\"", "queue 'images'"]),
        ["Uninstall-JobWorker"] = ("Uninstall-JobWorker", ["Stop and take away", "service JobOpsWorker"]),
        ["Unregister-JobDefinition"] = ("Unregister-JobDefinition broken", ["job 'broken'"]),
        ["New-Backup"] = ("New-Backup $Folder/kept.jsonl $Folder/new", ["Make a backup of", "kept.jsonl into"]),
        ["Restore-Backup"] = (
            "Get-Backup $Folder/backups | Restore-Backup -Destination $Folder/new", ["Restore kept.jsonl-", "into", "/new"]),
        ["New-Change"] = (
            "New-Change t -Owner o -ExpectedResult e -RollbackNote r -Scope /x "
                + "-CurrentBehavior @{ Route = 'r'; ExpectedInput = 'i'; SlowQuery = 'q'; NoticedAt = 'n' }",
            ["Open change", "'t' of o, which alters /x"]),
        ["Measure-Baseline"] = (
            "1, 2, 3 | Measure-Baseline C1 -Phase Before -Unit rows", ["Keep as measured before change C1", "3 numbers in rows"]),
        ["Show-Comparison"] = ("Show-Comparison C2 $Folder/new.html", ["Write page", "new.html"]),
        ["Set-Change"] = ("Set-Change C1 Applied", ["Set to Applied", "change C1"]),
        ["Complete-Change"] = ("Complete-Change C1", ["Complete", "change C1"]),
        ["Watch-Release"] = ("Watch-Release C1 1s -Unit shop", ["Watch for 1 s and keep what was seen", "change C1"]),
        ["Register-CacheRule"] = (
            "Register-CacheRule other '/x/*' -Ttl 1h -ShouldCache /x/1 -Why w", ["\"Register\"", "cache rule 'other'"]),
        ["Remove-CacheRule"] = ("Remove-CacheRule prod*", ["Take out of use", "cache rule 'products'"]),
        ["Clear-CacheScope"] = (
            "Clear-CacheScope products /shop/p/1 -Folder $Folder/backups",
            ["Remove /shop/p/1 of cache rule 'products' from folder", "backups"]),
        ["Write-ChangeNote"] = ("Get-JobRun 1 | Write-ChangeNote -Reason 'a new text'", ["Write change note", "run 1"]),
    };

    // Elsewhere they say that it takes Windows, also with -WhatIf.
    static readonly string[] s_onlyOnWindows = ["Install-JobWorker", "Uninstall-JobWorker"];

    public static TheoryData<string> Cmdlets =>
        [.. s_changes.Keys.Where(cmdlet => OperatingSystem.IsWindows() || !s_onlyOnWindows.Contains(cmdlet))];

    [Fact]
    public void Every_cmdlet_that_asks_is_looked_at_here() =>
        Assert.Equal(CmdletType.All.Where(cmdlet => cmdlet.SupportsShouldProcess).Select(cmdlet => cmdlet.Name), s_changes.Keys.Order());

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void With_WhatIf_it_says_what_it_would_do_and_does_nothing(string cmdlet)
    {
        var answer = RunUnchanged($"{s_changes[cmdlet].Command} -WhatIf").Succeeded();

        Assert.Empty(answer.Objects);
        Assert.All(s_changes[cmdlet].Says, text => Assert.Contains(text, answer.Printed, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void When_the_person_says_no_it_does_nothing(string cmdlet)
    {
        var answer = RunUnchanged($"{s_changes[cmdlet].Command} -Confirm").Succeeded();

        Assert.Empty(answer.Objects);
        Assert.NotEmpty(answer.Of<HostQuestion>());
    }

    [Theory]
    [InlineData("Invoke-Rollback 1")]
    [InlineData("Unregister-JobDefinition broken")]
    [InlineData("Remove-JobRun -OlderThan 00:00:00")]
    [InlineData("Remove-JobEnvironment staging")]
    [InlineData("Remove-JobSchedule nightly")]
    [InlineData("Remove-JobNotification ops")]
    [InlineData("Get-Backup $Folder/backups | Restore-Backup -Destination $Folder/new")]
    public void What_cannot_be_taken_back_asks_by_itself(string command) =>
        Assert.Single(RunUnchanged(command).Succeeded().Of<HostQuestion>());

    [Fact]
    public void PowerShells_own_form_of_Start_Job_asks_where_it_was_typed_and_starts_no_background_job()
    {
        var answer = RunUnchanged("Start-Job { 1 } -WhatIf; Start-Job { 1 } -Confirm").Succeeded();

        Assert.Empty(answer.Objects);
        Assert.Contains("a background job", answer.Printed, StringComparison.Ordinal);
        Assert.Single(answer.Of<HostQuestion>());
    }

    Answer RunUnchanged(string command)
    {
        if (!File.Exists(Path.Combine(shell.Folder, "kept.jsonl")))
        {
            shell.Run($"Export-JobLedger '{shell.Folder}/kept.jsonl'").Succeeded();
            shell.Run($"New-Backup '{shell.Folder}/kept.jsonl' '{shell.Folder}/backups'").Succeeded();
        }
        File.WriteAllText(
            Path.Combine(shell.Folder, "runbook.ps1"), "<#\n.NOTES\nOwner: o\nExpectedResult: e\nRollbackNote: r\n#>\n'ran'");
        File.WriteAllText(Path.Combine(shell.Folder, "crontab"), "0 3 * * * /srv/x");
        var (written, files) = (ledger.Written, Directory.GetFileSystemEntries(shell.Folder));
        var answer = shell.Run($"$Folder = '{shell.Folder}'; {command}");
        Assert.Equal(written, ledger.Written);
        Assert.Equal(files.Order(), Directory.GetFileSystemEntries(shell.Folder).Order());
        return answer;
    }
}
