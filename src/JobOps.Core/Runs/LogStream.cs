using JobOps.Errors;

namespace JobOps.Runs;

/// <summary>Where a line of a log came from.</summary>
public enum LogStream
{
    Output,
    Error,
    Warning,
    Verbose,
    Debug,
    Information,
    /// <summary>Said by JobOps itself.</summary>
    JobOps,
}
