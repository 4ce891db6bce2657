namespace JobOps.Measurements;

/// <summary>Two rates as bars from 0 to 100 %.</summary>
static class RateBars
{
    const int LabelWidth = 8;

    public static IEnumerable<string> Draw(Comparison comparison, PictureSigns signs, int width)
    {
        string[] rates = [Rate(comparison.Before, comparison.BeforeCount), Rate(comparison.After, comparison.AfterCount)];
        var columns = width - LabelWidth - 1 - rates.Max(rate => rate.Length);
        yield return "";
        yield return $"{"before",-LabelWidth}{Bar(comparison.Before)} {rates[0]}";
        yield return $"{"after",-LabelWidth}{Bar(comparison.After)} {rates[1]}";

        // What there is is seen, and what is missing to all, too.
        string Bar(double rate)
        {
            var full = rate is 0 or 1 ? (int)(rate * columns) : Math.Clamp((int)Math.Round(rate * columns), 1, columns - 1);
            return new string(signs.Full, full) + new string(signs.Empty, columns - full);
        }

        static string Rate(double rate, int count) => FormattableString.Invariant($"{FigureWords.Percent(rate)} of {count:N0}");
    }
}
