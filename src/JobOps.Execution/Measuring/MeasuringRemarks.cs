using System.Globalization;
using JobOps.Measurements;
using static System.FormattableString;

namespace JobOps.Execution;

/// <summary>What was noticed of a target while it was measured, in sentences: nobody should find it out after the comparison.</summary>
static class MeasuringRemarks
{
    /// <param name="samples">In the order in which they were due.</param>
    /// <param name="redirectsTo">Where an answer has sent us; null for nowhere.</param>
    /// <param name="warmUpFailures">How many of those that were dropped failed.</param>
    /// <param name="waited">How many were late, because those before them took so long.</param>
    /// <param name="plan">What was asked for.</param>
    public static IReadOnlyList<string> Of(
        IReadOnlyList<Sample> samples, string? redirectsTo, int warmUpFailures, int waited, MeasuringPlan plan) =>
        [.. new[]
        {
            Redirects(samples, redirectsTo), Statuses(samples), Unended(samples, plan), WarmUp(warmUpFailures, plan),
            Waited(waited, samples),
        }.OfType<string>()];

    static string? Redirects(IReadOnlyList<Sample> samples, string? to)
    {
        var count = samples.Count(sample => sample.Status is >= 300 and < 400);
        return count == 0 || to is null ? null
            : Invariant($"{count} of {samples.Count} answers were redirects to {to}: they were measured, and not followed.");
    }

    static string? Statuses(IReadOnlyList<Sample> samples)
    {
        var outcomes = samples.Select(Outcome).ToList();
        if (outcomes.Distinct().Count() < 2)
            return null;
        var change = outcomes.FindIndex(outcome => outcome != outcomes[0]);
        if (outcomes.Skip(change).Distinct().Count() == 1)
            return Invariant(
                $"The target changed half-way: {outcomes[0]} up to sample {change} of {samples.Count}, then {outcomes[change]}.");
        var counts = outcomes.GroupBy(outcome => outcome).OrderByDescending(group => group.Count())
            .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Key} ({group.Count()})"));
        return $"The target did not answer alike: {string.Join(", ", counts)}.";
    }

    static string Outcome(Sample sample) =>
        sample.Error ?? (sample.Status is { } status ? FailureWords.Status(status) : "no error");

    static string? Unended(IReadOnlyList<Sample> samples, MeasuringPlan plan)
    {
        var count = samples.Count(sample => sample.Error == FailureWords.Timeout);
        return count == 0 ? null
            : Invariant($"{count} of {samples.Count} had no end within {plan.TimeLimit.TotalSeconds:0.###} s, and were ended.");
    }

    static string? WarmUp(int failures, MeasuringPlan plan) =>
        failures == 0 ? null : Invariant($"{failures} of the {plan.WarmUp} that were made first and dropped failed.");

    static string? Waited(int waited, IReadOnlyList<Sample> samples) => waited == 0 ? null : Invariant(
        $"{waited} of {samples.Count} samples had to wait for those before them: their times count from when they were due.");
}
