using JobOps.Changes;
using JobOps.Measurements;
using JobOps.Wording;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JobOps.Agent.Rendering;

/// <summary>Changes and comparisons as a person reads them.</summary>
static class ChangeViews
{
    public static IRenderable Table(IReadOnlyList<Change> changes)
    {
        if (changes.Count == 0)
            return Tables.Nothing("No changes.");
        var table = Tables.Of("=Change", "State", "Title", "Owner", ">Runs", "Since");
        foreach (var change in changes)
            table.Row(
                change.ChangeId, State(change.Status), change.Title, change.Owner, change.RunIds.Count, TimeWords.At(change.StatusAt));
        return table;
    }

    public static IRenderable One(Change change) => new Rows(
        Tables.Words($"Change {change.ChangeId}: {change.Title}"),
        Tables.Details(
            ("Status", ChangeWords.Standing(change)),
            ("Owner", change.Owner),
            ("Scope", string.Join(", ", change.Scope)),
            ("Now", ChangeWords.Behavior(change.CurrentBehavior)),
            ("Expected", change.ExpectedResult),
            ("Rollback", change.RollbackNote),
            ("Beside", Lines(change.Concurrent.Select(other => $"{other.ChangeId}: {other.Reason}"))),
            ("Measured", Lines(change.Baselines.Select(ChangeWords.Measured))),
            ("Verdict", change.Metrics.Count > 0 ? change.Metrics[0].Sentence : "not measured before and after"),
            ("By hand", Lines(change.Commands)),
            ("Runs", string.Join(", ", change.RunIds)),
            ("Note", change.Note is { } note ? $"{note.Reason} ({TimeWords.By(note.WrittenAt, note.WrittenBy)})" : null),
            ("Opened", TimeWords.By(change.OpenedAt, change.OpenedBy))),
        Text.Empty);

    public static IRenderable Comparisons(IReadOnlyList<Comparison> metrics)
    {
        var table = Tables.Of("Metric", ">Before", ">After", ">Difference", "=Verdict");
        foreach (var metric in metrics)
            table.Row(
                metric.Metric, ChangeWords.Before(metric), ChangeWords.After(metric), ChangeWords.Difference(metric),
                Verdict(metric.Verdict));
        var remarks = metrics[0].Remarks.Select(remark => Tables.Words($"- {remark}"));
        return new Rows([Tables.Words(metrics[0].Sentence), Text.Empty, table, .. remarks]);
    }

    public static IRenderable Delivery(IReadOnlyList<DeliveryMetric> metrics)
    {
        var table = Tables.Of("=Metric", ">Value", ">95 % from", ">Count");
        foreach (var metric in metrics)
            table.Row(metric.Metric, DeliveryWords.Value(metric), DeliveryWords.Interval(metric), DeliveryWords.Count(metric));
        var remarks = metrics.SelectMany(metric => metric.Remarks).Distinct().Select(remark => Tables.Words($"- {remark}"));
        return new Rows([Tables.Words($"Applied {DeliveryWords.Time(metrics[0])}"), Text.Empty, table, .. remarks]);
    }

    static Text State(ChangeStatus status) => Tables.Words(ChangeWords.Status(status), Styles.Of(Standings.Of(status)));

    static Text Verdict(ComparisonVerdict verdict) => Tables.Words(ChangeWords.Verdict(verdict), Styles.Of(Standings.Of(verdict)));

    static string Lines(IEnumerable<string> lines) => string.Join(Environment.NewLine, lines);
}
