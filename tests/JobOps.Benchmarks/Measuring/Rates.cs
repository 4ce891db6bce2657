namespace JobOps.Benchmarks.Measuring;

/// <summary>Operations per second, one value for each round.</summary>
sealed class Rates
{
    readonly List<double> _rounds = [];

    public double Median => Quantile.Of(_rounds, 0.5);

    /// <summary>How far the middle half of the rounds lies apart, as a fraction of the median.</summary>
    public double Spread => (Quantile.Of(_rounds, 0.75) - Quantile.Of(_rounds, 0.25)) / Median;

    public void Add(double rate) => _rounds.Add(rate);

    /// <summary>The median of what each round says: a round that was slow was slow for both.</summary>
    public double Over(Rates other) => Quantile.Of([.. _rounds.Zip(other._rounds, (mine, theirs) => mine / theirs)], 0.5);
}
