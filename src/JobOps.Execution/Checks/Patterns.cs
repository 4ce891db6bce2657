using System.Text.RegularExpressions;

namespace JobOps.Execution;

/// <summary>What holds wherever a pattern of an author meets a text of a stranger.</summary>
static class Patterns
{
    /// <summary>So long a pattern may look at one text.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromSeconds(5);

    public static IReadOnlyList<Regex> Compile(IReadOnlyList<string> patterns) =>
        [.. patterns.Select(pattern => new Regex(pattern, RegexOptions.CultureInvariant, Longest))];
}
