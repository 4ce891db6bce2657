using System.Reflection;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Core.Tests.Errors;

/// <summary>Every error says what failed, what was expected, whether to retry, and what to type next.</summary>
public class JobOpsErrorTests
{
    public static TheoryData<string> Catalogue => [.. Methods().Select(method => method.Name)];

    [Theory]
    [MemberData(nameof(Catalogue))]
    public void An_error_of_the_catalogue_is_complete(string name)
    {
        var method = Methods().Single(one => one.Name == name);
        var error = (JobOpsError)method.Invoke(null, [.. method.GetParameters().Select(Sample)])!;

        Assert.NotEqual("", error.Id);
        Assert.All(
            [error.What, error.Expected, error.Actual, error.NextCommand.PowerShell, error.NextCommand.Shell],
            part => Assert.False(string.IsNullOrWhiteSpace(part)));
        Assert.EndsWith(".", error.What);
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

    static IEnumerable<MethodInfo> Methods() =>
        typeof(Error).GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Where(method => method.ReturnType == typeof(JobOpsError));

    static object? Sample(ParameterInfo parameter) => parameter.ParameterType switch
    {
        var type when type == typeof(string) => "something.",
        var type when type == typeof(LedgerLocation) => LedgerLocation.Parse("sqlite:x.db"),
        var type when type == typeof(NextCommand) => Next.ListRuns,
        var type when type == typeof(Exception) => new InvalidOperationException("reason"),
        var type when type == typeof(TimeSpan) => TimeSpan.FromSeconds(3),
        var type => Activator.CreateInstance(type),
    };
}
