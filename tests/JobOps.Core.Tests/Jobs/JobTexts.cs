using System.Text.RegularExpressions;
using JobOps.Errors;
using JobOps.Jobs;

namespace JobOps.Core.Tests.Jobs;

/// <summary>Texts of job files for the tests. In a text with mistakes, a <c>▸</c> stands before each of them.</summary>
static partial class JobTexts
{
    public const string JobName =
        "a name of letters, digits, '.', '_' or '-' that begins with a letter or digit, 128 characters at most";

    public const string ShortName =
        "a name of letters, digits or '_' that begins with a letter, 64 characters at most";

    public const string VariableName =
        "a name of letters, digits or '_' that does not begin with a digit, 128 characters at most";

    public const string Time = "a duration such as '500ms', '30s', '5m' or '2h', from '1ms' to '720h'";

    public const string AnyText = "a text, in which ${…} stands for a value";

    /// <summary>A path of a file that need not exist.</summary>
    public static string File { get; } = Path.Combine(Path.GetTempPath(), "jobs", "x.job.json");

    /// <summary>A job file that has what every job needs, and the given members.</summary>
    public static string Job(string members) =>
        $$"""
        {
          // What every job needs
          "name": "j", "owner": "o", "expectedResult": "r", "rollbackNote": "n",
          {{members}}
        }
        """;

    /// <summary>A job with one step, <c>a</c>, that has the given members.</summary>
    public static string Step(string members) => Job($$"""  "steps": [{ "name": "a", {{members}} }]""");

    /// <summary>A job with the given parameters.</summary>
    public static string Parameters(string parameters) =>
        Job($$"""  "parameters": { {{parameters}} }, "command": ["x"] """);

    /// <summary>Reads a text that has no mistake.</summary>
    public static JobDefinition Read(string text) => JobFile.Parse(text, File);

    /// <summary>What is wrong with a text: a line each.</summary>
    public static string[] MistakesIn(string text)
    {
        var error = Assert.Throws<JobOpsException>(() => JobFile.Parse(text, File)).Error;
        Assert.Equal("JobFileInvalid", error.Id);
        Assert.Equal(RetrySafety.SafeAfter, error.RetrySafety);
        return error.Actual.Split('\n');
    }

    /// <summary>The mistakes of a text are those expected, and each stands where its mark is.</summary>
    /// <param name="marked">The text with its marks.</param>
    /// <param name="expected">A line for each mark: JSON path, expected, found.</param>
    public static void AssertMistakes(string marked, string expected)
    {
        var lines = marked.ReplaceLineEndings("\n").Split('\n');
        string[] marks = [.. lines.SelectMany((line, index) =>
            Mark().Matches(line).Select((mark, before) => $"{File}({index + 1},{mark.Index + 1 - before})"))];
        var mistakes = expected.ReplaceLineEndings("\n").Split('\n');

        Assert.Equal(marks.Length, mistakes.Length);
        Assert.Equal(
            marks.Zip(mistakes, (mark, mistake) => $"{mark}: {mistake}"),
            MistakesIn(marked.Replace("▸", "", StringComparison.Ordinal)));
    }

    [GeneratedRegex("▸")]
    private static partial Regex Mark();
}
