using JobOps.Runs;

namespace JobOps.Cmdlets.Tests.Shell;

/// <summary>What Start-Job makes of how it is typed.</summary>
[Collection(ShellCollection.Name)]
public sealed class StartTests(TestShell shell, StockedLedger ledger) : IClassFixture<StockedLedger>
{
    [Theory]
    [InlineData("90s")]
    [InlineData("'00:01:30'")]
    [InlineData("([timespan]::FromSeconds(90))")]
    public void A_delay_is_taken_as_people_write_it(string delay)
    {
        var run = Assert.Single(
            shell.Run($"(Start-Job site-check -Queue delays -Delay {delay}).RunId | Get-JobRun").Succeeded().Of<JobRun>());

        Assert.Equal(RunStatus.Scheduled, run.Status);
        Assert.Equal(TimeSpan.FromSeconds(90), run.DueAt - run.RequestedAt);
    }

    [Theory]
    [InlineData("Start-Job")]
    [InlineData("Start-JobRun")]
    [InlineData("JobOps\\Start-Job")]
    [InlineData("sajb")]
    public void Start_Job_has_each_of_its_names(string name) =>
        Assert.IsType<LedgerJob>(Assert.Single(shell.Run($"{name} site-check -Queue names").Succeeded().Objects));

    [Fact]
    public void Without_Wait_it_gives_a_job_of_the_session_and_with_it_the_run()
    {
        var answer = shell.Run("Start-Job site-check; Start-Job site-check -Wait").Succeeded();

        var job = Assert.IsType<LedgerJob>(answer.Objects[0]);
        Assert.Equal(ledger.Location, job.Location);
        Assert.Equal(RunStatus.Succeeded, Assert.IsType<JobRun>(answer.Objects[1]).Status);
    }

    [Fact]
    public void Of_many_requests_it_asks_once() =>
        Assert.Single(shell.Run("1..3 | ForEach-Object { @{ version = $_ } } | Start-Job site-release -Confirm")
            .Succeeded().Of<HostQuestion>());
}
