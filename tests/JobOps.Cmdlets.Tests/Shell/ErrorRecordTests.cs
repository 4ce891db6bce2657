using System.Collections;
using System.Management.Automation;
using JobOps.Errors;
using static System.Management.Automation.ErrorCategory;
using static JobOps.Errors.RetrySafety;

namespace JobOps.Cmdlets.Tests.Shell;

/// <summary>
/// What scripts rely on in an error: its id, category and target, the command to type next, and whether it ends a
/// script.
/// </summary>
[Collection(ShellCollection.Name)]
public sealed class ErrorRecordTests(TestShell shell, StockedLedger ledger) : IClassFixture<StockedLedger>
{
    /// <summary>Script, id, category, target, retry. One bad thing among others: the error is written, and the script goes on.</summary>
    public static TheoryData<string, string, ErrorCategory, string, RetrySafety> Written => new()
    {
        { "Get-JobRun 99", "RunNotFound", ObjectNotFound, "99", SafeAfter },
        { "[pscustomobject]@{ RunId = 99 } | Get-JobRun", "RunNotFound", ObjectNotFound, "99", SafeAfter },
        { "Get-JobStep 99", "RunNotFound", ObjectNotFound, "99", SafeAfter },
        { "Get-JobLog 99", "RunNotFound", ObjectNotFound, "99", SafeAfter },
        { "Stop-JobRun 99", "RunNotFound", ObjectNotFound, "99", SafeAfter },
        { "Stop-JobRun 1", "RunNotStoppable", ResourceExists, "1", NotSafe },
        { "Restart-JobRun 99", "RunNotFound", ObjectNotFound, "99", SafeAfter },
        { "Restart-JobRun 1", "RunNotRestartable", ResourceExists, "1", NotSafe },
        { "Restart-JobRun 2 -FromStep nope", "StepNotFound", ObjectNotFound, "2", SafeAfter },
        { "Restart-JobRun 2 -Parameter @{ colour = 'red' } -Wait", "ParameterUnknown", InvalidArgument, "2", SafeAfter },
        { "Invoke-Rollback 99 -Confirm:$false", "RunNotFound", ObjectNotFound, "99", SafeAfter },
        { "Write-ChangeNote 1 -Reason ''", "NoteReasonMissing", InvalidArgument, "1", SafeAfter },
        { "Write-ChangeNote 99 -Reason x", "RunNotFound", ObjectNotFound, "99", SafeAfter },
        { "Write-ChangeNote 3 -Reason x", "NoteRunUnfinished", ResourceExists, "3", SafeAfter },
        { "Write-ChangeNote 1 -Reason x -BeforeStep step-1 -AfterStep step-1", "StepNotMeasured", InvalidArgument, "1", SafeAfter },
        { "Get-JobDefinition nope", "JobNotFound", ObjectNotFound, "nope", SafeAfter },
        { "Enable-JobDefinition nope", "JobNotFound", ObjectNotFound, "nope", SafeAfter },
        { "Disable-JobDefinition nope", "JobNotFound", ObjectNotFound, "nope", SafeAfter },
        { "Unregister-JobDefinition nope -Confirm:$false", "JobNotFound", ObjectNotFound, "nope", SafeAfter },
        { "Get-JobQueue nope", "QueueNotFound", ObjectNotFound, "nope", SafeAfter },
        { "Suspend-JobQueue nope", "QueueNotFound", ObjectNotFound, "nope", SafeAfter },
        { "Resume-JobQueue nope", "QueueNotFound", ObjectNotFound, "nope", SafeAfter },
        { "Set-JobQueue images -Concurrency 0", "ConcurrencyInvalid", InvalidArgument, "images", SafeAfter },
        { "Set-JobQueue images -Concurrency 10001", "ConcurrencyInvalid", InvalidArgument, "images", SafeAfter },
        { "Set-JobQueue images -Partitions 0", "PartitionsInvalid", InvalidArgument, "images", SafeAfter },
        { "Set-JobQueue images -Partitions 65", "PartitionsInvalid", InvalidArgument, "images", SafeAfter },
        { "Set-JobQueue 'a b' -Concurrency 1", "QueueNameInvalid", InvalidArgument, "a b", SafeAfter },
        { "Start-Job nope", "JobNotFound", ObjectNotFound, "nope", SafeAfter },
        { "Start-Job ./site.ps1", "JobNameIsPath", InvalidArgument, "./site.ps1", SafeAfter },
        { "Start-Job frozen", "JobDisabled", PermissionDenied, "frozen", SafeAfter },
        { "Start-Job site-release", "ParameterMissing", InvalidArgument, "site-release", SafeAfter },
        { "Start-Job site-release -Parameter @{ version = 'two' }", "ParameterInvalid", InvalidArgument, "site-release", SafeAfter },
        { "Start-Job site-release -Parameter @{ version = 0 }", "ParameterInvalid", InvalidArgument, "site-release", SafeAfter },
        { "Start-Job site-release -Parameter @{ version = 1; colour = 'red' }",
            "ParameterUnknown", InvalidArgument, "site-release", SafeAfter },
        { "Start-Job site-release -Parameter @{ version = 1; token = 'x' }",
            "SecretNeedsWait", InvalidArgument, "site-release", SafeAfter },
        { "Start-Job site-release -Parameter @{ version = (ConvertTo-SecureString '1' -AsPlainText -Force) }",
            "ParameterInvalid", InvalidArgument, "site-release", SafeAfter },
        { "Start-Job site-check -Priority 1001", "PriorityInvalid", InvalidArgument, "site-check", SafeAfter },
        { "Start-Job site-check -Queue 'a b'", "QueueNameInvalid", InvalidArgument, "site-check", SafeAfter },
        { "Start-Job site-check -DueAt '2100-01-01' -Delay 1h", "StartTimeInvalid", InvalidArgument, "site-check", SafeAfter },
        { "Start-Job site-check -DueAt '2100-01-01' -StartBy '2099-01-01'", "StartTimeInvalid", InvalidArgument, "site-check", SafeAfter },
        { "Register-JobDefinition $Folder/none.job.json", "JobFileNotFound", ObjectNotFound, "$Folder/none.job.json", SafeAfter },
        { "Register-JobDefinition $Folder/wrong.job.json", "JobFileInvalid", InvalidArgument, "$Folder/wrong.job.json", SafeAfter },
        { "Invoke-Rollback -JobName nope -Confirm:$false", "JobNotFound", ObjectNotFound, "nope", SafeAfter },
        { "Register-JobDefinition -Name new -ExpectedResult e -RollbackNote r -Command true",
            "JobInvalid", InvalidArgument, "new", SafeAfter },
        { "Register-JobDefinition -Name new -Owner o -RollbackNote r -Command true", "JobInvalid", InvalidArgument, "new", SafeAfter },
        { "Register-JobDefinition -Name new -Owner o -ExpectedResult e -Command true", "JobInvalid", InvalidArgument, "new", SafeAfter },
        { "Start-Job broken -Wait", "CommandFailed", InvalidResult, "$run", SafeAfter },
    };

