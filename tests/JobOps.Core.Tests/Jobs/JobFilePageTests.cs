using System.Text.RegularExpressions;
using JobOps.Harness;
using JobOps.Errors;
using JobOps.Jobs;

namespace JobOps.Core.Tests.Jobs;

/// <summary>What docs/job-file.md says is true.</summary>
public partial class JobFilePageTests
{
    static readonly string s_page = File.ReadAllText(Checkout.PathOf("docs", "job-file.md")).ReplaceLineEndings("\n");

    /// <summary>The job files of the page: 1 complete, 2 short, 3 with backups, 4 with caches, 5 with mistakes.</summary>
    public static string Example(int number) => Blocks("jsonc")[number - 1];

    [Fact]
    public void Its_examples_are_job_files_without_mistakes()
    {
        Assert.Equal(["baseline", "backup", "switch", "verify", "announce"], StepsOf(Example(1)));
        Assert.Equal(["run"], StepsOf(Example(2)));
        Assert.Equal(["database", "files", "upgrade", "try"], StepsOf(Example(3)));
        Assert.Equal(["rule", "test", "clear", "edge", "files"], StepsOf(Example(4)));
    }

    [Fact]
    public void Its_error_is_what_is_printed()
    {
        var error = Assert.Throws<JobOpsException>(() => JobFile.Parse(Example(5), "release.job.json")).Error;

        Assert.Equal(Assert.Single(Blocks("text")), error.ToString().ReplaceLineEndings("\n"));
        Assert.Contains($"exit code {error.ExitCode}", s_page);
    }

    [Fact]
    public void It_names_every_member_of_a_job_file() =>
        Assert.All(JobSchema.Members(), member => Assert.Contains($"`{member}`", s_page));

    static IEnumerable<string> StepsOf(string text) => JobTexts.Read(text).Steps.Select(step => step.Name);

    static string[] Blocks(string language) =>
        [.. from Match block in Block().Matches(s_page)
            where block.Groups["language"].Value == language
            select block.Groups["text"].Value];

    [GeneratedRegex(@"^```(?<language>\w+)\n(?<text>.*?)\n```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
