namespace JobOps.Errors;

/// <summary>
/// Every cause of failure, once: its id, its words, its retry safety and the command to type next. One file for each
/// domain word.
/// </summary>
public static partial class Error
{
    /// <summary>What was not foreseen: the message of an exception that is not ours.</summary>
    public static JobOpsError Unexpected(string what, Exception exception) => new(
        nameof(Unexpected), ErrorKind.Failed, what, "no error", $"{exception.GetType().Name}: {exception.Message}",
        RetrySafety.Unknown, Next.ListRuns);
}
