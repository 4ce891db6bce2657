namespace JobOps.Engine.Statistics;

/// <summary>
/// What several tests leave of each one's p-value (Holm 1979): the least counts as often as there are tests, the next once less, and
/// none less than the one before it.
/// </summary>
static class Holm
{
    public static double[] Adjust(IReadOnlyList<double> values)
    {
        var adjusted = new double[values.Count];
        var greatest = 0d;
        foreach (var (place, (index, value)) in values.Index().OrderBy(pair => pair.Item).Index())
        {
            greatest = Math.Max(greatest, Math.Min(1, (values.Count - place) * value));
            adjusted[index] = greatest;
        }
        return adjusted;
    }
}
