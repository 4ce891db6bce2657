using System.Globalization;
using JobOps.Benchmarks.Measuring;

namespace JobOps.Benchmarks.Reports;

/// <summary>Values as people read them.</summary>
static class Words
{
    public const string Busy = "busy machine: no figure to quote";

    /// <summary>Three digits that count.</summary>
    public static string Number(double? value) => value switch
    {
        null => "",
        >= 100 => value.Value.ToString("N0", CultureInfo.InvariantCulture),
        >= 10 => value.Value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("0.00", CultureInfo.InvariantCulture),
    };

    /// <summary>The median, and in brackets the least and the most of all pairs.</summary>
    public static string Times(Ratio? ratio) =>
        ratio is null ? "" : $"{Number(ratio.Median)} x ({Number(ratio.Least)} to {Number(ratio.Most)})";

    public static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    public static string Percent(double? fraction) => fraction?.ToString("P0", CultureInfo.InvariantCulture) ?? "";
}
