namespace JobOps.Engine.Statistics;

/// <summary>How two sets lie to each other by rank (Mann and Whitney 1947).</summary>
/// <param name="U">In how many pairs the value after is above the one before; a tie counts half.</param>
/// <param name="Ties">The sum of t³ − t over every value that occurs t times.</param>
/// <param name="Before">How many values before.</param>
/// <param name="After">How many values after.</param>
readonly record struct RankSum(double U, double Ties, int Before, int After)
{
    /// <summary>What U is on average if nothing differs.</summary>
    public double Mean => (double)Before * After / 2;

    /// <summary>The standard deviation of U if nothing differs, corrected for ties (Lehmann 1975, p. 20).</summary>
    public double Deviation
    {
        get
        {
            var all = (double)Before + After;
            return Math.Sqrt(Mean / 6 * (all + 1 - Ties / (all * (all - 1))));
        }
    }

    /// <param name="before">Ascending.</param>
    /// <param name="after">Ascending.</param>
    public static RankSum Of(double[] before, double[] after)
    {
        var (u, ties) = (0d, 0d);
        var (i, j) = (0, 0);
        while (i < before.Length || j < after.Length)
        {
            var value = j == after.Length || (i < before.Length && before[i] <= after[j]) ? before[i] : after[j];
            var (firstI, firstJ) = (i, j);
            while (i < before.Length && before[i] == value)
                i++;
            while (j < after.Length && after[j] == value)
                j++;
            u += (j - firstJ) * (firstI + (i - firstI) / 2d);
            var same = (double)(i - firstI + j - firstJ);
            ties += same * same * same - same;
        }
        return new(u, ties, before.Length, after.Length);
    }
}
