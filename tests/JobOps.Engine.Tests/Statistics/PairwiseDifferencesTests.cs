using FsCheck;
using FsCheck.Fluent;
using JobOps.Engine.Statistics;

namespace JobOps.Engine.Tests.Statistics;

/// <summary>Every difference is found at its place, and a million values a side take no memory for their pairs.</summary>
public class PairwiseDifferencesTests
{
    [Fact]
    public void Each_place_has_the_difference_that_sorting_them_all_gives() =>
        Prop.ForAll<NonEmptyArray<NormalFloat>, NonEmptyArray<NormalFloat>>((first, second) =>
        {
            var (from, values) = (Sorted(first), Sorted(second));
            var all = (from value in values from subtracted in @from select value - subtracted).Order().ToArray();
            var differences = new PairwiseDifferences(from, values);
            return all.Index().All(pair => differences.Smallest(pair.Index + 1) == pair.Item)
                && differences.Median == (all[(all.Length - 1) / 2] + all[all.Length / 2]) / 2;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_shift_of_values_that_were_shifted_is_shifted() =>
        Prop.ForAll<NonEmptyArray<int>, NonEmptyArray<int>, int>((first, second, by) =>
        {
            double[] before = [.. first.Get.Select(value => (double)value)];
            double[] after = [.. second.Get.Select(value => (double)value)];
            var moved = Shift.Of(Series.Sorted(before), Series.Sorted(Array.ConvertAll(after, value => value + by)));
            return moved.Estimate == Shift.Of(Series.Sorted(before), Series.Sorted(after)).Estimate + by
                && !(moved.Low > moved.Estimate) && !(moved.High < moved.Estimate);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void To_swap_the_phases_turns_the_shift() =>
        Prop.ForAll<NonEmptyArray<int>, NonEmptyArray<int>>((first, second) =>
        {
            var before = Series.Sorted([.. first.Get.Select(value => (double)value)]);
            var after = Series.Sorted([.. second.Get.Select(value => (double)value)]);
            var (there, back) = (Shift.Of(before, after), Shift.Of(after, before));
            return there.Estimate == -back.Estimate && there.Low == -back.High && there.High == -back.Low
                && Math.Abs(there.PValue - back.PValue) < 1e-9;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_exact_and_the_normal_distribution_agree_where_both_can_be_had()
    {
        var random = new Random(1);
        var before = Series.Sorted([.. Enumerable.Range(0, 40).Select(_ => random.NextDouble())]);
        var after = Series.Sorted([.. Enumerable.Range(0, 45).Select(_ => random.NextDouble() + 0.1)]);

        var (exact, normal) = (Shift.Of(before, after), Shift.Of(before, after, stretch: 1 + 1e-12));

        Assert.True(exact.Exact);
        Assert.False(normal.Exact);
        Assert.Equal(exact.PValue, normal.PValue, 0.005);
        Assert.Equal(exact.Low!.Value, normal.Low!.Value, 0.01);
        Assert.Equal(exact.High!.Value, normal.High!.Value, 0.01);
    }

    static double[] Sorted(NonEmptyArray<NormalFloat> values) => Series.Sorted([.. values.Get.Select(value => value.Get)]);
}