    /// <summary>The same; nothing more can be done: the error ends the script.</summary>
    public static TheoryData<string, string, ErrorCategory, string, RetrySafety> Ending => new()
    {
        { "@{ version = 1 }, @{ version = 'two' } | Start-Job site-release",
            "ParameterInvalid", InvalidArgument, "version=two", SafeAfter },
        { "@{ version = 1 }, 'two' | Start-Job site-release", "PipedRequestInvalid", InvalidArgument, "two", SafeAfter },
        { "@{ version = 1 }, @{ Parameter = @{ version = 2 }; Prioity = 5 } | Start-Job site-release",
            "PipedRequestInvalid", InvalidArgument, "Parameter=…", SafeAfter },
        { "@{ version = 1 }, @{ Parameter = @{ version = 2 }; Priority = 'high' } | Start-Job site-release",
            "PipedRequestInvalid", InvalidArgument, "Parameter=…", SafeAfter },
        { "@{ version = 1 }, @{ Parameter = @{ version = 2 }; Priority = 5000 } | Start-Job site-release",
            "PriorityInvalid", InvalidArgument, "Parameter=…", SafeAfter },
        { "@{ version = 1 }, @{ mode = 'fast' } | Start-Job site-release", "ParameterMissing", InvalidArgument, "mode=fast", SafeAfter },
        { "[pscustomobject]@{ version = 1 }, [pscustomobject]@{ version = 2; vresion = 3 } | Start-Job site-release",
            "ParameterUnknown", InvalidArgument, "@{version=2; vresion=3}", SafeAfter },
        { "Invoke-Runbook $Folder/none.ps1", "RunbookNotFound", ObjectNotFound, "$Folder/none.ps1", SafeAfter },
        { "Import-JobLedger $Folder/none.jsonl", "TransferFileUnusable", InvalidArgument, "$Folder/none.jsonl", SafeAfter },
        { "Export-JobLedger $Folder/wrong.job.json", "TransferFileUnusable", InvalidArgument, "$Folder/wrong.job.json", SafeAfter },
        { "Initialize-JobLedger sqlite:$Folder/new.db -LedgerTables",
            "LedgerTablesUnsupported", NotInstalled, "sqlite:$Folder/new.db", NotSafe },
        { "Grant-JobLedgerRole Operator anna", "LedgerHasNoRoles", InvalidArgument, "$Location", NotSafe },
    };

