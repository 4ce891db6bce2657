using System.Globalization;

namespace JobOps.Measurements;

/// <summary>Measured figures as people read them, the same in every culture.</summary>
public static class FigureWords
{
    /// <summary>As the unit of a difference of rates: hundredths.</summary>
    public const string Points = "points";

    /// <summary>Three digits that count.</summary>
    public static string Number(double value) => value.ToString(
        Math.Abs(value) switch { 0 => "0", >= 1e15 or < 1e-4 => "0.##E0", >= 100 => "#,0", >= 10 => "0.#", >= 1 => "0.##", _ => "0.####" },
        CultureInfo.InvariantCulture);

    /// <summary>A fraction of 1 in per cent; close to all and to nothing with more digits.</summary>
    public static string Percent(double fraction) => $"{Hundredths(fraction)} %";

    /// <summary><c>12 ms</c>.</summary>
    public static string WithUnit(string number, string unit) => unit.Length == 0 ? number : $"{number} {unit}";

    /// <summary><c>412 → 255 ms</c>.</summary>
    public static string FromTo(double before, double after, string unit) => WithUnit($"{Number(before)} → {Number(after)}", unit);

    /// <summary>One value of a metric: <c>412 ms</c>, or a rate as <c>2 %</c>.</summary>
    public static string Value(Comparison comparison, double value) =>
        comparison.IsRate ? Percent(value) : WithUnit(Number(value), comparison.Unit);

    /// <summary>How far a ratio or a difference is from no change: <c>38 % lower</c>, <c>4 ms higher</c>, <c>3 points higher</c>.</summary>
    public static string Change(double change, ComparisonScale scale, string unit) =>
        $"{Size(change, scale, unit)} {(IsLower(change, scale) ? "lower" : "higher")}";

    /// <summary>The same of a metric.</summary>
    public static string Change(Comparison comparison, double change) => Change(change, comparison.Scale, UnitOfChange(comparison));

    /// <summary>The same with a sign: <c>-38 %</c>, <c>+3 points</c>.</summary>
    public static string SignedChange(Comparison comparison, double change) =>
        (IsNone(change, comparison.Scale) ? "" : IsLower(change, comparison.Scale) ? "-" : "+")
        + Size(change, comparison.Scale, UnitOfChange(comparison));

    /// <summary>The margin: <c>10 %</c>, <c>10 points</c>, <c>4 items</c>.</summary>
    public static string Margin(Comparison comparison) => comparison.Scale == ComparisonScale.Ratio
        ? Percent(comparison.Margin)
        : Size(comparison.Margin, comparison.Scale, UnitOfChange(comparison));

    /// <summary>Whether a ratio or a difference is no change at all.</summary>
    public static bool IsNone(double change, ComparisonScale scale) => scale == ComparisonScale.Ratio ? change == 1 : change == 0;

    /// <summary>An interval: <c>33 % and 43 % lower</c>, <c>3 and 7 points lower</c>, or <c>5 % lower and 2 % higher</c>.</summary>
    public static string Between(Comparison comparison, double low, double high)
    {
        var (scale, unit) = (comparison.Scale, UnitOfChange(comparison));
        // On one side the smaller change comes first.
        return (IsLower(low, scale), IsLower(high, scale)) switch
        {
            (true, true) => $"{Bare(high)} and {Change(low, scale, unit)}",
            (false, false) => $"{Bare(low)} and {Change(high, scale, unit)}",
            _ => $"{Change(low, scale, unit)} and {Change(high, scale, unit)}",
        };

        string Bare(double change) => scale == ComparisonScale.Ratio ? Size(change, scale, unit)
            : comparison.IsRate ? Hundredths(Math.Abs(change)) : Number(Math.Abs(change));
    }

    static string UnitOfChange(Comparison comparison) => comparison.IsRate ? Points : comparison.Unit;

    static bool IsLower(double change, ComparisonScale scale) => scale == ComparisonScale.Ratio ? change < 1 : change < 0;

    static string Size(double change, ComparisonScale scale, string unit) =>
        scale == ComparisonScale.Ratio ? Percent(Math.Abs(change - 1))
        : unit == Points ? $"{Hundredths(Math.Abs(change))} points"
        : WithUnit(Number(Math.Abs(change)), unit);

    static string Hundredths(double fraction) => (100 * fraction).ToString(
        (100 * fraction) switch { > 99 and < 100 => "0.##", >= 10 => "#,0", _ => "0.#" }, CultureInfo.InvariantCulture);
}
