using JobOps.Errors;

namespace JobOps.Jobs;

/// <summary>Which runs of a job are kept: those of so many days, and the last so many in any case.</summary>
public sealed record RetentionRule
{
    public const int MostDays = 36_500;
    public const int MostRuns = 1_000_000;

    /// <summary>Runs that ended so many days ago or later are kept; null where age does not count.</summary>
    public int? Days { get; init; }

    /// <summary>So many of the newest are kept; null where number does not count.</summary>
    public int? Last { get; init; }

    /// <exception cref="JobOpsException">RetentionInvalid with every mistake, a line each</exception>
    public void Require()
    {
        var problems = Check().Select(problem => $"{problem.Member.TrimStart('.')}: expected {problem.Expected}, found {problem.Found}");
        if (string.Join('\n', problems) is { Length: > 0 } text)
            throw new JobOpsException(Error.RetentionInvalid(text.TrimStart(':', ' ')));
    }

    /// <summary>What is wrong with it: where, what was expected, what was found.</summary>
    public IEnumerable<(string Member, string Expected, string Found)> Check()
    {
        if (Days is null && Last is null)
            yield return ("", "days, last or both", "neither");
        if (Days is < 1 or > MostDays)
            yield return (".days", $"a whole number from 1 to {MostDays}", $"{Days}");
        if (Last is < 1 or > MostRuns)
            yield return (".last", $"a whole number from 1 to {MostRuns}", $"{Last}");
    }
}