    [Theory]
    [MemberData(nameof(Written))]
    public void One_bad_thing_is_written_as_an_error_and_the_rest_goes_on(
        string script, string id, ErrorCategory category, string target, RetrySafety retry)
    {
        var answer = Run(script + "\n'went on'");

        Assert.Null(answer.End);
        Assert.Equal("went on", answer.All[^1]);
        AssertError(answer, id, category, target, retry);
    }

    [Theory]
    [MemberData(nameof(Ending))]
    public void What_cannot_be_done_at_all_ends_the_script(
        string script, string id, ErrorCategory category, string target, RetrySafety retry)
    {
        var written = ledger.Written;

        var answer = Run(script + "\n'went on'");

        Assert.NotNull(answer.End);
        Assert.Empty(answer.Objects);
        AssertError(answer, id, category, target, retry);
        Assert.Equal(written, ledger.Written);
    }

    [Theory]
    [InlineData("Start-Job site-relaese", "site-release")]
    [InlineData("Get-JobDefinition site-relaese", "site-release")]
    [InlineData("'site-relaese', 'site-check' | Disable-JobDefinition -WhatIf", "site-release")]
    [InlineData("Get-JobQueue imagse", "images")]
    [InlineData("Suspend-JobQueue imagse", "images")]
    [InlineData("Restart-JobRun 2 -FromStep setp-1", "step-1")]
    [InlineData("Start-Job site-release -Parameter @{ vresion = 1 }", "version")]
    [InlineData("Get-JobRun -JobName site-relaese", "site-release")]
    [InlineData("Get-JobRun -Queue imagse", "images")]
    [InlineData("Get-JobRun -Environment stagign", "staging")]
    [InlineData("Start-Job site-check -Environment produciton", "production")]
    public void A_name_that_is_almost_right_is_asked_for(string script, string meant)
    {
        var answer = shell.Run($"{script} *>&1 | Out-String -Width 500");

        Assert.Contains($"did you mean '{meant}'?", $"{answer.End}{string.Concat(answer.All)}", StringComparison.Ordinal);
    }

    [Fact]
    public void A_connect_that_fails_ends_the_script_and_leaves_no_ledger()
    {
        var answer = Run("Connect-JobLedger nonsense\n'went on'");
        var next = Run("Get-JobRun\n'went on'");
        shell.Run($"Connect-JobLedger '{ledger.Location}'").Succeeded();

        Assert.NotNull(answer.End);
        // What was typed is no target here: it may hold a password.
        AssertError(answer, "LedgerLocationInvalid", NotInstalled, "", SafeAfter);
        Assert.NotNull(next.End);
        AssertError(next, "LedgerNotConnected", NotInstalled, "", SafeAfter);
    }

