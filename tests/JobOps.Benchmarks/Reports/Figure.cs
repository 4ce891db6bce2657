using JobOps.Benchmarks.Measuring;

namespace JobOps.Benchmarks.Reports;

/// <summary>One line of the table.</summary>
/// <param name="Id">For programs: where it belongs and what it is, as in <c>claim.4x100</c>.</param>
/// <param name="Name">For people; says how many call at once.</param>
/// <param name="Unit">What the values are.</param>
/// <param name="Small">In the ledger with the short past; of a peer, its only value.</param>
/// <param name="Large">In the ledger with the long past; null for a peer.</param>
/// <param name="OfLimit">Of the bare loop that does the same; null where none does.</param>
/// <param name="OfQuartz">Of Quartz.NET; null where it does nothing like it.</param>
/// <param name="Spread">How far the middle half of the rounds lies apart, by the median; null for what is counted.</param>
sealed record Figure(
    string Id, string Name, string Unit, double Small, double? Large = null, Ratio? OfLimit = null, Ratio? OfQuartz = null,
    double? Spread = null);
