using JobOps.Jobs;
using JobOps.Queues;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Cmdlets.Tests.Shell;

/// <summary>How what is typed and what is piped becomes parameters.</summary>
[Collection(ShellCollection.Name)]
public sealed class BindingTests(TestShell shell, StockedLedger ledger) : IClassFixture<StockedLedger>
{
    [Theory]
    // A run by its RunId, whatever else it has: its JobName, Queue, Status and Worker are those of other parameters.
    [InlineData("Get-JobRun 1 | Get-JobRun", "1")]
    [InlineData("Get-JobRun 1 | Get-JobStep", "step-1 step-2")]
    [InlineData("Get-JobRun 2 | Get-JobLog -Stream Output", "one|on fire")]
    [InlineData("[pscustomobject]@{ RunId = '2'; JobName = 'site-check' } | Get-JobRun", "2")]
    [InlineData("2, 1 | Get-JobRun", "2 1")]
    [InlineData("Get-JobRun 2, 1", "2 1")]
    [InlineData("Get-JobStep 1 | Get-JobRun", "1 1")]
    // A run, a definition or a text as the name of a job.
    [InlineData("Get-JobRun 1 | Get-JobDefinition", "site-release")]
    [InlineData("'site-check', 'broken' | Get-JobDefinition", "site-check broken")]
    [InlineData("Get-JobDefinition broken | Get-JobRun", "2")]
    [InlineData("[pscustomobject]@{ Name = 'broken' } | Get-JobRun", "2")]
    [InlineData("Get-JobDefinition site-check | Start-Job -WhatIf", "")]
    // A run, a queue or a text as the name of a queue.
    [InlineData("Get-JobRun 3 | Get-JobQueue", "images")]
    [InlineData("'paused', 'images' | Get-JobQueue", "paused images")]
    [InlineData("Get-JobQueue images | Get-JobQueue", "images")]
    public void What_is_piped_binds(string command, string gives) => Assert.Equal(gives, Names(command));

    [Theory]
    [InlineData("Get-JobDefinition site-*", "site-check site-release")]
    [InlineData("Get-JobDefinition SITE-C?ECK", "site-check")]
    [InlineData("Get-JobDefinition nothing*", "")]
    [InlineData("Get-JobRun -JobName b*, site-c*", "3 2")]
    [InlineData("Get-JobStep 1 *-2", "step-2")]
    [InlineData("Get-JobLog 2 step-[13] -Stream Output", "one")]
    [InlineData("Get-JobQueue ?ma*", "images")]
    [InlineData("Get-JobWorker nobody*", "")]
    public void Wildcards_mean_what_matches_and_may_match_nothing(string command, string gives) => Assert.Equal(gives, Names(command));

    [Theory]
    [InlineData("Get-JobRun -Status failed", "2")]
    [InlineData("Get-JobRun -Status Failed, Queued", "3 2")]
    [InlineData("Get-JobRun -Status succeeded -Last 1", "1")]
    [InlineData("Get-JobRun -First 2", "3 2")]
    [InlineData("Get-JobRun -Name site-check", "3")]
    [InlineData("Get-JobQueue -Queue images", "images")]
    [InlineData("Get-JobDefinition -JobName broken", "broken")]
    [InlineData("Get-JobRun -Queue images -Since 2000-01-01", "3")]
    [InlineData("Get-JobRun -Since 2999-01-01", "")]
    public void Enums_aliases_and_times_are_taken_as_typed(string command, string gives) => Assert.Equal(gives, Names(command));

    [Theory]
    [InlineData("Get-JobRun -Status Broken", "CannotConvertArgumentNoMessage")]
    [InlineData("Get-JobLog 1 -Stream Nowhere", "CannotConvertArgumentNoMessage")]
    [InlineData("Restart-JobRun 2 -InterruptedStep Perhaps", "CannotConvertArgumentNoMessage")]
    [InlineData("Grant-JobLedgerRole -Role King anna", "CannotConvertArgumentNoMessage")]
    [InlineData("Get-JobRun one", "CannotConvertArgumentNoMessage")]
    [InlineData("Get-JobRun -Last 0", "ParameterArgumentValidationError")]
    [InlineData("Get-JobRun -JobName ''", "ParameterArgumentValidationError")]
    [InlineData("Remove-JobRun -OlderThan 1d -Status Running", "ParameterArgumentValidationError")]
    [InlineData("Start-JobWorker -Concurrency 0", "ParameterArgumentValidationError")]
    [InlineData("Set-JobQueue images -Concurrency 1 -NoLimit", "AmbiguousParameterSet")]
    [InlineData("Get-JobRun 1 -JobName site-release", "PositionalParameterNotFound")]
    [InlineData("Start-Job { 1 } -Priority 5", "NamedParameterNotFound")]
    [InlineData("Start-Job site-release -Delay 30", "ParameterArgumentTransformationError")]
    [InlineData("Start-JobWorker -DrainTime soon", "ParameterArgumentTransformationError")]
    [InlineData("Remove-JobRun -OlderThan 90", "ParameterArgumentTransformationError")]
    [InlineData("Remove-JobRun -OlderThan 70000d", "ParameterArgumentTransformationError")]
    public void What_makes_no_sense_is_refused_before_anything_is_done(string command, string id)
    {
        var written = ledger.Written;

        var error = shell.Run(command).Error;

        Assert.Equal(id, error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.Equal(written, ledger.Written);
    }

    [Fact]
    public void A_parameter_of_a_job_is_checked_in_the_words_of_the_job()
    {
        var error = shell.Run("Start-Job site-release -Parameter @{ version = 1; mode = 'slow' }").Error;

        Assert.Contains("fast", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("'slow'", error.ToString(), StringComparison.Ordinal);
    }

    string Names(string command) => string.Join(
        command.Contains("-Stream", StringComparison.Ordinal) ? "|" : " ", shell.Run(command).Succeeded().Objects.Select(item => item switch
        {
            JobRun run => $"{run.RunId}",
            JobStep step => step.StepName,
            LogLine line => line.Text,
            JobDefinition job => job.Name,
            JobQueue queue => queue.Name,
            _ => item.ToString(),
        }));
}
