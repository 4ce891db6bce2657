using JobOps.Measurements;

namespace JobOps.Engine.Statistics;

/// <summary>What sentences and remarks have in common.</summary>
static class Words
{
    public static string Text(FormattableString text) => FormattableString.Invariant(text);

    public static string Samples(int count) => count == 1 ? "1 sample" : Text($"{count:N0} samples");

    /// <summary>Which test and which interval.</summary>
    public static string Method(Shift shift, ComparisonScale scale, Turns? turns, bool stretched) =>
        (scale == ComparisonScale.Ratio
            ? "Hodges-Lehmann shift of logarithms as a ratio"
            : "Hodges-Lehmann difference (values of 0 or less have no logarithm; the margin is a fraction of the median size before)")
        + (shift.Exact ? ", exact Mann-Whitney" : ", Mann-Whitney by the tie-corrected normal distribution")
        + (turns is null ? "" : Text($", within {turns.Rounds} rounds"))
        + (stretched ? ", widened for what hangs together" : "");
}
