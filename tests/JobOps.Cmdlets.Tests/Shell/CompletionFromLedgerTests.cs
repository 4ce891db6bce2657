using JobOps.Execution;
using JobOps.Workers;

namespace JobOps.Cmdlets.Tests.Shell;

/// <summary>What the Tab key offers out of the ledger, and what it says beside each.</summary>
[Collection(ShellCollection.Name)]
public sealed class CompletionFromLedgerTests(TestShell shell, StockedLedger ledger) : IClassFixture<StockedLedger>
{
    const string Ago = @"(just now|\d+ (s|min) ago)$";

    [Theory]
    [InlineData("Start-Job")]
    [InlineData("Start-JobRun")]
    [InlineData("Get-JobDefinition")]
    [InlineData("Unregister-JobDefinition")]
    [InlineData("Enable-JobDefinition")]
    [InlineData("Disable-JobDefinition")]
    [InlineData("Get-JobRun -JobName")]
    [InlineData("Get-ChangeNote -JobName")]
    [InlineData("Invoke-Rollback -JobName")]
    [InlineData("Remove-JobRun -JobName")]
    [InlineData("Register-JobDefinition -Name")]
    public void Jobs(string command)
    {
        AssertOffers($"{command} site-c", "site-check", "^It works. .test team.$");
        AssertOffers($"{command} *check", "site-check");
        AssertOffers($"{command} site-", "site-check site-release");
    }

    [Theory]
    [InlineData("Get-JobRun")]
    [InlineData("Get-JobStep")]
    [InlineData("Get-JobLog")]
    [InlineData("Stop-JobRun")]
    [InlineData("Restart-JobRun")]
    [InlineData("Invoke-Rollback")]
    public void Runs(string command)
    {
        AssertOffers($"{command} ", "3 2 1", "^site-check, Queued, " + Ago);
        AssertOffers($"{command} 1", "1", "^site-release, Succeeded, " + Ago);
    }

    [Theory]
    [InlineData("Get-Change")]
    [InlineData("Set-Change")]
    [InlineData("Compare-Baseline")]
    [InlineData("Start-Job site-check -Change")]
    [InlineData("Invoke-Rollback -Change")]
    public void Changes(string command)
    {
        AssertOffers($"{command} ", "C2 C1", "^Applied: Cache the page .shop team.$");
        AssertOffers($"{command} c1", "C1");
        AssertOffers($"{command} 2", "C2");
    }

    [Theory]
    [InlineData("Get-ChangeNote")]
    [InlineData("Write-ChangeNote")]
    public void Runs_and_changes_where_a_note_is_of_either(string command)
    {
        AssertOffers($"{command} ", "3 2 1 C2 C1", "^site-check, Queued, " + Ago);
        AssertOffers($"{command} C2", "C2", "^Applied: ");
        AssertOffers($"{command} 3", "3");
    }

    [Theory]
    [InlineData("Get-JobStep 1 *")]
    [InlineData("Get-JobLog 1 *")]
    [InlineData("Restart-JobRun 1 -FromStep *")]
    [InlineData("Write-ChangeNote 1 -BeforeStep *")]
    [InlineData("Write-ChangeNote 1 -AfterStep *")]
    [InlineData("Get-JobStep 3, 1 -StepName *")]
    public void Steps_of_the_runs_on_the_line(string command)
    {
        AssertOffers(command.Replace("*", "", StringComparison.Ordinal), "step-1 step-2", "^step 1 of run 1, Succeeded$");
        AssertOffers(command.Replace("*", "STEP-2", StringComparison.Ordinal), "step-2");
    }

    [Fact]
    public void No_steps_of_no_run() => AssertOffers("Restart-JobRun -FromStep ", "");

    [Theory]
    [InlineData("Start-Job site-check -Queue")]
    [InlineData("Get-JobRun -Queue")]
    [InlineData("Suspend-JobQueue")]
    [InlineData("Resume-JobQueue")]
    [InlineData("Set-JobQueue")]
    [InlineData("Get-JobQueue")]
    [InlineData("Start-JobWorker")]
    [InlineData("Install-JobWorker")]
    [InlineData("Register-JobDefinition -Name new -Queue")]
    public void Queues(string command)
    {
        AssertOffers($"{command} im", "images", "^active: 1 queued, 0 running$");
        AssertOffers($"{command} ", "default images paused rollback");
    }

    [Theory]
    [InlineData("Start-Job site-check -Environment")]
    [InlineData("Invoke-Runbook ./x.ps1 -Environment")]
    public void Environments_of_the_latest_runs(string command)
    {
        AssertOffers($"{command} ", "production staging", "^site-check, run 3, " + Ago);
        AssertOffers($"{command} ST", "staging");
    }

