using System.Diagnostics;
using System.Text.RegularExpressions;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Tests.Support;
using JobOps.Harness;

namespace JobOps.Agent.Tests;

/// <summary>The commands that errors tell people to type, as docs/errors.md lists them, fit the real command line.</summary>
public sealed partial class NextCommandTests
{
    public static TheoryData<string> Lines =>
        [.. Row().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "errors.md")))
            .Select(row => row.Groups["shell"].Value.Replace(@"\|", "|", StringComparison.Ordinal)).Distinct()];

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task A_line_is_one_that_can_be_typed(string line)
    {
        var words = await WordsOf(line);

        if (words[0].StartsWith("./", StringComparison.Ordinal))
            Assert.True(File.Exists(Path.Combine(Repository.Root, words[0])), words[0]);
        else
        {
            using var signals = new StopSignals();
            Assert.Equal("jobops", words[0]);
            Assert.Empty(new JobOpsRootCommand(signals, words[1..]).Parse(words[1..]).Errors);
        }
    }

    /// <summary>The words that a POSIX shell makes of a line: without quotes and comments.</summary>
    static async Task<string[]> WordsOf(string line)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", $"printf '%s\\0' {line}"]) { RedirectStandardOutput = true })!;
        var answer = shell.StandardOutput.ReadToEndAsync();
        await shell.EndAsync();
        return (await answer).Split('\0')[..^1];
    }

    [GeneratedRegex(@"^\| <a id=.*<br>`(?<shell>[^`]+)` \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
