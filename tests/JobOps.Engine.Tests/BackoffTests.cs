using JobOps.Engine.Sql;

namespace JobOps.Engine.Tests;

/// <summary>Those who met at the same rows do not meet again, and ask less and less often.</summary>
public sealed class BackoffTests
{
    static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(10);

    [Theory]
    [InlineData(1, 5, 15)]
    [InlineData(2, 10, 30)]
    [InlineData(5, 80, 240)]
    public void A_pause_is_twice_as_long_after_each_try_give_or_take_half(int attempt, double least, double most)
    {
        var pauses = Enumerable.Range(0, 100).Select(_ => Backoff.After(s_first, attempt).TotalMilliseconds).ToList();

        Assert.All(pauses, pause => Assert.InRange(pause, least, most));
        Assert.True(pauses.Max() - pauses.Min() > (most - least) / 2, "the pauses are spread over the whole of it");
    }
}