    [Theory]
    [InlineData("Start-Job site-release -IdempotencyKey")]
    [InlineData("Get-JobRun -JobName site-release -IdempotencyKey")]
    [InlineData("Invoke-Runbook ./x.ps1 -Name site-release -IdempotencyKey")]
    public void Keys_of_the_job_and_never_the_names_of_files(string command)
    {
        AssertOffers($"{command} ", "release-1", "^site-release, run 1, " + Ago);
        AssertOffers($"{command} nobody-has-it", "");
    }

    [Fact]
    public void Keys_of_the_job_that_a_script_is()
    {
        var path = Path.Combine(shell.Folder, "any.ps1");
        File.WriteAllText(path, "<#\n.NOTES\nName: site-check\nOwner: o\nExpectedResult: e\nRollbackNote: r\n#>\n");

        AssertOffers($"Invoke-Runbook '{path}' -IdempotencyKey ", "'night 7'");
    }

    [Theory]
    [InlineData("Connect-JobLedger ")]
    [InlineData("Initialize-JobLedger -Location ")]
    public void Locations_that_are_known_and_paths_behind_the_kind_of_ledger_that_has_one(string command)
    {
        File.WriteAllText(Path.Combine(shell.Folder, "odd name.db"), "");
        var word = shell.Complete(command).Select(offer => offer.CompletionText).ToList();

        Assert.Equal(ledger.Location, word[0]);
        Assert.Equal(["sqlite:", "sqlserver:"], word[^2..]);
        AssertOffers($"{command}sqlite:{shell.Folder}/od", $"'sqlite:{Path.Combine(shell.Folder, "odd name.db")}'");
        AssertOffers($"{command}sqlserver:", "sqlserver:");
        AssertOffers($"{command}sqlserver:Server=", "");
        AssertOffers($"{command}{shell.Folder}/od", "");
    }

    [Theory]
    [InlineData("Register-JobDefinition -Name new -Owner \"te")]
    [InlineData("Start-Job { 1 } -Owner te")]
    public void Owners_as_one_word(string command) =>
        AssertOffers(command, "'test team'", "^broken, frozen, site-check, site-release$");

    [Theory]
    [InlineData("Register-JobDefinition -Name new -Owner ", "'shop team' 'test team'")]
    [InlineData("Get-Change -Owner sh", "'shop team'")]
    public void Owners_of_changes_too(string command, string offers) => AssertOffers(command, offers, "^C1, C2|C2, C1$");

    [Fact]
    public async Task Workers()
    {
        var connected = await LedgerSession.OpenAsync(_ => { }, TestContext.Current.CancellationToken);
        var name = "web1/12/" + Guid.NewGuid().ToString("N");
        await connected.Workers.RegisterAsync(
            new JobWorker { Worker = name, Host = "web1", ProcessId = 12, Concurrency = 1 },
            TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);

        AssertOffers("Get-JobWorker ", name, @"^Alive, started (just now|\d+ s ago), 0 runs in hand$");
        AssertOffers("Get-JobRun -Worker WEB", name);
        AssertOffers("Get-JobWorker other", "");
    }

    [Theory]
    [InlineData("Get-JobRun -Status Unk", "Unknown")]
    [InlineData("Get-JobRun -Status Failed,", "AwaitingApproval Cancelled Failed Queued Running Scheduled Succeeded Unknown")]
    [InlineData("Get-JobRun -Status Failed, Sch", "Scheduled")]
    [InlineData("Get-JobWorker -Status ", "Alive Draining Lost")]
    [InlineData("Get-JobLog 1 -Stream War", "Warning")]
    [InlineData("Restart-JobRun 1 -InterruptedStep ", "Accept Repeat")]
    [InlineData("Register-JobDefinition -Name new -Overlap S", "Skip StopExisting")]
    [InlineData("Grant-JobLedgerRole -Role ", "Admin Operator Reader Worker")]
    public void Values_of_enums(string line, string offers) => AssertOffers(line, offers);

    [Theory]
    [InlineData("NT", @"'NT SERVICE\JobOpsWorker' 'NT AUTHORITY\LocalService' 'NT AUTHORITY\NetworkService'")]
    [InlineData("'nt s", @"'NT SERVICE\JobOpsWorker'")]
    [InlineData("local", "LocalSystem")]
    public void Accounts_that_need_no_password(string word, string offers) => AssertOffers($"Install-JobWorker -Account {word}", offers);

