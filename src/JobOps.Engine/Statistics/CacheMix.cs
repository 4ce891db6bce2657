using JobOps.Measurements;

namespace JobOps.Engine.Statistics;

/// <summary>
/// Whether caches answered as often after as before. Where they did not, the time of all samples differs although nothing was made
/// faster, so its verdict stands only if the hits or the misses, each compared with their like, say the same.
/// </summary>
static class CacheMix
{
    const double Level = 0.05;

    /// <summary>The finding on the value, as far as the mix leaves it standing.</summary>
    /// <param name="value">Of all samples.</param>
    /// <param name="apart">Of hits and of misses, where both phases have some.</param>
    /// <param name="rate">Of hits; null where one phase knows of none.</param>
    public static Finding Weigh(
        Finding value, IReadOnlyList<Finding> apart, Finding? rate, MeasuredPhase before, MeasuredPhase after, double meaningful)
    {
        if (value.Comparison.BeforeCount == 0 || value.Comparison.AfterCount == 0)
            return value;
        if (rate is null)
            return OneSideKnown(value, before, after);
        var comparison = rate.Comparison;
        if (!(comparison.PValue < Level) && Math.Abs(comparison.After - comparison.Before) < meaningful || comparison.Ratio == 0)
            return value;
        var noted = value with
        {
            Clause = $"but cache hits went from {FigureWords.Percent(comparison.Before)} to {FigureWords.Percent(comparison.After)}",
        };
        return Judge(noted, [.. apart.Select(finding => finding.Verdict)])
            .Remarking([$"If the cache hits are what was to change, name \"{MeasuredMetric.CacheHitRate}\" as the primary metric."]);
    }

    static Finding Judge(Finding value, IReadOnlyList<ComparisonVerdict> apart)
    {
        var better = apart.Contains(ComparisonVerdict.Better);
        var worse = apart.Contains(ComparisonVerdict.Worse);
        var bothSame = apart.Count == 2 && apart.All(verdict => verdict == ComparisonVerdict.NoMeaningfulChange);
        return value.Verdict switch
        {
            ComparisonVerdict.Better when better && !worse => value,
            ComparisonVerdict.Worse when worse && !better => value,
            ComparisonVerdict.NoMeaningfulChange when !better && !worse => value,
            _ when better && worse => value.CannotTell("of hits and misses one is better and one is worse"),
            ComparisonVerdict.NoMeaningfulChange => value.CannotTell($"hits or misses apart are {(better ? "better" : "worse")}"),
            _ when bothSame => value with
            {
                Clause = $"{value.Clause} and neither hits nor misses apart differ",
                Comparison = value.Comparison with { Verdict = ComparisonVerdict.NoMeaningfulChange, MoreNeeded = null },
            },
            ComparisonVerdict.Better => value.CannotTell("neither hits nor misses apart are shown to be better"),
            ComparisonVerdict.Worse => value.CannotTell("neither hits nor misses apart are shown to be worse"),
            _ => value,
        };
    }

    // What one phase says of caches and the other does not may be all that differs.
    static Finding OneSideKnown(Finding value, MeasuredPhase before, MeasuredPhase after)
    {
        var (known, other, hits) = after.Samples.Any(sample => sample.Cache == CacheStatus.Hit)
            ? ("after", "before", Share(after))
            : ("before", "after", Share(before));
        if (hits == 0)
            return value;
        var remark = $"A cache answered {FigureWords.Percent(hits)} {known}; {other} nobody knows whether one did.";
        return (value.Verdict is ComparisonVerdict.Better or ComparisonVerdict.Worse
            ? value.CannotTell($"a cache answered {FigureWords.Percent(hits)} {known}, and {other} nobody knows whether one did")
            : value).Remarking([remark]);
    }

    static double Share(MeasuredPhase phase) =>
        (double)phase.Samples.Count(sample => sample.Cache == CacheStatus.Hit) / Math.Max(1, phase.Samples.Count);
}
