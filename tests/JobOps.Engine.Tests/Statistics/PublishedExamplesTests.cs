using JobOps.Engine.Statistics;

namespace JobOps.Engine.Tests.Statistics;

/// <summary>Worked examples and tables that were published, each with its place.</summary>
public class PublishedExamplesTests
{
    /// <summary>Mann and Whitney (1947), as tabled by Siegel (1956), table K, p. 274: U that is significant at 0.05, two-sided.</summary>
    [Theory]
    [InlineData(4, 4, 0)]
    [InlineData(5, 5, 2)]
    [InlineData(8, 10, 17)]
    [InlineData(10, 10, 23)]
    [InlineData(12, 9, 26)]
    [InlineData(15, 15, 64)]
    [InlineData(20, 20, 127)]
    public void The_exact_distribution_has_the_critical_values_of_the_tables(int first, int second, int critical) =>
        Assert.Equal(critical + 1, new RankSumDistribution(first, second).PlaceOfTail(Shift.Tail));

    /// <summary>What every order of two sets gives, counted: the definition itself.</summary>
    [Theory]
    [InlineData(3, 4)]
    [InlineData(5, 2)]
    [InlineData(6, 6)]
    public void The_exact_distribution_is_that_of_all_orders(int first, int second)
    {
        var all = Enumerable.Range(0, 1 << (first + second)).Where(set => int.PopCount(set) == second).ToList();
        var counts = all.CountBy(set => Enumerable.Range(0, first + second).Where(place => (set >> place & 1) == 1)
            .Sum(place => Enumerable.Range(0, place).Count(lower => (set >> lower & 1) == 0))).ToDictionary();

        var distribution = new RankSumDistribution(first, second);
        for (var u = 0; u <= first * second / 2; u++)
            Assert.Equal(
                Math.Min(1, 2 * counts.Where(count => count.Key <= u).Sum(count => count.Value) / (double)all.Count),
                distribution.TwoSided(u), 12);
    }

    /// <summary>Hollander and Wolfe (1999), examples 4.1, 4.3 and 4.4, pp. 110, 126 and 133: water through the chorioamnion. W of R's
    /// wilcox.test, which has the same example, is 35 and its one-sided p 0.1272.</summary>
    [Fact]
    public void Hodges_Lehmann_of_Hollander_and_Wolfe()
    {
        var term = Series.Sorted([0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]);
        var early = Series.Sorted([1.15, 0.88, 0.90, 0.74, 1.21]);

        var shift = Shift.Of(term, early);

        Assert.Equal(15, RankSum.Of(term, early).U);
        Assert.True(shift.Exact);
        Assert.Equal(-0.305, shift.Estimate, 10);
        Assert.Equal(-0.76, shift.Low!.Value, 10);
        Assert.Equal(0.15, shift.High!.Value, 10);
        Assert.Equal(2 * 0.1272, shift.PValue, 3e-4);
    }

    /// <summary>Siegel (1956), pp. 121 to 126: oral socialization anxiety of 16 and 23 societies, with ties: U = 64, z = 3.45.</summary>
    [Fact]
    public void The_correction_for_ties_of_Siegel()
    {
        double[] absent = [13, 12, 12, 10, 10, 10, 10, 9, 8, 8, 7, 7, 7, 7, 7, 6];
        double[] present = [17, 16, 15, 15, 15, 14, 14, 14, 13, 13, 13, 12, 12, 12, 12, 11, 11, 10, 10, 10, 8, 8, 6];

        var ranks = RankSum.Of(Series.Sorted(absent), Series.Sorted(present));

        Assert.Equal(16 * 23 - 64, ranks.U);
        Assert.Equal(3.45, (ranks.U - ranks.Mean) / ranks.Deviation, 0.005);
        Assert.Equal(3.43, (ranks.U - ranks.Mean) / (ranks with { Ties = 0 }).Deviation, 0.005);
    }

