using System.Globalization;
using JobOps.Measurements;

namespace JobOps.Engine.Statistics;

/// <summary>Figures as people read them, the same in every culture.</summary>
static class Words
{
    public static string Text(FormattableString text) => FormattableString.Invariant(text);

    /// <summary>Three digits that count.</summary>
    public static string Number(double value) => value.ToString(
        Math.Abs(value) switch { 0 => "0", >= 1e15 or < 1e-4 => "0.##E0", >= 100 => "#,0", >= 10 => "0.#", >= 1 => "0.##", _ => "0.####" },
        CultureInfo.InvariantCulture);

    public static string Samples(int count) => count == 1 ? "1 sample" : Text($"{count:N0} samples");

    /// <summary>A fraction of 1 in per cent; close to all and to nothing with more digits.</summary>
    public static string Percent(double fraction) => $"{Hundredths(fraction)} %";

    /// <summary><c>412 → 255 ms</c>.</summary>
    public static string FromTo(double before, double after, string unit) => WithUnit($"{Number(before)} → {Number(after)}", unit);

    public static string Range(double low, double high, string unit) =>
        WithUnit(low == high ? Number(low) : $"{Number(low)} to {Number(high)}", unit);

    public static string WithUnit(string number, string unit) => unit.Length == 0 ? number : $"{number} {unit}";

    /// <summary><c>38 % lower</c>, <c>4 ms higher</c>.</summary>
    public static string Change(double change, ComparisonScale scale, string unit) =>
        $"{Size(change, scale, unit)} {Direction(change, scale)}";

    /// <summary><c>33 % and 43 % lower</c>, or <c>5 % lower and 2 % higher</c>.</summary>
    public static string Between(double low, double high, ComparisonScale scale, string unit)
    {
        var (lower, higher) = (IsLower(low, scale), IsLower(high, scale));
        // On one side the smaller change comes first.
        return (lower, higher) switch
        {
            (true, true) => $"{Size(high, scale, unit)} and {Change(low, scale, unit)}",
            (false, false) => $"{Size(low, scale, unit)} and {Change(high, scale, unit)}",
            _ => $"{Change(low, scale, unit)} and {Change(high, scale, unit)}",
        };
    }

    /// <summary>Which test and which interval.</summary>
    public static string Method(Shift shift, ComparisonScale scale, Turns? turns, bool stretched) =>
        (scale == ComparisonScale.Ratio
            ? "Hodges-Lehmann shift of logarithms as a ratio"
            : "Hodges-Lehmann difference (values of 0 or less have no logarithm; the margin is a fraction of the median size before)")
        + (shift.Exact ? ", exact Mann-Whitney" : ", Mann-Whitney by the tie-corrected normal distribution")
        + (turns is null ? "" : Text($", within {turns.Rounds} rounds"))
        + (stretched ? ", widened for what hangs together" : "");

    static bool IsLower(double change, ComparisonScale scale) => scale == ComparisonScale.Ratio ? change < 1 : change < 0;

    static string Direction(double change, ComparisonScale scale) => IsLower(change, scale) ? "lower" : "higher";

    static string Size(double change, ComparisonScale scale, string unit) =>
        scale == ComparisonScale.Ratio ? Percent(Math.Abs(change - 1))
        : unit == Points ? $"{Hundredths(Math.Abs(change))} points"
        : WithUnit(Number(Math.Abs(change)), unit);

    /// <summary>As the unit of a difference: hundredths.</summary>
    public const string Points = "points";

    static string Hundredths(double fraction) => (100 * fraction).ToString(
        (100 * fraction) switch { > 99 and < 100 => "0.##", >= 10 => "#,0", _ => "0.#" }, CultureInfo.InvariantCulture);
}
