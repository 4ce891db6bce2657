using System.Text;
using JobOps.Values;

namespace JobOps.Errors;

/// <summary>May the command that failed be typed again as it is?</summary>
public enum RetrySafety
{
    /// <summary>Nothing can say: look first.</summary>
    Unknown,
    /// <summary>Yes, now.</summary>
    Safe,
    /// <summary>Yes, once what <see cref="JobOpsError.Expected"/> names is true.</summary>
    SafeAfter,
    /// <summary>No: it would fail again or do harm.</summary>
    NotSafe,
}

/// <summary>What kind of trouble it is: decides PowerShell's error category and, with the retry safety, the exit code.</summary>
public enum ErrorKind
{
    /// <summary>Work that was tried and failed.</summary>
    Failed,
    /// <summary>A check ran and its answer is no.</summary>
    CheckFailed,
    /// <summary>A check ran and cannot tell.</summary>
    CannotTell,
    /// <summary>The command line itself is wrong.</summary>
    Usage,
    /// <summary>A file or a value is wrong.</summary>
    BadInput,
    /// <summary>No such job, run or step.</summary>
    NotFound,
    /// <summary>It contradicts what the ledger already holds.</summary>
    Conflict,
    /// <summary>The ledger cannot be opened, read or written.</summary>
    LedgerUnavailable,
    /// <summary>Another process is at it; try later.</summary>
    Busy,
    /// <summary>A right or an approval is missing.</summary>
    NotPermitted,
    /// <summary>Something that has to be installed or set up is not.</summary>
    Configuration,
    /// <summary>A time limit passed.</summary>
    TimedOut,
    /// <summary>A person or a signal stopped it.</summary>
    Interrupted,
}

/// <summary>The command to type next, in both of JobOps' mouths.</summary>
/// <param name="PowerShell">As a cmdlet line.</param>
/// <param name="Shell">As a <c>jobops</c> line.</param>
public sealed record NextCommand(string PowerShell, string Shell);

/// <summary>An error as an operator needs it at three in the morning.</summary>
/// <param name="Id">Stable name of the cause, without the <c>JobOps.</c> prefix, for example <c>JobNotFound</c>.</param>
/// <param name="Kind">What kind of trouble it is.</param>
/// <param name="What">What failed, as a sentence.</param>
/// <param name="Expected">What was expected instead.</param>
/// <param name="Actual">What was found.</param>
/// <param name="RetrySafety">Whether the same command may be typed again.</param>
/// <param name="NextCommand">The command to type next.</param>
/// <param name="Target">The thing it is about (a name, an id, a path), if there is one.</param>
public sealed record JobOpsError(
    string Id,
    ErrorKind Kind,
    string What,
    string Expected,
    string Actual,
    RetrySafety RetrySafety,
    NextCommand NextCommand,
    string? Target = null)
{
    /// <summary>The exit code of the command that failed; null where no command did.</summary>
    public int? CommandExitCode { get; init; }

    /// <summary>The process exit code that this error ends a runbook or <c>jobops</c> with.</summary>
    public int ExitCode => ExitCodes.Of(Kind, RetrySafety);

    /// <summary>What, Expected, Actual and Retry, a line each, as they may be shown; an Actual of several lines stands below
    /// itself.</summary>
    public override string ToString() => new StringBuilder()
        .AppendLine(Visible.Line(What))
        .Append("  Expected: ").AppendLine(Visible.Text(Expected))
        .Append("  Actual:   ").AppendLine(Visible.Text(Actual).Replace("\n", "\n            ", StringComparison.Ordinal))
        .Append("  Retry:    ").Append(RetryText)
        .ToString();

    /// <summary><see cref="RetrySafety"/> in words.</summary>
    public string RetryText => RetrySafety switch
    {
        RetrySafety.Safe => "safe now",
        RetrySafety.SafeAfter => "safe after the cause is mended",
        RetrySafety.NotSafe => "not safe",
        _ => "unknown: look before you retry",
    };
}

/// <summary>Carries a <see cref="JobOpsError"/>. The only exception that JobOps throws on purpose.</summary>
public sealed class JobOpsException(JobOpsError error, Exception? inner = null) : Exception(error.ToString(), inner)
{
    /// <summary>The error itself.</summary>
    public JobOpsError Error { get; } = error;

    /// <summary>Of many things that were asked for at once, the index of the one that it is about.</summary>
    public int? Item { get; init; }
}
