using JobOps.Changes;
using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Measurements;
using JobOps.Values;

namespace JobOps.Execution;

/// <summary>Compares what was measured of a change before and after it.</summary>
public sealed class ChangeComparer(ILedger ledger)
{
    /// <param name="changeId">The change.</param>
    /// <param name="options">What the comparison is to answer; other changes that alter the same are added to it.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>The last baselines of both phases, and a comparison a metric, the primary first.</returns>
    /// <exception cref="JobOpsException">ChangeNotFound, BaselineMissing, MetricNotMeasured</exception>
    public async Task<ChangeComparison> CompareAsync(
        ChangeId changeId, ComparisonOptions options, CancellationToken cancellation = default)
    {
        var change = await ledger.Changes.RequireAsync(changeId, cancellation);
        var baselines = await ledger.Baselines.GetAsync(changeId, cancellation);
        return await CompareAsync(change, baselines, options, cancellation)
            ?? throw new JobOpsException(Error.BaselineMissing(changeId, $"{FirstMissing(baselines)}"));
    }

    /// <summary>The same, or null where a phase was not measured.</summary>
    public async Task<ChangeComparison?> TryCompareAsync(
        Change change, ComparisonOptions options, CancellationToken cancellation = default) =>
        await CompareAsync(change, await ledger.Baselines.GetAsync(change.ChangeId, cancellation), options, cancellation);

    async Task<ChangeComparison?> CompareAsync(
        Change change, IReadOnlyList<Baseline> baselines, ComparisonOptions options, CancellationToken cancellation)
    {
        if (Last(baselines, Phase.Before) is not { } before || Last(baselines, Phase.After) is not { } after)
            return null;
        var (measuredBefore, measuredAfter) = (await ReadAsync(before, cancellation), await ReadAsync(after, cancellation));
        var asked = options with { Confounders = [.. options.Confounders, .. change.Concurrent.Select(Confounder)] };
        try
        {
            return new(change, measuredBefore, measuredAfter, PhaseComparer.Instance.Compare(measuredBefore, measuredAfter, asked));
        }
        catch (ArgumentException exception)
        {
            throw new JobOpsException(Error.MetricNotMeasured(change.ChangeId, options.Primary ?? "", exception.Message), exception);
        }
    }

    async Task<MeasuredPhase> ReadAsync(Baseline baseline, CancellationToken cancellation) =>
        new(baseline, await ledger.Baselines.GetSamplesAsync(baseline.BaselineId, cancellation));

    static Baseline? Last(IReadOnlyList<Baseline> baselines, Phase phase) => baselines.LastOrDefault(baseline => baseline.Phase == phase);

    static Phase FirstMissing(IReadOnlyList<Baseline> baselines) =>
        Last(baselines, Phase.Before) is null ? Phase.Before : Phase.After;

    static string Confounder(ConcurrentChange other) =>
        $"change {other.ChangeId} was open beside it and alters the same ({other.Reason})";
}

/// <summary>A change with what was measured of it and what that allows to say.</summary>
/// <param name="Change">The change.</param>
/// <param name="Before">What was measured before it.</param>
/// <param name="After">What was measured after it.</param>
/// <param name="Metrics">A comparison a metric, the primary first.</param>
public sealed record ChangeComparison(Change Change, MeasuredPhase Before, MeasuredPhase After, IReadOnlyList<Comparison> Metrics)
{
    /// <summary>What the verdict on the change stands on.</summary>
    public Comparison Primary => Metrics[0];
}
