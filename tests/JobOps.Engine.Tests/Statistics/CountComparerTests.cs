using JobOps.Measurements;

namespace JobOps.Engine.Tests.Statistics;

public class CountComparerTests
{
    // By hand: of n counts in two times of the same length, the share of the second is binomial with one half.
    [Theory]
    [InlineData(0, 15, 3, 15, 0.125)]
    [InlineData(0, 15, 10, 15, 0.0009765625)]
    [InlineData(1, 10, 2, 10, 0.5)]
    [InlineData(0, 15, 3, 1, 0.000244140625)]
    [InlineData(7, 10, 0, 10, 1)]
    public void The_chance_is_the_tail_of_a_binomial(long before, double beforeTime, long after, double afterTime, double chance) =>
        Assert.Equal(chance, CountComparer.Instance.ChanceOfSoMany(before, beforeTime, after, afterTime), 1e-9);

    // Somebody who looks each second is wrong more often than one who looks once: the limit is chosen for that.
    [Fact]
    public void A_quarter_of_an_hour_of_looks_raises_few_false_alarms()
    {
        var random = new Random(20261129);
        var alarms = Enumerable.Range(0, 1000).Count(_ => RaisesAlarm(random, perMinute: 1));

        Assert.InRange(alarms, 1, 30);
    }

    [Fact]
    public void Ten_times_as_many_errors_are_found_within_minutes()
    {
        var random = new Random(20261129);
        var found = Enumerable.Range(0, 200).Count(_ => RaisesAlarm(random, perMinute: 1, afterwards: 10, minutes: 4));

        Assert.InRange(found, 190, 200);
    }

    static bool RaisesAlarm(Random random, double perMinute, double? afterwards = null, int minutes = 15)
    {
        long before = 0, after = 0;
        for (var second = 0; second < 15 * 60; second++)
            before += random.NextDouble() < perMinute / 60 ? 1 : 0;
        for (var second = 1; second <= minutes * 60; second++)
        {
            after += random.NextDouble() < (afterwards ?? perMinute) / 60 ? 1 : 0;
            if (after >= 3 && CountComparer.Instance.ChanceOfSoMany(before, 15, after, second / 60d) < 0.001)
                return true;
        }
        return false;
    }
}
