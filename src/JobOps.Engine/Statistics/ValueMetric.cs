using JobOps.Measurements;
using MathNet.Numerics.Statistics;

namespace JobOps.Engine.Statistics;

/// <summary>Values of both phases: a time, a number of calls, whatever was counted elsewhere.</summary>
/// <param name="Before">Without what failed.</param>
/// <param name="After">Without what failed.</param>
sealed record ValueMetric(string Name, string Unit, bool HigherIsBetter, Series Before, Series After) : Metric(Name)
{
    /// <summary>Why there are no values in a phase.</summary>
    public string WhyNone { get; init; } = "there is nothing to compare";

    public override Finding Compare(double meaningful)
    {
        var (before, after) = (Series.Sorted(Before.Values), Series.Sorted(After.Values));
        var comparison = new Comparison
        {
            Metric = Name, Unit = Unit, BeforeCount = before.Length, AfterCount = after.Length, Verdict = ComparisonVerdict.CannotTell,
            Before = Quantile(before, 0.5) ?? 0, After = Quantile(after, 0.5) ?? 0,
            Margin = meaningful, BeforeP95 = Quantile(before, 0.95), AfterP95 = Quantile(after, 0.95), Sentence = "",
        };
        if (before.Length == 0 || after.Length == 0)
            return new Finding(comparison).CannotTell(WhyNone);
        if (Math.Min(before.Length, after.Length) < ComparisonOptions.FewestSamples)
            return new Finding(comparison).TooFew();
        if (before[0] == before[^1] && after[0] == after[^1] && before[0] == after[0])
            return Equal(comparison, before[0] > 0);
        return before[0] > 0 && after[0] > 0
            ? OfShift(comparison, meaningful, ComparisonScale.Ratio, Before.Scaled(Math.Log), After.Scaled(Math.Log))
            : OfShift(comparison, meaningful * Yardstick(before), ComparisonScale.Difference, Before, After);
    }

    static Finding Equal(Comparison comparison, bool positive) => new(comparison with
    {
        Verdict = ComparisonVerdict.NoMeaningfulChange, PValue = 1, Method = "all values are equal",
        Scale = positive ? ComparisonScale.Ratio : ComparisonScale.Difference,
        Ratio = positive ? 1 : 0, Low = positive ? 1 : 0, High = positive ? 1 : 0,
    }) { ExactlyEqual = true };

    /// <summary>Of what a difference is a fraction, where no ratio can be taken: the median size of a value before.</summary>
    static double Yardstick(double[] before)
    {
        var sizes = Array.ConvertAll(before, Math.Abs);
        return sizes.Median() is > 0 and var median ? median : sizes.Mean();
    }

    Finding OfShift(Comparison comparison, double meaningful, ComparisonScale scale, Series before, Series after)
    {
        var turns = Turns.Of(before, after);
        var (x, y) = (turns?.Before ?? before.Values, turns?.After ?? after.Values);
        var (early, late) = (Drift.Of(before.Values), Drift.Of(after.Values));
        // What rounds have in common is no longer in the aligned values.
        var (first, second) = turns is null ? Dependence.Of(x, y, early, late) : Dependence.Of(x, y, Drift.Of(x), Drift.Of(y));
        // The variance of U is a sum of what both phases bring to it, weighted with the size of the other one.
        var stretch = Math.Sqrt(
            (y.Length * first.Inflation + x.Length * second.Inflation) / (x.Length + y.Length) * (turns?.Inflation ?? 1));
        var shift = Shift.Of(Series.Sorted(x), Series.Sorted(y), stretch);
        var margin = scale == ComparisonScale.Ratio
            ? new Margin(Math.Log(Math.Max(0, 1 - meaningful)), Math.Log(1 + meaningful), HigherIsBetter)
            : new Margin(-meaningful, meaningful, HigherIsBetter);
        var verdict = margin.Judge(shift.Low, shift.High);
        double? Shown(double? value) => scale == ComparisonScale.Ratio && value is { } log ? Math.Exp(log) : value;
        var finding = new Finding(comparison with
        {
            Scale = scale, Margin = meaningful, Ratio = Shown(shift.Estimate), Low = Shown(shift.Low), High = Shown(shift.High),
            PValue = shift.PValue, Verdict = verdict, Method = Words.Method(shift, scale, turns, stretch > 1),
            MoreNeeded = verdict == ComparisonVerdict.CannotTell ? More(shift, margin, x.Length, y.Length) : null,
            Remarks =
            [
                .. Remarks.OfDependence("before", first), .. Remarks.OfDependence("after", second),
                .. Remarks.OfDrift("before", early, scale, Unit, turns is not null),
                .. Remarks.OfDrift("after", late, scale, Unit, turns is not null),
                .. Remarks.OfOutliers("before", before, scale, Unit), .. Remarks.OfOutliers("after", after, scale, Unit),
                .. Remarks.OfTurns(turns),
            ],
        });
        // Phases that were measured in turns it hits alike.
        return turns is null && MayBeDrift(shift, margin, verdict, early, late)
            ? finding.CannotTell("it drifted within a phase, and if that went on, it may be all that differs")
            : finding;
    }

    /// <summary>Whether a drift that went on would make another verdict; where nobody can tell, whether it is what hinders.</summary>
    static bool MayBeDrift(Shift shift, Margin margin, ComparisonVerdict verdict, Drift early, Drift late) =>
        verdict == ComparisonVerdict.CannotTell
            ? Drift.Continued(early, late).Any(by => margin.Judge(by, by) != ComparisonVerdict.NoMeaningfulChange)
            : Drift.Continued(early, late).Append(Drift.ContinuedOfBoth(early, late) ?? 0)
                .Any(by => margin.Judge(shift.Low - by, shift.High - by) != verdict);

    static int? More(Shift shift, Margin margin, int before, int after) =>
        shift is { Low: { } low, High: { } high }
            ? margin.MoreForWidth(shift.Estimate, low, high, before, after)
            : (int)Math.Ceiling((shift.Missing - 1) * Math.Min(before, after)) + 1;

    static double? Quantile(double[] sorted, double fraction) =>
        sorted.Length == 0 ? null : SortedArrayStatistics.QuantileCustom(sorted, fraction, QuantileDefinition.R7);
}
