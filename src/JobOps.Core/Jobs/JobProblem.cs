using JobOps.Values;

namespace JobOps.Jobs;

/// <summary>One mistake in a job's definition.</summary>
/// <param name="Path">Where it is, as a JSON path into a job file: <c>$.steps[1].name</c>.</param>
/// <param name="Expected">What should stand there.</param>
/// <param name="Found">What does.</param>
public sealed record JobProblem(string Path, string Expected, string Found)
{
    /// <summary>One line, whatever control characters stand in the names and texts of a definition.</summary>
    public override string ToString() => Visible.Line($"{Path}: expected {Expected}, found {Found}");
}
