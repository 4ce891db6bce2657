using System.Globalization;
using JobOps.Errors;
using JobOps.Measurements;
using JobOps.Values;

namespace JobOps.Execution;

/// <summary>Numbers that were measured elsewhere.</summary>
public static class MeasuredNumbers
{
    /// <param name="changeId">The change.</param>
    /// <param name="phase">Which side of it.</param>
    /// <param name="numbers">In the order in which they were measured: finite, also 0 and below.</param>
    /// <param name="unit">What they count.</param>
    /// <param name="higherIsBetter">As of requests a second.</param>
    /// <param name="force">More than <see cref="MeasuringPlan.MostSamples"/> are taken.</param>
    /// <param name="time">The clock; null for that of this machine.</param>
    /// <exception cref="JobOpsException">MeasuringPlanInvalid, SampleInvalid</exception>
    public static MeasuredPhase ToPhase(
        ChangeId changeId, Phase phase, IReadOnlyList<double> numbers, string unit, bool higherIsBetter = false, bool force = false,
        TimeProvider? time = null)
    {
        new MeasuringPlan { Count = numbers.Count, Force = force }.Require(inTurns: false);
        var samples = new List<Sample>(numbers.Count);
        foreach (var number in numbers)
        {
            if (!double.IsFinite(number))
                throw new JobOpsException(Error.SampleInvalid(samples.Count, number.ToString(CultureInfo.InvariantCulture)));
            // When they were due nobody knows: their order is what is kept.
            samples.Add(new() { DueMs = samples.Count, Value = number });
        }
        var now = DateTimeOffset.FromUnixTimeMilliseconds((time ?? TimeProvider.System).GetUtcNow().ToUnixTimeMilliseconds());
        return new(
            new()
            {
                ChangeId = changeId, Phase = phase, Source = MeasuredSource.Input,
                Target = unit.Length == 0 ? "numbers" : $"numbers in {unit}",
                Unit = unit, HigherIsBetter = higherIsBetter, Count = samples.Count, StartedAt = now, FinishedAt = now,
                Conditions = new() { Host = Environment.MachineName, ProcessorCount = Environment.ProcessorCount },
            },
            samples);
    }
}
