using JobOps.Values;

namespace JobOps.Measurements;

/// <summary>Draws a comparison as a page for a browser.</summary>
public interface IComparisonPage
{
    /// <summary>
    /// Writes one HTML file that needs nothing beside it: the primary's sentence, a table, both phases in the order of time and as strips,
    /// the intervals beside the margin, and what the phases were measured under.
    /// </summary>
    /// <param name="title">For people; any text.</param>
    /// <param name="before">With its samples.</param>
    /// <param name="after">With its samples.</param>
    /// <param name="comparisons">What <see cref="IPhaseComparer"/> made of both; the primary first, at least one.</param>
    /// <param name="writer">Where it is written to; stays open.</param>
    void Write(string title, MeasuredPhase before, MeasuredPhase after, IReadOnlyList<Comparison> comparisons, TextWriter writer);
}

/// <summary>The engine's <see cref="IComparisonPage"/>, which needs a package that draws.</summary>
public static class ComparisonPage
{
    static readonly Lazy<IComparisonPage> s_instance =
        new(() => EnginePart.Create<IComparisonPage>("JobOps.Engine.Pictures.ComparisonPage"));

    /// <summary>The engine's; loaded at the first use, never before.</summary>
    public static IComparisonPage Instance => s_instance.Value;
}
