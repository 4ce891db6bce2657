using JobOps.Measurements;

namespace JobOps.Engine.Statistics;

/// <summary>Something that both phases have, to be compared.</summary>
abstract record Metric(string Name)
{
    /// <summary>What it allows to say, for itself.</summary>
    public abstract Finding Compare(double meaningful);
}

/// <summary>What a metric allows to say; the sentence is made when all that bears on the verdict is known.</summary>
/// <param name="Comparison">With everything but its sentence.</param>
sealed record Finding(Comparison Comparison)
{
    /// <summary>Whether every value of both phases is the same.</summary>
    public bool ExactlyEqual { get; init; }
    /// <summary>What belongs into the sentence beside the figures, as a clause.</summary>
    public string? Clause { get; init; }
    /// <summary>Why nobody can tell, as a clause; null where more samples would do.</summary>
    public string? Reason { get; init; }

    public ComparisonVerdict Verdict => Comparison.Verdict;

    /// <summary>The same, of which for a reason nobody can tell.</summary>
    public Finding CannotTell(string reason) => this with
    {
        Reason = reason,
        Comparison = Comparison with { Verdict = ComparisonVerdict.CannotTell, MoreNeeded = null },
    };

    /// <summary>The same, of which nobody can tell because a phase has too few samples.</summary>
    public Finding TooFew()
    {
        var fewest = Math.Min(Comparison.BeforeCount, Comparison.AfterCount);
        var finding = CannotTell(
            $"{Words.Samples(fewest)} {(fewest == 1 ? "is" : "are")} too few, it takes at least {ComparisonOptions.FewestSamples} a phase");
        return finding with { Comparison = finding.Comparison with { MoreNeeded = ComparisonOptions.FewestSamples - fewest } };
    }

    /// <summary>The same with further remarks.</summary>
    public Finding Remarking(IEnumerable<string> remarks) =>
        this with { Comparison = Comparison with { Remarks = [.. Comparison.Remarks, .. remarks] } };
}
