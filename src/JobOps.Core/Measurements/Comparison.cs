using System.Text.Json.Serialization;
using JobOps.Errors;

namespace JobOps.Measurements;

/// <summary>What measurements before and after allow to say. Nothing more may be claimed.</summary>
public enum ComparisonVerdict
{
    CannotTell,
    /// <summary>The whole interval lies within the margin.</summary>
    NoMeaningfulChange,
    /// <summary>The whole interval lies beyond the margin, on the good side.</summary>
    Better,
    /// <summary>The same on the bad side.</summary>
    Worse,
}

/// <summary>Between what an interval lies.</summary>
public enum ComparisonScale
{
    /// <summary>After divided by before.</summary>
    Ratio,
    /// <summary>After minus before: of rates from 0 to 1, and of values of which some are not above 0.</summary>
    Difference,
}

/// <summary>A metric before and after a change.</summary>
public sealed record Comparison
{
    /// <summary>What was measured, for example <c>response time</c>.</summary>
    public required string Metric { get; init; }
    /// <summary>For example <c>ms</c>; empty for a rate.</summary>
    public string Unit { get; init; } = "";
    /// <summary>Whether it is a share of the samples, from 0 to 1.</summary>
    public bool IsRate { get; init; }
    /// <summary>The one metric that the verdict on the change stands on.</summary>
    public bool Primary { get; init; }
    /// <summary>Median before; of a rate, the rate from 0 to 1. Means nothing where <see cref="BeforeCount"/> is 0.</summary>
    public double Before { get; init; }
    /// <summary>The same after.</summary>
    public double After { get; init; }
    /// <summary>What 95 of 100 stayed under; null for a rate.</summary>
    public double? BeforeP95 { get; init; }
    public double? AfterP95 { get; init; }
    /// <summary>How many samples it is made of: of a time, those that did not fail.</summary>
    public int BeforeCount { get; init; }
    public int AfterCount { get; init; }
    /// <summary>What <see cref="Low"/> and <see cref="High"/> are.</summary>
    public ComparisonScale Scale { get; init; }
    /// <summary>After by before as the samples show it, or the difference (<see cref="Scale"/>); null where nothing can be said.</summary>
    public double? Ratio { get; init; }
    /// <summary>The lower end of its 95 % interval.</summary>
    public double? Low { get; init; }
    /// <summary>The upper end.</summary>
    public double? High { get; init; }
    /// <summary>The margin on the same scale: 1 − it to 1 + it of a ratio, and as far to either side of no difference.</summary>
    public double Margin { get; init; }
    /// <summary>How likely so great a difference would be without a change, after Holm's correction for several metrics.</summary>
    public double? PValue { get; init; }
    public required ComparisonVerdict Verdict { get; init; }
    /// <summary>Which test and which interval, for who wants to check it.</summary>
    public string Method { get; init; } = "";
    /// <summary>About how many more samples a phase would allow to tell; null where that is not what is missing.</summary>
    public int? MoreNeeded { get; init; }
    /// <summary>What makes it doubtful or worth a look: drift, samples that hang together, other hosts, outliers, as sentences.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
    /// <summary>One sentence for a tired person.</summary>
    public required string Sentence { get; init; }

    /// <summary>The process exit code that stands for the verdict: a script stops where it is worse, or nobody can tell.</summary>
    [JsonIgnore]
    public int ExitCode => Verdict switch
    {
        ComparisonVerdict.Worse => ExitCodes.CheckFailed,
        ComparisonVerdict.CannotTell => ExitCodes.CannotTell,
        _ => ExitCodes.Ok,
    };

    /// <summary>The sentence.</summary>
    public override string ToString() => Sentence;
}

/// <summary>What a comparison is to answer.</summary>
public sealed record ComparisonOptions
{
    /// <summary>With fewer samples than this in a phase nobody can tell: no interval of 95 % would mean anything.</summary>
    public const int FewestSamples = 5;

    /// <summary>What a difference has to exceed to matter, as a fraction: 0.1 for 10 %; of rates, in the same points of 1.</summary>
    public double Meaningful { get; init; } = 0.1;
    /// <summary>The metric that the verdict stands on; null for the measured value itself. Upper and lower case are the same.</summary>
    public string? Primary { get; init; }
    /// <summary>What else may explain a difference and makes every verdict "cannot tell", as sentences.</summary>
    public IReadOnlyList<string> Confounders { get; init; } = [];
}

/// <summary>Compares two phases.</summary>
public interface IPhaseComparer
{
    /// <summary>One comparison a metric, the primary first; at least one.</summary>
    /// <param name="before">At least one sample that is a finite number.</param>
    /// <param name="after">The same, of the same unit.</param>
    /// <param name="options">What it is to answer.</param>
    /// <exception cref="ArgumentException">The primary metric is none of both phases, or the margin is no number that is not below 0; the
    /// message says which metrics there are.</exception>
    IReadOnlyList<Comparison> Compare(MeasuredPhase before, MeasuredPhase after, ComparisonOptions options);
}
