namespace JobOps.Engine.Statistics;

/// <summary>
/// The differences of every value of one set from every value of another, in order, hardly any of them made: the range in which the one
/// that is looked for lies is halved until no more differences lie in it than there are values. How many lie below a limit one walk
/// along both sorted sets counts, so the memory is that of the values, whatever the number of pairs.
/// </summary>
/// <param name="from">Ascending; what is subtracted.</param>
/// <param name="values">Ascending; what it is subtracted from.</param>
sealed class PairwiseDifferences(double[] from, double[] values)
{
    /// <summary>How many pairs there are.</summary>
    public long Count { get; } = (long)from.Length * values.Length;

    /// <summary>The middle one, or between the two in the middle.</summary>
    public double Median
    {
        get
        {
            var middle = Smallest((Count + 1) / 2);
            return Count % 2 == 1 || CountUpTo(middle) > Count / 2 ? middle : (middle + LeastAbove(middle)) / 2;
        }
    }

    /// <summary>The one at a place.</summary>
    /// <param name="place">From 1 to <see cref="Count"/>.</param>
    public double Smallest(long place)
    {
        // Above low and up to high.
        var (low, high) = (values[0] - from[^1], values[^1] - from[0]);
        var (below, upTo) = (CountUpTo(low), Count);
        if (below >= place)
            return low;
        while (upTo - below > from.Length + values.Length)
        {
            var middle = low / 2 + high / 2;
            if (middle <= low || middle >= high)
                return high;
            var count = CountUpTo(middle);
            if (count >= place)
                (high, upTo) = (middle, count);
            else
                (low, below) = (middle, count);
        }
        return Between(low, high, (int)(upTo - below))[place - below - 1];
    }

    long CountUpTo(double limit)
    {
        var count = 0L;
        var next = 0;
        foreach (var subtracted in from)
        {
            while (next < values.Length && values[next] - subtracted <= limit)
                next++;
            count += next;
        }
        return count;
    }

    double[] Between(double low, double high, int count)
    {
        var between = new double[count];
        var (made, first) = (0, 0);
        foreach (var subtracted in from)
        {
            while (first < values.Length && values[first] - subtracted <= low)
                first++;
            for (var next = first; next < values.Length && values[next] - subtracted is var difference && difference <= high; next++)
                between[made++] = difference;
        }
        Array.Sort(between);
        return between;
    }

    double LeastAbove(double limit)
    {
        var (least, next) = (double.PositiveInfinity, 0);
        foreach (var subtracted in from)
        {
            while (next < values.Length && values[next] - subtracted <= limit)
                next++;
            if (next < values.Length)
                least = Math.Min(least, values[next] - subtracted);
        }
        return least;
    }
}