    [Theory]
    [InlineData("Wait-Job -Name si")]
    [InlineData("Receive-Job -Name si")]
    [InlineData("Stop-Job -Name si")]
    [InlineData("Remove-Job -Name si")]
    public void Jobs_of_the_session(string line)
    {
        shell.Run("if (-not (Get-Job -Filter @{ RunId = 3 })) { throw }").Succeeded();
        // Tests that came before in this session may have started others.
        var jobs = shell.Run("(Get-Job -Name si*).Name | Sort-Object -Unique").Succeeded().Texts;
        Assert.Contains("site-check", jobs);
        Assert.Equal(jobs, shell.Complete(line).Select(offer => offer.CompletionText).Distinct().Order(StringComparer.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("Start-Job site-check -Pri", "-Priority")]
    [InlineData("Start-Job -ScriptBlock { 1 } -Pri", "")]
    [InlineData("Start-Job -ScriptBlock { 1 } -Own", "-Owner")]
    public void Parameters_of_Start_Job_by_the_form_of_the_call(string line, string offers) => AssertOffers(line, offers);

    [Fact]
    public void Parameters_of_the_chosen_job_the_required_ones_or_all()
    {
        var offers = shell.Complete("Start-Job site-release -Parameter ");

        Assert.Equal(
            ["@{ version = 0 }", "@{ version = 0; mode = 'fast'; token = (Read-Host -AsSecureString) }"],
            offers.Select(offer => offer.CompletionText));
        Assert.Contains("version: a whole number", offers[1].ToolTip, StringComparison.Ordinal);
        Assert.Contains(", required", offers[1].ToolTip, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Start-Job site-check -Parameter ")]
    [InlineData("Start-Job nobody-knows-it -Parameter ")]
    [InlineData("Restart-JobRun 3 -Parameter ")]
    [InlineData("Restart-JobRun 99 -Parameter ")]
    public void No_parameters_where_there_are_none(string line) => Assert.DoesNotContain(
        shell.Complete(line), offer => offer.CompletionText.StartsWith('@'));

    [Theory]
    [InlineData("Restart-JobRun 1 -Parameter ")]
    [InlineData("Invoke-Rollback 1 -Parameter ")]
    [InlineData("Invoke-Rollback -JobName site-release -Parameter ")]
    public void Secrets_that_have_to_be_given_again(string line) =>
        Assert.Equal(["@{ token = (Read-Host -AsSecureString) }"], shell.Complete(line).Select(offer => offer.CompletionText));

    [Fact]
    public void Parameters_of_a_script_that_nobody_has_registered()
    {
        File.WriteAllText(
            Path.Combine(shell.Folder, "publish.ps1"),
            "<#\n.NOTES\nOwner: o\nExpectedResult: e\nRollbackNote: r\n#>\n"
            + "param([Parameter(Mandatory)] [int] $Version, [ValidateSet('fast', 'safe')] [string] $Mode, [securestring] $Token)");
        shell.Run($"Push-Location '{shell.Folder}'").Succeeded();
        try
        {
            Assert.Equal(
                ["@{ Version = 0 }", "@{ Version = 0; Mode = 'fast'; Token = (Read-Host -AsSecureString) }"],
                shell.Complete("Invoke-Runbook ./publish.ps1 -Parameter ").Select(offer => offer.CompletionText));
        }
        finally
        {
            shell.Run("Pop-Location").Succeeded();
        }
    }

    [Theory]
    [InlineData("plain.ps1")]
    [InlineData("gone.ps1")]
    [InlineData("nodrive:/gone.ps1")]
    public void Nothing_of_a_script_that_is_not_there_or_is_no_runbook(string script)
    {
        File.WriteAllText(Path.Combine(shell.Folder, "plain.ps1"), "param($Size) 'no notes'");
        shell.Run("$global:Error.Clear()").Succeeded();
        var path = script.Contains(':') ? script : Path.Combine(shell.Folder, script);

        Assert.Empty(shell.Complete($"Invoke-Runbook '{path}' -Parameter "));
        Assert.Equal([0], shell.Run("$global:Error.Count").Objects);
    }

    [Fact]
    public void A_key_press_writes_nothing()
    {
        var written = ledger.Written;

        foreach (var line in new[] { "Start-Job ",
            "Get-JobRun ", "Get-JobQueue ", "Get-JobRun -Worker ", "Start-Job site-check -Environment " })
            shell.Complete(line);

        Assert.Equal(written, ledger.Written);
    }

    /// <summary>The offers in their order, as words; and what is said beside the first.</summary>
    void AssertOffers(string line, string offers, string tooltip = "")
    {
        var matches = shell.Complete(line);
        Assert.Equal(offers, string.Join(' ', matches.Select(match => match.CompletionText)));
        if (tooltip.Length > 0)
            Assert.Matches(tooltip, matches[0].ToolTip);
    }
}
