using JobOps.Errors;
using JobOps.Runs;

namespace JobOps.Execution;

/// <summary>What a PowerShell host says to its worker: that it waits for work, a line of output, or how the work ended.</summary>
public sealed record HostReport
{
    public required HostNews News { get; init; }
    /// <summary>Of a line: its stream.</summary>
    public LogStream Stream { get; init; }
    /// <summary>Of a line: its text. Of an end: why the block says that it could not undo; null where it could.</summary>
    public string? Text { get; init; }
    /// <summary>Of an end: why the run did not succeed; null where it did.</summary>
    public JobOpsError? Error { get; init; }
    /// <summary>Of an end of words: the exit code with which pwsh would have ended.</summary>
    public int ExitCode { get; init; }
    /// <summary>Of an end: why this host is not to be used again; null where it may be.</summary>
    public string? Worn { get; init; }
}

/// <summary>The kinds of reports of a PowerShell host.</summary>
public enum HostNews
{
    Ready,
    Line,
    Ended,
}
