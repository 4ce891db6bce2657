using System.Management.Automation;
using JobOps.Errors;
using JobOps.Values;

namespace JobOps.Cmdlets;

/// <summary>JobOps' errors as PowerShell shows and sorts them.</summary>
static class ErrorRecords
{
    /// <summary>The record of an error; its exception has the whole <see cref="JobOpsError"/> as <c>Error</c>.</summary>
    /// <param name="cmdlet">Whose error it is; null where none is at hand.</param>
    /// <param name="exception">The error.</param>
    /// <param name="input">What the cmdlet was given; null for what the error itself is about.</param>
    public static ErrorRecord Of(PSCmdlet? cmdlet, JobOpsException exception, object? input = null)
    {
        var error = exception.Error;
        var place = cmdlet is null ? null : ErrorPlace.Take(cmdlet.MyInvocation);
        return new(exception, $"JobOps.{error.Id}", CategoryOf(error.Kind), input ?? error.Target)
        {
            // PowerShell's view puts the recommended action below the message.
            ErrorDetails = new(place is null ? error.ToString() : $"{error}{Environment.NewLine}  At:       {Visible.Line(place)}")
            {
                RecommendedAction = Visible.Line(error.NextCommand.PowerShell),
            },
        };
    }

    /// <summary>True for trouble with the ledger itself, which every further item would meet again.</summary>
    public static bool ConcernsAll(JobOpsError error) =>
        error.Kind == ErrorKind.LedgerUnavailable || error.Id.StartsWith("Ledger", StringComparison.Ordinal);

    /// <summary>PowerShell's name for a kind of error.</summary>
    internal static ErrorCategory CategoryOf(ErrorKind kind) => kind switch
    {
        ErrorKind.Usage or ErrorKind.BadInput => ErrorCategory.InvalidArgument,
        ErrorKind.NotFound => ErrorCategory.ObjectNotFound,
        ErrorKind.Conflict => ErrorCategory.ResourceExists,
        ErrorKind.LedgerUnavailable => ErrorCategory.ConnectionError,
        ErrorKind.Busy => ErrorCategory.ResourceBusy,
        ErrorKind.NotPermitted => ErrorCategory.PermissionDenied,
        ErrorKind.Configuration => ErrorCategory.NotInstalled,
        ErrorKind.TimedOut => ErrorCategory.OperationTimeout,
        ErrorKind.Interrupted => ErrorCategory.OperationStopped,
        _ => ErrorCategory.InvalidResult,
    };
}
