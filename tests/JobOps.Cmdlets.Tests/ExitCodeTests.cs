namespace JobOps.Cmdlets.Tests;

public class ExitCodeTests
{
    [Theory]
    [InlineData("-File job.ps1")]
    [InlineData("-NoProfile -NonInteractive -File job.ps1 -NoExit")]
    [InlineData("-nop -c Invoke-Runbook")]
    [InlineData("--EncodedCommand AAAA")]
    [InlineData("-ExecutionPolicy Bypass job.ps1")]
    [InlineData("job.ps1 -Interactive")]
    public void A_process_for_one_script_or_command_ends_by_itself(string arguments) =>
        Assert.True(ExitCode.EndsByItself(arguments.Split(' ')));

    [Theory]
    [InlineData("")]
    [InlineData("-NoLogo")]
    [InlineData("-NoExit -File job.ps1")]
    [InlineData("-noe -c Get-Date")]
    [InlineData("-Interactive")]
    [InlineData("-Command -")]
    [InlineData("-")]
    [InlineData("-WorkingDirectory /tmp")]
    public void A_process_that_shows_a_prompt_or_reads_more_commands_does_not(string arguments) =>
        Assert.False(ExitCode.EndsByItself(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
}
