using System.Management.Automation;
using JobOps.Rollbacks;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Cmdlets.Tests.Shell;

/// <summary>What stands on which stream, and in which order.</summary>
[Collection(ShellCollection.Name)]
public sealed class StreamTests(TestShell shell, StockedLedger ledger) : IClassFixture<StockedLedger>
{
    [Fact]
    public void A_run_tells_of_its_steps_as_they_come_then_is_written_and_then_its_error()
    {
        var answer = shell.Run("Start-Job broken -Wait -Verbose -ProgressAction SilentlyContinue");

        var runId = Assert.Single(answer.Of<JobRun>()).RunId;
        Assert.Equal(
            [
                "verbose: step-1: one", "verbose: step-1: Succeeded.", "verbose: step-2: on fire", "verbose: step-2: Failed.",
                "JobRun", "error: JobOps.CommandFailed",
            ],
            answer.Texts.Select(text => text.StartsWith("JobRun", StringComparison.Ordinal) ? "JobRun" : text)
                .Where(text => !text.Contains("Performing the operation", StringComparison.Ordinal)));
        Assert.Equal(runId, Assert.Single(answer.Errors).TargetObject);
    }

    [Fact]
    public void A_bar_is_taken_away_before_the_run_is_written()
    {
        var answer = shell.Run("Start-Job broken -Wait -ErrorAction SilentlyContinue");

        var bars = answer.Of<ProgressRecord>().ToList();
        Assert.Equal(ProgressRecordType.Processing, bars[0].RecordType);
        Assert.Equal(ProgressRecordType.Completed, bars[^1].RecordType);
        Assert.IsType<JobRun>(answer.All[^1]);
    }

    [Theory]
    [InlineData("Start-Job site-release -Parameter @{ version = 1 } -Wait")]
    [InlineData("Start-Job site-check")]
    [InlineData("Disable-JobDefinition site-check; Enable-JobDefinition site-check")]
    [InlineData("Set-JobQueue silent -Concurrency 3; Suspend-JobQueue silent; Resume-JobQueue silent")]
    [InlineData("Write-ChangeNote 1 -Reason 'a new text'")]
    [InlineData("Test-JobLedger")]
    public void Nothing_but_objects_and_bars_is_said_unasked(string command) =>
        Assert.All(shell.Run(command).Succeeded().All, item => Assert.True(
            item is ProgressRecord || item.GetType().Namespace!.StartsWith("JobOps", StringComparison.Ordinal)
                && item is not HostLine, $"{item}"));

    [Theory]
    [InlineData("Set-JobQueue twice -Concurrency 3; Set-JobQueue twice -Concurrency 3 -Verbose", "Queue 'twice' is set so already.")]
    [InlineData("Suspend-JobQueue paused -Verbose", "Queue 'paused' is paused already.")]
    [InlineData("Resume-JobQueue images -Verbose", "Queue 'images' is active already.")]
    [InlineData("Disable-JobDefinition frozen -Verbose", "Job 'frozen' is disabled already.")]
    [InlineData("Enable-JobDefinition broken -Verbose", "Job 'broken' is enabled already.")]
    [InlineData("Remove-JobRun -OlderThan 90d -Verbose", "No run ended so long ago.")]
    public void What_is_so_already_is_no_error_and_said_with_Verbose(string command, string says) =>
        Assert.Contains($"verbose: {says}", shell.Run(command).Succeeded().Texts);

    [Fact]
    public void The_streams_of_a_runbook_come_in_the_order_of_the_script()
    {
        var path = Path.Combine(shell.Folder, "streams.ps1");
        File.WriteAllText(path, """
            <#
            .NOTES
            Owner: o
            ExpectedResult: e
            RollbackNote: r
            #>
            'first'
            Write-Warning careful
            Invoke-JobStep look { 'second'; Write-Warning 'in the step' } -ReadOnly
            Write-Information noted
            'last'
            """);

        var answer = shell.Run($"Invoke-Runbook '{path}' -InformationAction Continue").Succeeded();

        Assert.Equal(
            ["first", "warning: careful", "warning: in the step", "second", "information: noted", "last", "JobRun"],
            // A note is printed, too; PowerShell does that.
            answer.Texts.Where(text => text.Split(':')[0] is not ("progress" or "host"))
                .Select(text => text.StartsWith("JobRun", StringComparison.Ordinal) ? "JobRun" : text));
    }

    [Fact]
    public void That_a_run_is_undone_already_is_said_before_its_steps_and_is_no_error()
    {
        shell.Register("undone", ["true |undo| true"]);
        var first = shell.Run("$null = Start-Job undone -Wait; Invoke-Rollback -JobName undone -Confirm:$false").Succeeded();
        Assert.Equal(UndoStatus.Undone, Assert.Single(first.Of<RollbackStep>()).Status);

        var again = shell.Run("Invoke-Rollback -JobName undone -Confirm:$false").Succeeded();

        Assert.Contains("is undone already, by run", $"{again.All[0]}", StringComparison.Ordinal);
        Assert.IsType<InformationRecord>(again.All[0]);
        Assert.Equal(UndoStatus.AlreadyUndone, Assert.IsType<RollbackStep>(again.All[1]).Status);
    }

    [Fact]
    public void Reading_ends_when_enough_was_read() =>
        Assert.Single(shell.Run("Get-JobRun | Select-Object -First 1").Succeeded().Objects);

    [Fact]
    public void An_error_that_is_made_to_stop_ends_the_script_as_what_it_is()
    {
        var answer = shell.Run("'before'; Get-JobRun 99, 1 -ErrorAction Stop; 'after'");

        Assert.Equal(["before"], answer.Objects);
        Assert.StartsWith("JobOps.RunNotFound,", answer.End!.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(99L, answer.End.TargetObject);
    }

    [Theory]
    [InlineData("Suspend-JobQueue nope, images -ErrorAction Stop")]
    [InlineData("'nope', 'images' | Suspend-JobQueue -ErrorAction Stop")]
    [InlineData("Stop-JobRun 99, 3 -ErrorAction Stop")]
    [InlineData("Disable-JobDefinition nope, site-* -ErrorAction Stop")]
    [InlineData("Write-ChangeNote 99 -Reason x -ErrorAction Stop; Write-ChangeNote 1 -Reason x")]
    public void After_an_error_that_is_made_to_stop_nothing_more_is_changed(string script)
    {
        var written = ledger.Written;

        Assert.NotNull(shell.Run(script).End);

        Assert.Equal(written, ledger.Written);
    }

    [Fact]
    public void With_Verbose_a_cmdlet_says_which_ledger_it_opened_by_itself()
    {
        shell.Run("Disconnect-JobLedger");
        Environment.SetEnvironmentVariable("JOBOPS_LEDGER", ledger.Location);
        try
        {
            Assert.Equal($"verbose: Opened the default ledger {ledger.Location}.", shell.Run("Get-JobQueue -Verbose").Succeeded().Texts[0]);
        }
        finally
        {
            Environment.SetEnvironmentVariable("JOBOPS_LEDGER", null);
            shell.Run($"Connect-JobLedger '{ledger.Location}'").Succeeded();
        }
    }
}
