using JobOps.Measurements;

namespace JobOps.Core.Tests.Measurements;

public class QuantileTests
{
    [Theory]
    [InlineData(0, 10)]
    [InlineData(0.25, 11)]
    [InlineData(0.5, 12)]
    [InlineData(0.6, 12.4)]
    [InlineData(1, 14)]
    public void A_quantile_lies_between_its_neighbours(double q, double expected) =>
        Assert.Equal(expected, Quantile.Of([14, 10, 13, 11, 12], q), 10);

    [Fact]
    public void Of_nothing_it_is_zero() => Assert.Equal(0, Quantile.Of([], 0.5));
}
