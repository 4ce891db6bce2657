using JobOps.Measurements;
using JobOps.Values;

namespace JobOps.Engine.Statistics;

/// <summary>
/// Compares what two phases have in common, metric by metric; then what one metric says of another one (the mix of cache hits, errors),
/// what the caller and the conditions say, and the correction for several tests.
/// </summary>
sealed class PhaseComparer : IPhaseComparer
{
    public IReadOnlyList<Comparison> Compare(MeasuredPhase before, MeasuredPhase after, ComparisonOptions options)
    {
        if (!(options.Meaningful >= 0 && double.IsFinite(options.Meaningful)))
            throw new ArgumentException(Words.Text($"A margin is a finite number and not below 0: {options.Meaningful}."), nameof(options));
        var metrics = PhaseMetrics.Of(before, after).ToList();
        var primary = PlaceOfPrimary(metrics, options);
        var findings = metrics.ConvertAll(metric => metric.Compare(options.Meaningful));
        findings[0] = Weighed(findings, before, after, options.Meaningful);
        findings[primary] = findings[primary].Remarking(Confounders.Between(before, after));
        if (options.Confounders is [var first, ..])
            findings = findings.ConvertAll(finding => finding.CannotTell(AsClause(first)).Remarking(options.Confounders));
        return Corrected(findings, primary);
    }

    static int PlaceOfPrimary(List<Metric> metrics, ComparisonOptions options)
    {
        if (options.Primary is not { } name)
            return 0;
        var place = metrics.FindIndex(metric => string.Equals(metric.Name, name, StringComparison.OrdinalIgnoreCase));
        return place >= 0
            ? place
            : throw new ArgumentException(
                $"There is no metric \"{name}\" in both phases; there are: {string.Join(", ", metrics.Select(metric => metric.Name))}.",
                nameof(options));
    }

    /// <summary>The finding on the value, as far as the other metrics leave it standing.</summary>
    static Finding Weighed(List<Finding> findings, MeasuredPhase before, MeasuredPhase after, double meaningful)
    {
        var value = findings[0];
        Finding? Named(string name) => findings.Skip(1).FirstOrDefault(finding => finding.Comparison.Metric == name);
        var weighed = CacheMix.Weigh(
            value, [.. findings.Skip(1).Where(finding => IsApart(finding, value))], Named(MeasuredMetric.CacheHitRate), before, after,
            meaningful);
        // Those that failed are not in the times: what no longer answers is not faster.
        return Named(MeasuredMetric.ErrorRate) is { Verdict: ComparisonVerdict.Worse } errors
            && weighed.Verdict == ComparisonVerdict.Better
            ? weighed.CannotTell(
                $"errors went from {FigureWords.Percent(errors.Comparison.Before)} to {FigureWords.Percent(errors.Comparison.After)}, "
                + "and what failed is not in the times")
            : weighed;
    }

    static bool IsApart(Finding finding, Finding value) =>
        finding.Comparison.Metric is var metric
        && (metric == MeasuredMetric.NameOfHits(value.Comparison.Metric) || metric == MeasuredMetric.NameOfMisses(value.Comparison.Metric));

    // A sentence as the end of another one.
    static string AsClause(string sentence) => sentence.TrimEnd().TrimEnd('.');

    static List<Comparison> Corrected(List<Finding> findings, int primary)
    {
        var tested = findings.Index().Where(pair => pair.Item.Comparison.PValue is not null).ToList();
        var adjusted = tested
            .Zip(Holm.Adjust(tested.ConvertAll(pair => pair.Item.Comparison.PValue!.Value)), (pair, p) => (pair.Index, p))
            .ToDictionary(pair => pair.Index, pair => pair.p);
        var finished = findings.Index().Select(pair => pair.Item.Comparison with
        {
            // Hosts, programs, kinds of errors came from outside.
            Primary = pair.Index == primary, Sentence = Visible.Line(Sentences.Of(pair.Item)),
            Remarks = [.. pair.Item.Comparison.Remarks.Select(remark => Visible.Line(remark))],
            PValue = adjusted.TryGetValue(pair.Index, out var p) ? p : null,
        });
        return [.. finished.OrderByDescending(comparison => comparison.Primary)];
    }
}