    [Theory]
    [InlineData("Get-JobRun 99, 1", "run 1")]
    [InlineData("99, 1 | Get-JobRun", "run 1")]
    [InlineData("Get-JobDefinition nope, broken", "job broken")]
    [InlineData("'nope', 'images' | Get-JobQueue", "queue images")]
    [InlineData("'nope', 'images' | Suspend-JobQueue -PassThru", "queue images")]
    [InlineData("$new = (Start-Job site-check).RunId; 1, $new | Stop-JobRun -PassThru -Reason 'not needed'", "run new")]
    public void After_a_bad_item_the_next_ones_are_done(string script, string gives)
    {
        var answer = shell.Run(script
            + " | ForEach-Object { if ($_ -is [JobOps.Runs.JobRun]) { \"run $($_.RunId -eq $new ? 'new' : "
                + "$_.RunId)\" } else { \"$($_.GetType().Name.Replace('Job', '').Replace('Definition', 'Job')) $($_.Name)\".ToLower() } }");

        Assert.Null(answer.End);
        Assert.Equal(["error", gives], answer.All.Select(item => item is ErrorRecord ? "error" : $"{item}"));
    }

    [Fact]
    public void Of_many_requests_the_error_says_which_one_it_is_and_that_none_was_started() =>
        Assert.Contains(
            "Request 2 of 3, so none was started",
            shell.Run("@{ version = 1 }, @{ version = 0 }, @{ version = 3 } | Start-Job site-release").Error.ToString(),
            StringComparison.Ordinal);

    [Fact]
    public void The_same_key_with_other_values_is_refused_and_names_the_run_that_has_it()
    {
        shell.Run("$null = Start-Job site-release -Parameter @{ version = 6 } -IdempotencyKey k6").Succeeded();

        var error = shell.Run("Start-Job site-release -Parameter @{ version = 7 } -IdempotencyKey k6").Error;

        Assert.StartsWith("JobOps.IdempotencyKeyReused,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ResourceExists, error.CategoryInfo.Category);
        Assert.Equal(NotSafe, ((JobOpsException)error.Exception).Error.RetrySafety);
    }

    Answer Run(string script)
    {
        File.WriteAllText(Path.Combine(shell.Folder, "wrong.job.json"), "{\n  \"name\": \"broken\",\n  ]");
        return shell.Run($"$Folder = '{shell.Folder}'; {script}");
    }

    void AssertError(Answer answer, string id, ErrorCategory category, string target, RetrySafety retry)
    {
        var record = answer.Error;
        Assert.Equal($"JobOps.{id}", record.FullyQualifiedErrorId.Split(',')[0]);
        Assert.Equal(category, record.CategoryInfo.Category);
        Assert.Equal(
            target.Replace("$Folder", shell.Folder, StringComparison.Ordinal)
                .Replace("$Location", ledger.Location, StringComparison.Ordinal)
                .Replace("$run", $"{answer.Of<Runs.JobRun>().SingleOrDefault()?.RunId}", StringComparison.Ordinal),
            Text(record.TargetObject));
        var error = ((JobOpsException)record.Exception).Error;
        Assert.Equal(retry, error.RetrySafety);
        Assert.Equal(error.NextCommand.PowerShell, record.ErrorDetails.RecommendedAction);
        Assert.NotEmpty(record.ErrorDetails.RecommendedAction);
    }

    /// <summary>A request in the pipeline as its entries.</summary>
    static string Text(object? target) =>
        (target is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : target) switch
    {
        Hashtable entries when entries.Contains("Parameter") => "Parameter=…",
        Hashtable entries => string.Join(", ", entries.Keys.Cast<object>().Select(key => $"{key}={entries[key]}")),
        var other => $"{other}",
    };
}
