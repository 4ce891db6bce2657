using JobOps.Errors;
using JobOps.Measurements;

namespace JobOps.Execution.Tests.Measuring;

/// <summary>Numbers that were measured elsewhere.</summary>
public sealed class MeasuredNumbersTests
{
    [Fact]
    public void Zero_and_below_are_numbers_like_others_and_keep_their_order()
    {
        var (baseline, samples) = MeasuredNumbers.ToPhase(new(1), Phase.After, [3, 0, -2.5], "points", higherIsBetter: true);

        Assert.Equal([3, 0, -2.5], samples.Select(sample => sample.Value));
        Assert.Equal(
            (MeasuredSource.Input, "points", true, 3, "numbers in points"),
            (baseline.Source, baseline.Unit, baseline.HigherIsBetter, baseline.Count, baseline.Target));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void What_is_not_finite_is_refused_with_its_place(double value)
    {
        var error = Assert.Throws<JobOpsException>(() => MeasuredNumbers.ToPhase(new(1), Phase.Before, [1, 2, value, 4], "ms")).Error;

        Assert.Equal(nameof(Error.SampleInvalid), error.Id);
        Assert.Contains("number 2, counted from 0", error.What);
    }

    [Fact]
    public void One_is_taken_and_none_is_not()
    {
        Assert.Single(MeasuredNumbers.ToPhase(new(1), Phase.Before, [1], "ms").Samples);
        Assert.Throws<JobOpsException>(() => MeasuredNumbers.ToPhase(new(1), Phase.Before, [], "ms"));
    }

    [Fact]
    public void A_million_is_the_most_and_a_text_of_each_chunk_is_small()
    {
        var numbers = new double[MeasuringPlan.MostSamplesForced];

        var samples = MeasuredNumbers.ToPhase(new(1), Phase.Before, numbers, "ms", force: true).Samples;

        Assert.Equal(numbers.Length, samples.Count);
        Assert.InRange(samples.Chunk(SampleCodec.ChunkSize).Sum(chunk => SampleCodec.Write(chunk).Length), 1, 1_000_000);
        Assert.Throws<JobOpsException>(
            () => MeasuredNumbers.ToPhase(new(1), Phase.Before, new double[numbers.Length + 1], "ms", force: true));
        Assert.Throws<JobOpsException>(() => MeasuredNumbers.ToPhase(new(1), Phase.Before, numbers, "ms"));
    }
}
