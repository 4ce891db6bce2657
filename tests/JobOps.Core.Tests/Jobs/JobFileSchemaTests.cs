using JobOps.Harness;
using JobOps.Jobs;

namespace JobOps.Core.Tests.Jobs;

/// <summary>The schema that editors use says what the reader does.</summary>
public class JobFileSchemaTests
{
    /// <summary>
    /// After a change of the file's form, the tests write the schema anew if this is set:
    /// <c>JOBOPS_UPDATE=1 dotnet run --project tests/JobOps.Core.Tests</c>
    /// </summary>
    const string UpdateVariable = "JOBOPS_UPDATE";

    [Fact]
    public void The_committed_schema_is_current()
    {
        var path = Checkout.PathOf(JobFileSchema.RelativePath);
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
            File.WriteAllText(path, JobFileSchema.Generate());

        Assert.True(
            File.ReadAllText(path).ReplaceLineEndings("\n") == JobFileSchema.Generate(),
            $"{JobFileSchema.RelativePath} is not current. Run the tests with {UpdateVariable}=1 to write it anew.");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void What_the_reader_takes_fits_it(int example) =>
        Assert.True(JobSchema.Fits(JobFilePageTests.Example(example)));

    [Fact]
    public void The_examples_have_every_member_so_that_each_is_known_to_both()
    {
        var examples = JobFilePageTests.Example(1) + JobFilePageTests.Example(2) + JobFilePageTests.Example(3)
            + JobFilePageTests.Example(4);

        Assert.All(JobSchema.Members(), member => Assert.Contains($"\"{member}\":", examples));
    }

    /// <summary>The mistakes of form. Those that only a comparison of two places shows, no schema can say.</summary>
    public static IEnumerable<TheoryDataRow<string>> MistakesOfForm() =>
        JobFileMemberTests.Choices.Select(row => row.Data.Item1)
            .Concat(JobFileMemberTests.Members.Select(row => JobTexts.Job(row.Data.Item1)))
            .Concat(JobFilePolicyTests.Mistakes.Select(row => JobTexts.Job(row.Data.Item1)))
            .Concat(JobFileStepTests.Steps.Select(row => row.Data.Item1))
            .Concat(JobFileParameterTests.Mistakes.Select(row => JobTexts.Parameters(row.Data.Item1)))
            .Select(text => text.Replace("▸", "", StringComparison.Ordinal))
            .Where(text => !NeedsRules(text))
            .Select(text => new TheoryDataRow<string>(text));

    [Theory]
    [MemberData(nameof(MistakesOfForm))]
    public void What_the_reader_refuses_for_its_form_does_not_fit_it(string text) => Assert.False(JobSchema.Fits(text));

    // The rules see what the schema cannot: such a text gives the reader no mistake of form.
    static bool NeedsRules(string text) => JobTexts.MistakesIn(text).All(mistake => s_byRules.Any(mistake.Contains));

    static readonly string[] s_byRules =
    [
        "none, because paths", "expected a text, found an empty text",
        "each member once", "expected a program", "the path of a script", "expected a path,", "NUL", "placeholders",
        "'0s'", "'721h'", "no earlier step", "no other", "readOnly and changes nothing", "absolute http", "default:",
        "range only", "at most the maximum", "1e999", "no list of values", "a regular expression",
        "allowed[1]: expected a text,", "means one at a time", "not shorter than delay", "the id of an error",
    ];
}
