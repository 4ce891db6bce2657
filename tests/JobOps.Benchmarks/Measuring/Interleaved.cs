using System.Diagnostics;

namespace JobOps.Benchmarks.Measuring;

/// <summary>Every way in turn, round by round, so that a machine that slows down slows all of them.</summary>
static class Interleaved
{
    /// <param name="ways">What to measure.</param>
    /// <param name="rounds">Besides the first one, which warms up.</param>
    /// <param name="settle">Brings the databases to rest before each way, so that none pays for the one before it.</param>
    /// <returns>The rates, in the order of the ways.</returns>
    public static async Task<IReadOnlyList<Rates>> MeasureAsync(IReadOnlyList<Way> ways, int rounds, Func<Task> settle)
    {
        var rates = ways.Select(_ => new Rates()).ToList();
        for (var round = 0; round <= rounds; round++)
        {
            // There and back: what always comes after the same neighbour would inherit its caches.
            var order = Enumerable.Range(0, ways.Count);
            foreach (var index in round % 2 == 0 ? order : order.Reverse())
            {
                var rate = await RateAsync(ways[index], settle);
                if (round > 0)
                    rates[index].Add(rate);
            }
        }
        return rates;
    }

    static async Task<double> RateAsync(Way way, Func<Task> settle)
    {
        if (way.Prepare is { } prepare)
            await prepare();
        await settle();
        GC.Collect();
        var clock = Stopwatch.StartNew();
        await way.Work();
        return way.Operations / clock.Elapsed.TotalSeconds;
    }
}
