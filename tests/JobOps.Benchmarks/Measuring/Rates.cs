namespace JobOps.Benchmarks.Measuring;

/// <summary>Operations per second, one value for each round.</summary>
sealed class Rates
{
    readonly List<double> _rounds = [];

    public double Median => Quantile.Of(_rounds, 0.5);

    /// <summary>How far the middle half of the rounds lies apart, as a fraction of the median.</summary>
    public double Spread => (Quantile.Of(_rounds, 0.75) - Quantile.Of(_rounds, 0.25)) / Median;

    public void Add(double rate) => _rounds.Add(rate);

    public void Add(Rates others) => _rounds.AddRange(others._rounds);

    /// <summary>What each round says: one that was slow was slow for both.</summary>
    public Ratio Over(Rates other) => Ratio.Of([.. _rounds.Zip(other._rounds, (mine, theirs) => mine / theirs)]);
}
