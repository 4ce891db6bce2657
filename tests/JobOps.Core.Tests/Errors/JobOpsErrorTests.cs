using JobOps.Errors;
using JobOps.Tests.Errors;

namespace JobOps.Core.Tests.Errors;

/// <summary>Every error says what failed, what was expected, whether to retry, and what to type next.</summary>
public class JobOpsErrorTests
{
    // Quotes, blanks and variables of both shells, and the quotes that only PowerShell takes for such.
    const string Hostile = "it's \u2018$(id)\u2019; `\"x y\"";

    // Told something, but about no single thing that has a name; or told a text that must not be repeated.
    static readonly string[] s_withoutTarget =
    [
        nameof(Error.DemoBroken), nameof(Error.DigestDiffers), nameof(Error.LedgerLocationInvalid),
        nameof(Error.LedgerNotConnected), nameof(Error.NoRun), nameof(Error.Unexpected),
    ];

    public static TheoryData<string> Catalogue => [.. SampleErrors.Ids];

    [Theory]
    [MemberData(nameof(Catalogue))]
    public void An_error_of_the_catalogue_is_complete(string id)
    {
        var error = SampleErrors.Of(id);

        Assert.Equal(id, error.Id);
        Assert.All(
            [error.What, error.Expected, error.Actual, error.RetryText, error.NextCommand.PowerShell, error.NextCommand.Shell],
            part => Assert.False(string.IsNullOrWhiteSpace(part)));
        Assert.EndsWith(".", error.What);
        Assert.True(Enum.IsDefined(error.Kind) && Enum.IsDefined(error.RetrySafety));
        Assert.NotEqual(ExitCodes.Ok, error.ExitCode);
    }

    [Theory]
    [MemberData(nameof(Catalogue))]
    public void It_names_the_thing_that_it_is_about(string id)
    {
        var isAboutNoThing = !SampleErrors.IsToldSomething(id) || s_withoutTarget.Contains(id);

        Assert.Equal(isAboutNoThing, string.IsNullOrEmpty(SampleErrors.Of(id).Target));
    }

    /// <summary>Without the one that is told nothing but the name of a command of <c>jobops</c>.</summary>
    public static TheoryData<string> ToldByOthers => [.. SampleErrors.Ids.Where(id => id != nameof(Error.CommandLineInvalid))];

    [Theory]
    [MemberData(nameof(ToldByOthers))]
    public void Its_next_command_quotes_what_the_error_was_told(string id)
    {
        var next = SampleErrors.Of(id, Hostile).NextCommand;

        Assert.DoesNotContain("$(id)", next.PowerShell.Replace(Next.PowerShell(Hostile), ""));
        Assert.DoesNotContain("$(id)", next.Shell.Replace(Next.Shell(Hostile), ""));
    }

    [Fact]
    public void It_is_printed_a_line_for_each_part()
    {
        var error = Error.JobInvalid("j", "$.a: one\n$.b: two");

        Assert.Equal(
            """
            The job 'j' is not registered: its definition has mistakes.
              Expected: a definition with owner, expected result, rollback note and valid steps
              Actual:   $.a: one
                        $.b: two
              Retry:    safe after the cause is mended
            """.ReplaceLineEndings(),
            error.ToString());
        Assert.Equal(error.ToString(), new JobOpsException(error).Message);
    }

    [Theory]
    [InlineData(RetrySafety.Safe, "safe now")]
    [InlineData(RetrySafety.NotSafe, "not safe")]
    [InlineData(RetrySafety.Unknown, "unknown: look before you retry")]
    public void Retry_safety_is_said_in_words(RetrySafety safety, string words) =>
        Assert.Equal(words, (Error.RunNotFound(1) with { RetrySafety = safety }).RetryText);
}
