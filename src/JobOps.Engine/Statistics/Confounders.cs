using JobOps.Measurements;
using MathNet.Numerics.Statistics;

namespace JobOps.Engine.Statistics;

/// <summary>What else differs between the phases and may explain a difference, as sentences.</summary>
static class Confounders
{
    // Of all processors: less than this is what a machine does by itself.
    const double NoticedLoad = 0.1;
    const int NoticedHours = 3;
    const double NoticedVolume = 1.1;
    const double NoticedCount = 2;

    public static IEnumerable<string> Between(MeasuredPhase before, MeasuredPhase after) =>
    [
        .. Machine(before.Baseline.Conditions, after.Baseline.Conditions),
        .. Time(before.Baseline, after.Baseline),
        .. Way(before.Baseline, after.Baseline),
        .. Amount(before, after),
    ];

    static IEnumerable<string> Machine(MeasuringConditions before, MeasuringConditions after)
    {
        if (!string.Equals(before.Host, after.Host, StringComparison.OrdinalIgnoreCase))
            yield return $"Measured on different hosts: {before.Host} before, {after.Host} after.";
        else if (before.ProcessorCount != after.ProcessorCount)
            yield return $"The host had {before.ProcessorCount} processors before, {after.ProcessorCount} after.";
        if (before.OtherLoad is { } first && after.OtherLoad is { } second && Math.Abs(first - second) > NoticedLoad)
            yield return $"Others used {FigureWords.Percent(first)} of the processors before, {FigureWords.Percent(second)} after"
                + $"{Busiest(first > second ? before : after)}.";
        foreach (var (phase, stepped) in new[] { ("before", before.ClockSteppedMs), ("after", after.ClockSteppedMs) })
            if (stepped is { } milliseconds)
                yield return Words.Text($"The clock was set by {FigureWords.Number(milliseconds)} ms in the phase {phase}.");
    }

    static string Busiest(MeasuringConditions conditions) =>
        conditions.Busiest is [var busiest, ..] ? $", most of it {busiest}" : "";

    static IEnumerable<string> Time(Baseline before, Baseline after)
    {
        var apart = Math.Abs((before.StartedAt.UtcDateTime.TimeOfDay - after.StartedAt.UtcDateTime.TimeOfDay).TotalHours);
        if (Math.Min(apart, 24 - apart) > NoticedHours)
            yield return Words.Text(
                $"Measured at another hour: {before.StartedAt.UtcDateTime:HH:mm} before, {after.StartedAt.UtcDateTime:HH:mm} UTC after.");
    }

    static IEnumerable<string> Way(Baseline before, Baseline after)
    {
        if (before.Concurrency != after.Concurrency)
            yield return $"{before.Concurrency} at a time before, {after.Concurrency} after.";
        if (before.PacePerSecond != after.PacePerSecond)
            yield return $"Another pace: {Pace(before)} before, {Pace(after)} after.";
        foreach (var (phase, baseline) in new[] { ("before", before), ("after", after) })
            if (baseline.EndedEarly is { } why)
                yield return $"The phase {phase} ended early: {why.TrimEnd('.')}.";
    }

    static string Pace(Baseline baseline) =>
        baseline.PacePerSecond is { } pace ? $"{FigureWords.Number(pace)} a second" : "one after the other";

    static IEnumerable<string> Amount(MeasuredPhase before, MeasuredPhase after)
    {
        var (first, second) = (before.Samples.Count, after.Samples.Count);
        if (Math.Max(first, second) >= NoticedCount * Math.Min(first, second))
            yield return Words.Text($"Counts differ: {Words.Samples(first)} before, {second:N0} after.");
        if (MedianBytes(before) is { } less && MedianBytes(after) is { } more && less != more
            && Math.Max(less, more) > NoticedVolume * Math.Min(less, more))
            yield return $"The answers have another size: {FigureWords.FromTo(less, more, "bytes")}, as medians.";
    }

    static double? MedianBytes(MeasuredPhase phase)
    {
        var bytes = phase.Samples.Where(sample => !sample.Failed && sample.Bytes is not null)
            .Select(sample => (double)sample.Bytes!.Value).ToArray();
        return bytes.Length == 0 ? null : bytes.Median();
    }
}