    /// <summary>Newcombe (1998), Interval estimation for the difference between independent proportions, Statistics in Medicine 17,
    /// table II, method 10.</summary>
    [Theory]
    [InlineData(56, 70, 48, 80, 0.0524, 0.3339)]
    [InlineData(9, 10, 3, 10, 0.1705, 0.8090)]
    [InlineData(6, 7, 2, 7, 0.0582, 0.8062)]
    [InlineData(5, 56, 0, 29, -0.0381, 0.1926)]
    [InlineData(0, 10, 0, 20, -0.1611, 0.2775)]
    [InlineData(0, 10, 0, 10, -0.2775, 0.2775)]
    [InlineData(10, 10, 0, 20, 0.6791, 1)]
    [InlineData(10, 10, 0, 10, 0.6075, 1)]
    public void Newcombe_of_two_rates(int hits, int count, int otherHits, int otherCount, double low, double high)
    {
        var interval = new Rate(hits, count).IntervalLess(new(otherHits, otherCount));

        Assert.Equal(low, interval.Low, 5e-5);
        Assert.Equal(high, interval.High, 5e-5);
    }

    /// <summary>Garwood (1936), Fiducial limits for the Poisson distribution, Biometrika 28, as tabled by Pearson and Hartley (1970),
    /// table 40: 95 % limits of the mean for a count.</summary>
    [Theory]
    [InlineData(0, 0, 3.69)]
    [InlineData(1, 0.0253, 5.57)]
    [InlineData(2, 0.242, 7.22)]
    [InlineData(5, 1.62, 11.67)]
    [InlineData(10, 4.80, 18.39)]
    [InlineData(20, 12.22, 30.89)]
    [InlineData(50, 37.11, 65.92)]
    public void Garwood_of_a_count(int count, double low, double high)
    {
        var interval = new ConfidenceIntervals().OfCount(count);

        Assert.Equal(low, interval.Low, 5e-3);
        Assert.Equal(high, interval.High, 5e-3);
    }

    /// <summary>Which of the ordered values are the 95 % limits of a median: Campbell and Gardner (1988), British Medical Journal 296,
    /// 1454; Altman and others (2000), Statistics with Confidence, chapter 5.</summary>
    [Theory]
    [InlineData(5, 0)]
    [InlineData(6, 1)]
    [InlineData(8, 1)]
    [InlineData(9, 2)]
    [InlineData(10, 2)]
    [InlineData(15, 4)]
    [InlineData(20, 6)]
    [InlineData(30, 10)]
    [InlineData(50, 18)]
    public void Ranks_of_the_limits_of_a_median(int count, int rank)
    {
        var interval = new ConfidenceIntervals().OfMedian([.. Enumerable.Range(1, count).Select(value => (double)value).Reverse()]);

        Assert.Equal(rank == 0 ? null : (rank, count + 1 - rank), interval);
    }

    /// <summary>Newcombe (1998), Two-sided confidence intervals for the single proportion, Statistics in Medicine 17, table I,
    /// method 3.</summary>
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void Wilson_of_one_rate(int hits, int count, double low, double high)
    {
        var interval = new Rate(hits, count).Interval();

        Assert.Equal(low, interval.Low, 5e-5);
        Assert.Equal(high, interval.High, 5e-5);
    }

    /// <summary>Fisher (1935), The Design of Experiments, chapter II: the lady who tastes tea, one of four wrong.</summary>
    [Fact]
    public void The_lady_who_tastes_tea() => Assert.Equal(34 / 70d, FisherExact.PValue(3, 4, 1, 4), 10);

    /// <summary>Fisher (1935b), The Logic of Inductive Inference, p. 48: convicted twins of criminals, 10 of 13 and 2 of 17. Two-sided
    /// as R's fisher.test has it.</summary>
    [Fact]
    public void Twins_of_criminals() => Assert.Equal(0.0005367, FisherExact.PValue(10, 13, 2, 17), 5e-8);

    /// <summary>Holm (1979), A simple sequentially rejective multiple test procedure, as p.adjust of R gives it.</summary>
    [Fact]
    public void Holm_of_four() =>
        Assert.Equal([0.03, 0.06, 0.06, 0.02], Holm.Adjust([0.01, 0.04, 0.03, 0.005]), new Close());

    sealed class Close : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) < 1e-12;
        public int GetHashCode(double obj) => 0;
    }
}
