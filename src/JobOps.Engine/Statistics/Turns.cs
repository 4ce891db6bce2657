namespace JobOps.Engine.Statistics;

/// <summary>
/// Values of two phases that were measured in turns, each less what its round has in common: the middle between the round's two medians.
/// What changed from round to round then hits both alike, and what is left between the phases is their difference within rounds
/// (the aligned ranks of Hodges and Lehmann 1962).
/// </summary>
/// <param name="Before">In the order of time.</param>
/// <param name="After">In the order of time.</param>
/// <param name="Rounds">How many rounds.</param>
/// <param name="LeftOut">Values of rounds that have only one of the phases.</param>
sealed record Turns(double[] Before, double[] After, int Rounds, int LeftOut)
{
    /// <summary>By how much the variance is greater than the aligned values show: each round's middle was taken from them.</summary>
    public double Inflation => (double)(Before.Length + After.Length) / Math.Max(1, Before.Length + After.Length - Rounds);

    /// <summary>Null where not every value has a round, or only one round has both.</summary>
    public static Turns? Of(Series before, Series after)
    {
        if (before.Rounds is null || after.Rounds is null)
            return null;
        var (first, second) = (Medians(before), Medians(after));
        var middles = first.Where(round => second.ContainsKey(round.Key))
            .ToDictionary(round => round.Key, round => (round.Value + second[round.Key]) / 2);
        if (middles.Count < 2)
            return null;
        var (aligned, other) = (Align(before, middles), Align(after, middles));
        return new(aligned, other, middles.Count, before.Values.Length + after.Values.Length - aligned.Length - other.Length);
    }

    static Dictionary<int, double> Medians(Series series) => series.Values.Zip(series.Rounds!)
        .GroupBy(pair => pair.Second, pair => pair.First)
        .ToDictionary(round => round.Key, round => MathNet.Numerics.Statistics.Statistics.Median(round));

    static double[] Align(Series series, Dictionary<int, double> middles) =>
    [
        .. from pair in series.Values.Zip(series.Rounds!)
           where middles.ContainsKey(pair.Second)
           select pair.First - middles[pair.Second],
    ];
}
