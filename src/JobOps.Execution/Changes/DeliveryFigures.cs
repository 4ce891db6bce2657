using JobOps.Changes;
using JobOps.Measurements;
using JobOps.Values;
using JobOps.Wording;

namespace JobOps.Execution;

/// <summary>Computes the five figures of a delivery.</summary>
/// <param name="told">The applied changes that they are about, and how each went.</param>
/// <param name="all">Whatever was applied, by whomever, from shortly before.</param>
/// <param name="query">What was asked.</param>
/// <param name="since">Begin of the time that the ledger knows of.</param>
/// <param name="until">Its end.</param>
sealed class DeliveryFigures(
    IReadOnlyList<Deployment> told, IReadOnlyList<Deployment> all, DeliveryQuery query, DateTimeOffset since, DateTimeOffset until)
{
    const double DaysAWeek = 7;

    readonly IConfidenceIntervals _intervals = ConfidenceIntervals.Instance;

    string Of => query.Owner is { } owner ? $" of {Visible.Line(owner)}" : "";

    public IReadOnlyList<DeliveryMetric> All() => [Frequency(), LeadTime(), FailureRate(), RecoveryTime(), Rework()];

    DeliveryMetric Frequency()
    {
        var days = (until - since).TotalDays;
        var weeks = days / DaysAWeek;
        var metric = new DeliveryMetric
        {
            Metric = "deployment frequency", Unit = DeliveryWords.AWeek, Count = told.Count, Since = since, Until = until, Sentence = "",
            Method = "applied changes by weeks that the ledger knows of; exact Poisson interval",
        };
        var applied = $"{Changes(told.Count)}{Of} {Were(told.Count)} applied in {TimeWords.Took(until - since)}";
        // From less than a week nobody knows what a week is like.
        if (days < DaysAWeek)
            return metric with { Sentence = $"{Capital(applied)}: too few days to say how often; a week is the least." };
        var (low, high) = _intervals.OfCount(told.Count);
        metric = metric with { Value = told.Count / weeks, Low = low / weeks, High = high / weeks };
        return metric with { Sentence = $"{Capital(applied)}: {DeliveryWords.Value(metric)}{Interval(metric)}." };
    }

    DeliveryMetric LeadTime() => Median(
        new()
        {
            Metric = "lead time for changes", Unit = DeliveryWords.Hours, Of = told.Count, Since = since, Until = until, Sentence = "",
            Method = "median from opened to applied; interval of order statistics",
        },
        [.. told.Select(deployment => deployment.AppliedAt - deployment.Change.OpenedAt)],
        (count, time) => count == 1
            ? $"1 change{Of} was applied {time} after it was opened"
            : $"Of {Changes(count)}{Of} half were applied within {time} of being opened",
        $"No change{Of} was applied: too few to say how long one takes.");

    DeliveryMetric FailureRate()
    {
        var known = told.Where(deployment => deployment.Failed is not null).ToList();
        var failed = known.Count(deployment => deployment.Failed == true);
        return Rate(
            new()
            {
                Metric = "change failure rate", Since = since, Until = until, Sentence = "", Count = failed, Of = known.Count,
                Method = "applied changes of which a run failed or was undone, or all was; Wilson interval",
                Remarks = Unknown(told.Count - known.Count),
            },
            $"{failed} of {Applied(known.Count)} failed");
    }

    DeliveryMetric RecoveryTime()
    {
        var failed = told.Where(deployment => deployment.Failed == true).ToList();
        return Median(
            new()
            {
                Metric = "failed deployment recovery time", Unit = DeliveryWords.Hours, Of = failed.Count, Since = since, Until = until,
                Sentence = "", Method = "median from the first failure to when it was undone or succeeded; interval of order statistics",
                Remarks = Unknown(told.Count(deployment => deployment.Failed is null)),
            },
            [.. failed.Where(deployment => deployment.RecoveredAt is not null).Select(Recovery)],
            (count, time) => $"Of {Changes(failed.Count)}{Of} that failed {count} {Were(count)} undone or succeeded after all, "
                + (count == 1 ? $"{time} after the failure" : $"half of them within {time} of the failure"),
            failed.Count == 0
                ? $"No change{Of} is known to have failed: too few to say how long it takes to recover."
                : $"Of {Changes(failed.Count)}{Of} that failed none was undone or succeeded after all: "
                    + "too few to say how long that takes.");
    }

    static TimeSpan Recovery(Deployment deployment) => deployment.RecoveredAt!.Value - deployment.FailedAt!.Value;

    DeliveryMetric Rework()
    {
        var again = told.Count(IsRework);
        return Rate(
            new()
            {
                Metric = "rework rate", Since = since, Until = until, Sentence = "", Count = again, Of = told.Count,
                Method = "applied changes whose scope overlaps that of one applied shortly before; Wilson interval",
            },
            $"{again} of {Applied(told.Count)} altered what another one had altered within {TimeWords.Took(query.ReworkWithin)} before");
    }

    bool IsRework(Deployment deployment) => all.Any(other =>
        other.Change.ChangeId != deployment.Change.ChangeId
        && (other.AppliedAt, other.Change.ChangeId).CompareTo((deployment.AppliedAt, deployment.Change.ChangeId)) < 0
        && deployment.AppliedAt - other.AppliedAt <= query.ReworkWithin
        && ChangeScope.FindOverlap(deployment.Change.Scope, other.Change.Scope) is not null);

    DeliveryMetric Median(DeliveryMetric metric, IReadOnlyList<TimeSpan> times, Func<int, string, string> sentence, string none)
    {
        if (times.Count == 0)
            return metric with { Sentence = none };
        List<double> hours = [.. times.Select(time => time.TotalHours).Order()];
        var interval = _intervals.OfMedian(hours);
        metric = metric with
        {
            Value = Quantile.Of(hours, 0.5), Low = interval?.Low, High = interval?.High, Count = times.Count,
        };
        return metric with
        {
            Sentence = $"{sentence(times.Count, DeliveryWords.Value(metric))}{Interval(metric)}.",
        };
    }

    DeliveryMetric Rate(DeliveryMetric metric, string sentence)
    {
        if (metric is not { Of: > 0 and { } of })
            return metric with
            {
                Sentence = told.Count == 0
                    ? $"No change{Of} was applied: too few to say anything."
                    : $"Of {Applied(told.Count)} nobody knows yet whether {(told.Count == 1 ? "it" : "one")} failed: "
                        + "too few to say anything.",
            };
        var (low, high) = _intervals.OfRate(metric.Count, of);
        metric = metric with { Value = (double)metric.Count / of, Low = low, High = high };
        return metric with { Sentence = $"{sentence}: {DeliveryWords.Value(metric)}{Interval(metric)}." };
    }

    static string Interval(DeliveryMetric metric) =>
        metric.Low is null ? "; too few for an interval" : $", 95 % from {DeliveryWords.Interval(metric)}";

    static IReadOnlyList<string> Unknown(int count) => count == 0
        ? []
        : [$"Of {Changes(count)} more nobody knows: {(count == 1 ? "its" : "their")} runs go on, or were taken out of the ledger."];

    string Applied(int count) => $"{count} applied {(count == 1 ? "change" : "changes")}{Of}";

    static string Changes(int count) => count switch { 0 => "no change", 1 => "1 change", _ => $"{count} changes" };

    static string Were(int count) => count <= 1 ? "was" : "were";

    static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
