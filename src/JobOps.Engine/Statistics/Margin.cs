using JobOps.Measurements;

namespace JobOps.Engine.Statistics;

/// <summary>Between what a difference does not matter, on the scale of its interval.</summary>
readonly record struct Margin(double Low, double High, bool HigherIsBetter)
{
    // More than anybody measures: the difference lies on the margin.
    const double Most = 1e6;

    /// <summary>Beyond it: changed; inside it: no meaningful change; else nobody can tell.</summary>
    public ComparisonVerdict Judge(double? low, double? high) => (low, high) switch
    {
        (null, _) or (_, null) => ComparisonVerdict.CannotTell,
        _ when low >= Low && high <= High => ComparisonVerdict.NoMeaningfulChange,
        _ when high < Low => HigherIsBetter ? ComparisonVerdict.Worse : ComparisonVerdict.Better,
        _ when low > High => HigherIsBetter ? ComparisonVerdict.Better : ComparisonVerdict.Worse,
        _ => ComparisonVerdict.CannotTell,
    };

    /// <summary>
    /// About how many more samples a phase would make the interval so narrow that it tells, if the estimate stays where it is: its width
    /// goes with the root of the number. Null for more than anybody measures.
    /// </summary>
    /// <param name="estimate">Where the difference seems to be, on a scale on which an interval is as wide everywhere.</param>
    public int? MoreForWidth(double estimate, double low, double high, int before, int after)
    {
        // By how much either side of the interval is too wide for the room that it has.
        var tooWide =
            estimate < Low ? (high - estimate) / (Low - estimate)
            : estimate > High ? (estimate - low) / (estimate - High)
            : Math.Max((high - estimate) / (High - estimate), (estimate - low) / (estimate - Low));
        var wanted = (1d / before + 1d / after) / (tooWide * tooWide);
        return Fewest(more => 1 / (before + more) + 1 / (after + more) <= wanted);
    }

    /// <summary>The least number that is enough, rounded up to what people would ask for; null where a million is not.</summary>
    public static int? Fewest(Func<double, bool> isEnough)
    {
        if (!isEnough(Most))
            return null;
        var (low, high) = (0d, Most);
        while (high - low > 0.5)
        {
            var middle = (low + high) / 2;
            if (isEnough(middle))
                high = middle;
            else
                low = middle;
        }
        return RoundUp(Math.Max(1, high));
    }

    // One asks for 40 more or for 1,300 more, and not for 37 or 1,284.
    static int RoundUp(double number)
    {
        var step = number switch { <= 10 => 1, <= 100 => 5, _ => Math.Pow(10, Math.Floor(Math.Log10(number)) - 1) };
        return (int)(Math.Ceiling(number / step) * step);
    }
}
