using JobOps.Measurements;
using JobOps.Values;

namespace JobOps.Engine.Pictures;

/// <summary>The values of one phase that are drawn.</summary>
/// <param name="Name"><c>before</c> or <c>after</c>.</param>
/// <param name="Values">Each with its place in time; not more of them than a page bears.</param>
/// <param name="Failed">The same of samples that failed.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Samples">How many places there are, with those that are not drawn.</param>
sealed record Points(string Name, (double Place, double Value)[] Values, (double Place, double Value)[] Failed, int Count, int Samples)
{
    /// <summary>More than this are a heap, and a page that no browser scrolls.</summary>
    public const int Most = 1000;

    public bool AllDrawn => Count == Values.Length;

    /// <param name="name"><c>before</c> or <c>after</c>.</param>
    /// <param name="phase">With its samples.</param>
    /// <param name="metric">Which of their values.</param>
    public static Points Of(string name, MeasuredPhase phase, string metric)
    {
        var places = phase.Samples.Index().ToList();
        var values = places.Select(pair => (Place: (double)pair.Index, Value: MeasuredMetric.ValueOf(pair.Item, metric)))
            .Where(pair => pair.Value is not null).Select(pair => (pair.Place, pair.Value!.Value)).ToList();
        var failed = places.Where(pair => pair.Item.Failed).Select(pair => ((double)pair.Index, pair.Item.Value)).ToList();
        return new(name, Thinned(values), Thinned(failed), values.Count, places.Count);
    }

    // Every so-and-so-many, and the least and the greatest, which are what somebody looks for.
    static (double, double)[] Thinned(List<(double Place, double Value)> all)
    {
        if (all.Count <= Most)
            return [.. all];
        var step = (double)all.Count / (Most - 2);
        var kept = Enumerable.Range(0, Most - 2).Select(index => all[(int)(index * step)])
            .Append(all.MinBy(pair => pair.Value)).Append(all.MaxBy(pair => pair.Value));
        return [.. kept.Distinct().OrderBy(pair => pair.Place)];
    }
}
