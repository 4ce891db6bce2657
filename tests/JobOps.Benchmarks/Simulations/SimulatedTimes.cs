namespace JobOps.Benchmarks.Simulations;

/// <summary>Times as systems have them, made by a seeded chance, so that what was changed about them is known.</summary>
/// <param name="Name">For people.</param>
/// <param name="IsIndependent">Whether no time says anything of the next one.</param>
/// <param name="Draw">The times of both phases, one after the other, with nothing changed between them.</param>
sealed record SimulatedTimes(string Name, bool IsIndependent, Func<Random, int, double[]> Draw)
{
    const double Typical = 100;

    /// <summary>About 100 ms, with a standard deviation of 15.</summary>
    public static SimulatedTimes Normal { get; } =
        new("normal", true, (random, count) => Each(count, () => Typical + 15 * Gauss(random)));

    /// <summary>A median of 100 ms and a long tail: the standard deviation of the logarithm is 0.3.</summary>
    public static SimulatedTimes LogNormal { get; } =
        new("log-normal", true, (random, count) => Each(count, () => Typical * Math.Exp(0.3 * Gauss(random))));

    /// <summary>Four of five about 100 ms, one of five about 200 ms, as behind a cache.</summary>
    public static SimulatedTimes Bimodal { get; } = new("bimodal", true, (random, count) =>
        Each(count, () => Typical * (random.NextDouble() < 0.2 ? 2 : 1) * Math.Exp(0.1 * Gauss(random))));

    /// <summary>Each logarithm keeps half of what the one before it had (AR 1, 0.5); its standard deviation is 0.15.</summary>
    public static SimulatedTimes Autocorrelated { get; } = new("autocorrelated (AR 1, 0.5)", false, (random, count) =>
    {
        var state = Gauss(random);
        return Each(count, () => Typical * Math.Exp(0.15 * (state = 0.5 * state + Math.Sqrt(0.75) * Gauss(random))));
    });

    /// <summary>Half as long again at the end of both phases as at the begin, whatever was changed.</summary>
    public static SimulatedTimes Drifting { get; } = new("drifting (by 50 %)", false, Drift);

    /// <summary>The same, measured in turns: A B B A.</summary>
    public static SimulatedTimes DriftingInTurns { get; } = new("drifting (by 50 %), in 6 rounds", false, Drift) { Rounds = 6 };

    public static IReadOnlyList<SimulatedTimes> All { get; } =
        [Normal, LogNormal, Bimodal, Autocorrelated, Drifting, DriftingInTurns];

    /// <summary>In how many turns both phases are measured; 0 for one after the other.</summary>
    public int Rounds { get; init; }

    /// <summary>Both phases; those after are multiplied with what was changed.</summary>
    public (double[] Before, double[] After) Phases(Random random, int count, double change)
    {
        var times = Draw(random, 2 * count);
        // Of each round the first half is the one phase and the second half the other one, by turns.
        var half = Rounds == 0 ? count : count / Rounds;
        var isAfter = times.Select((_, index) => index / half % 4 is 1 or 2).ToArray();
        return (
            [.. times.Where((_, index) => !isAfter[index])],
            [.. times.Where((_, index) => isAfter[index]).Select(time => time * change)]);
    }

    static double[] Drift(Random random, int count)
    {
        var made = 0;
        return Each(count, () => Typical * Math.Exp(Math.Log(1.5) * made++ / count + 0.15 * Gauss(random)));
    }

    static double[] Each(int count, Func<double> draw)
    {
        var values = new double[count];
        for (var index = 0; index < count; index++)
            values[index] = draw();
        return values;
    }

    // Box and Muller 1958.
    static double Gauss(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
