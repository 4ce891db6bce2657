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

    /// <summary>A value with three digits that count, and its unit; a rate in percent.</summary>
    public static string Value(Comparison comparison, double value) => IsRate(comparison)
        ? string.Create(CultureInfo.InvariantCulture, $"{value * 100:0.#} %")
        : string.Create(CultureInfo.InvariantCulture, $"{value:G4} {comparison.Unit}").TrimEnd();

    /// <summary>After by before as percents: <c>−38 % (−43 to −33 %)</c>; empty where nothing can be said.</summary>
    public static string Difference(Comparison comparison)
    {
        if (comparison is not { Ratio: { } ratio, Low: { } low, High: { } high })
            return "";
        return comparison.Scale == ComparisonScale.Ratio
            ? string.Create(CultureInfo.InvariantCulture, $"{Percent(ratio - 1)} % ({Percent(low - 1)} to {Percent(high - 1)} %)")
            : IsRate(comparison)
                ? string.Create(CultureInfo.InvariantCulture, $"{Percent(ratio)} points ({Percent(low)} to {Percent(high)})")
                : $"{Signed(ratio)} {comparison.Unit} ({Signed(low)} to {Signed(high)})";
    }

    static bool IsRate(Comparison comparison) => comparison.Scale == ComparisonScale.Difference && comparison.Unit.Length == 0;

    static string Signed(double number) => number.ToString("+0.###;−0.###;0", CultureInfo.InvariantCulture);

    static string Percent(double fraction) => (fraction * 100).ToString("+0.#;−0.#;0", CultureInfo.InvariantCulture);

    static string Lines(params (string Name, string? Text)[] lines) => string.Join(
        Environment.NewLine, lines.Where(line => !string.IsNullOrWhiteSpace(line.Text)).Select(line => $"{line.Name}: {line.Text}"));
}
