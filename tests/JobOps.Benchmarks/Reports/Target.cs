using System.Globalization;

namespace JobOps.Benchmarks.Reports;

/// <summary>What is to be reached, and whether it was.</summary>
/// <param name="What">For people.</param>
/// <param name="Wanted">For people.</param>
/// <param name="Measured">In the unit of <paramref name="Wanted"/>; null where it was not measured.</param>
/// <param name="Met">Null where it was not measured.</param>
sealed record Target(string What, string Wanted, double? Measured, bool? Met)
{
    public static Target AtLeast(string what, double wanted, double? measured, string unit = "") =>
        new(what, Words("at least", wanted, unit), measured, measured is null ? null : measured >= wanted);

    public static Target AtMost(string what, double wanted, double? measured, string unit = "") =>
        new(what, Words("at most", wanted, unit), measured, measured is null ? null : measured <= wanted);

    static string Words(string bound, double wanted, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{bound} {wanted:#,0.##} {unit}").TrimEnd();
}
