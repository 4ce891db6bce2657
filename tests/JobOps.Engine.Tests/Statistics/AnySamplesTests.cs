using System.Xml.Linq;
using JobOps.Measurements;

namespace JobOps.Engine.Tests.Statistics;

/// <summary>Whatever was measured is compared and drawn, and says nothing that contradicts itself.</summary>
public class AnySamplesTests
{
    // Values that collide, differ by orders of magnitude, and are 0 or less.
    static readonly double[] s_values = [0, -1, 1, 1, 2, 3, 3, 1e-9, 1e9, 1e300, -1e300, double.Epsilon];

    [Fact]
    public void It_is_compared() => Assert.All(Enumerable.Range(0, 1000), seed =>
    {
        var (before, after) = Measured(seed);
        Assert.All(Compared(before, after), comparison =>
        {
            Assert.DoesNotContain("NaN", comparison.Sentence, StringComparison.Ordinal);
            Assert.EndsWith(".", comparison.Sentence, StringComparison.Ordinal);
            Assert.False(comparison.Low > comparison.Ratio || comparison.Ratio > comparison.High, comparison.Sentence);
            Assert.True(comparison.PValue is null or >= 0 and <= 1, comparison.Sentence);
            Assert.True(
                comparison.Verdict == ComparisonVerdict.CannotTell
                || Math.Min(comparison.BeforeCount, comparison.AfterCount) >= ComparisonOptions.FewestSamples, comparison.Sentence);
        });
    });

    [Fact]
    public void It_is_drawn() => Assert.All(Enumerable.Range(0, 200), seed =>
    {
        var (before, after) = Measured(seed);
        var comparisons = Compared(before, after);
        var writer = new StringWriter();
        ComparisonPage.Instance.Write("any", before, after, comparisons, writer);
        XDocument.Parse(writer.ToString().Replace("<!DOCTYPE html>", "", StringComparison.Ordinal));
        Assert.All(ComparisonPicture.Draw(before, after, comparisons), line => Assert.InRange(line.Length, 0, 80));
    });

    static IReadOnlyList<Comparison> Compared(MeasuredPhase before, MeasuredPhase after) =>
        new JobOps.Engine.Statistics.PhaseComparer().Compare(before, after, new());

    static (MeasuredPhase Before, MeasuredPhase After) Measured(int seed)
    {
        var random = new Random(seed);
        var (kind, positive, rounds) = (random.Next(4), random.Next(3), random.Next(3) == 0);
        MeasuredPhase PhaseOf(Phase phase) => Phases.Of(phase, Enumerable.Range(0, random.Next(1, 25)).Select(index => new Sample
        {
            DueMs = index, Round = rounds ? index / 3 + 1 : null,
            Value = positive > 0 ? 100 * Math.Exp(random.NextDouble()) : s_values[random.Next(s_values.Length)],
            Error = random.Next(5) < kind - 1 ? "timeout" : null,
            Cache = kind % 2 == 0 ? null : (CacheStatus?)random.Next(4),
            DatabaseCalls = random.Next(3) == 0 ? null : random.Next(3),
        }));
        return (PhaseOf(Phase.Before), PhaseOf(Phase.After));
    }
}
