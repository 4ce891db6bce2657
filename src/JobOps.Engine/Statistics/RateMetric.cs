using JobOps.Measurements;

namespace JobOps.Engine.Statistics;

/// <summary>How many of the samples are something: failed, answered by a cache.</summary>
/// <param name="Before">In the order of time.</param>
/// <param name="After">In the order of time.</param>
sealed record RateMetric(string Name, bool HigherIsBetter, bool[] Before, bool[] After) : Metric(Name)
{
    public override Finding Compare(double meaningful)
    {
        var (before, after) = (Counted(Before), Counted(After));
        var (first, second) = Dependence.Of(Before, After);
        // As many independent samples would say as much.
        var (effectiveBefore, effectiveAfter) = (Effective(before, first), Effective(after, second));
        var (low, high) = effectiveAfter.IntervalLess(effectiveBefore);
        var margin = new Margin(-meaningful, meaningful, HigherIsBetter);
        var verdict = margin.Judge(low, high);
        var comparison = new Comparison
        {
            Metric = Name, IsRate = true, Margin = meaningful, Before = before.Value, After = after.Value,
            BeforeCount = Before.Length, AfterCount = After.Length,
            Scale = ComparisonScale.Difference, Ratio = after.Value - before.Value, Low = low, High = high, Verdict = verdict,
            PValue = FisherExact.PValue(
                (int)effectiveBefore.Hits, (int)effectiveBefore.Count, (int)effectiveAfter.Hits, (int)effectiveAfter.Count),
            Method = "Fisher's exact test; interval of the difference by Newcombe's hybrid of Wilson scores (method 10)",
            MoreNeeded = verdict == ComparisonVerdict.CannotTell ? More(effectiveBefore, effectiveAfter, margin, Before.Length) : null,
            Remarks = [.. Remarks.OfDependence("before", first), .. Remarks.OfDependence("after", second)], Sentence = "",
        };
        var finding = new Finding(comparison);
        if (Math.Min(Before.Length, After.Length) < ComparisonOptions.FewestSamples)
            return finding.TooFew();
        return before.Value == after.Value && before.Value is 0 or 1
            ? Constant(finding, before, after)
            : finding;
    }

    // Nothing differs in anything that was seen; how much would not have been seen is said beside it.
    static Finding Constant(Finding finding, Rate before, Rate after)
    {
        var width = Math.Max(before.Interval().High - before.Interval().Low, after.Interval().High - after.Interval().Low);
        return (finding with
        {
            ExactlyEqual = true,
            Comparison = finding.Comparison with { Verdict = ComparisonVerdict.NoMeaningfulChange, PValue = 1, MoreNeeded = null },
        }).Remarking([$"So few samples do not show a rate that is less than {FigureWords.Percent(width)} away."]);
    }

    static Rate Counted(bool[] values) => new(values.Count(value => value), values.Length);

    static Rate Effective(Rate rate, Dependence dependence) =>
        new(rate.Hits / dependence.Inflation, rate.Count / dependence.Inflation);

    static int? More(Rate before, Rate after, Margin margin, int count)
    {
        // What hangs together takes more samples for as much.
        var worth = before.Count / count;
        return Margin.Fewest(more =>
        {
            var (low, high) = Grown(after, more * worth).IntervalLess(Grown(before, more * worth));
            return margin.Judge(low, high) != ComparisonVerdict.CannotTell;
        });
    }

    static Rate Grown(Rate rate, double more) => new(rate.Value * (rate.Count + more), rate.Count + more);
}
