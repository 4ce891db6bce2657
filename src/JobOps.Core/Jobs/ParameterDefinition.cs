using System.Text.Json.Serialization;

namespace JobOps.Jobs;

/// <summary>Type of a job's parameter.</summary>
public enum ParameterType
{
    String,
    /// <summary>64-bit signed.</summary>
    Integer,
    /// <summary>64-bit floating point.</summary>
    Number,
    Boolean,
    /// <summary>A path; made absolute against the job's working directory.</summary>
    Path,
}

/// <summary>A parameter of a job with its checks.</summary>
public sealed record ParameterDefinition
{
    /// <summary>A letter, then letters, digits or <c>_</c>; compared without regard to case.</summary>
    public required string Name { get; init; }

    public ParameterType Type { get; init; }

    public bool Required { get; init; }

    /// <summary>Used when the parameter is not given: a string, long, double or bool that fits <see cref="Type"/>.</summary>
    public object? Default { get; init; }

    /// <summary>Regular expression (.NET) that the whole value has to match.</summary>
    public string? Pattern { get; init; }

    /// <summary>The only values that are allowed.</summary>
    public IReadOnlyList<object>? Allowed { get; init; }

    public decimal? Minimum { get; init; }

    public decimal? Maximum { get; init; }

    /// <summary>Never stored, never logged, never on a command line: it reaches a process by environment only.</summary>
    public bool Secret { get; init; }

    public string? Description { get; init; }

    /// <summary>Of a parameter of a runbook: what the script gets. Its value is a text, whatever it is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ParameterShape Shape { get; init; }
}
