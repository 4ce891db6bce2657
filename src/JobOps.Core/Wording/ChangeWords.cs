using System.Globalization;
using JobOps.Changes;
using JobOps.Measurements;

namespace JobOps.Wording;

/// <summary>How changes and what was measured of them are said.</summary>
public static class ChangeWords
{
    public static string Status(ChangeStatus status) =>
        status == ChangeStatus.RolledBack ? "rolled back" : status.ToString().ToLowerInvariant();

    /// <summary>With who brought it there, when and why.</summary>
    public static string Standing(Change change) =>
        $"{Status(change.Status)}, {TimeWords.By(change.StatusAt, change.StatusBy, change.StatusReason)}";

    /// <summary>What the system did before, a line each.</summary>
    public static string Behavior(CurrentBehavior behavior) => Lines(
        ("route", behavior.Route), ("input", behavior.ExpectedInput), ("failing command", behavior.FailingCommand),
        ("slow query", behavior.SlowQuery), ("noticed at", behavior.NoticedAt));

    /// <summary><c>before: 100 samples of http://site/ on web1, 2 to warm up</c>.</summary>
    public static string Measured(Baseline baseline) => string.Create(
        CultureInfo.InvariantCulture,
        $"{baseline.Phase.ToString().ToLowerInvariant()}: {baseline.Count} samples of {baseline.Target}"
            + $"{(baseline.Conditions.Host.Length > 0 ? $" on {baseline.Conditions.Host}" : "")}"
            + $"{(baseline.WarmUp > 0 ? $", {baseline.WarmUp} to warm up" : "")}"
            + $"{(baseline.EndedEarly is { } why ? $", ended early: {why}" : "")}");

    /// <summary>A file that was touched, and how.</summary>
    public static string File(TouchedFile file) => file is { Before: null, After: null }
        ? $"{file.Path} ({file.StepName})"
        : StepWords.Change(file.Path, file.Before, file.After);

    public static string Verdict(ComparisonVerdict verdict) => verdict switch
    {
        ComparisonVerdict.Better => "better",
        ComparisonVerdict.Worse => "worse",
        ComparisonVerdict.NoMeaningfulChange => "no meaningful change",
        _ => "cannot tell",
    };

    /// <summary>What was measured before; empty where nothing was.</summary>
    public static string Before(Comparison comparison) =>
        comparison.BeforeCount == 0 ? "" : FigureWords.Value(comparison, comparison.Before);

    /// <summary>The same after.</summary>
    public static string After(Comparison comparison) =>
        comparison.AfterCount == 0 ? "" : FigureWords.Value(comparison, comparison.After);

    /// <summary>By how much it differs: <c>-38 %</c>; empty where nothing can be said.</summary>
    public static string Difference(Comparison comparison) =>
        comparison.Ratio is { } ratio ? FigureWords.SignedChange(comparison, ratio) : "";

    /// <summary>Between what the difference lies: <c>33 % and 43 % lower</c>; empty where nothing can be said.</summary>
    public static string Interval(Comparison comparison) =>
        comparison is { Low: { } low, High: { } high } ? FigureWords.Between(comparison, low, high) : "";

    static string Lines(params (string Name, string? Text)[] lines) => string.Join(
        Environment.NewLine, lines.Where(line => !string.IsNullOrWhiteSpace(line.Text)).Select(line => $"{line.Name}: {line.Text}"));
}
