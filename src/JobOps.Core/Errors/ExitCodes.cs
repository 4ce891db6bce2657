namespace JobOps.Errors;

/// <summary>Process exit codes of runbooks and of <c>jobops</c>; the numbers above 63 are those of sysexits.h.</summary>
public static class ExitCodes
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int CheckFailed = 2;
    public const int CannotTell = 3;
    public const int Usage = 64;
    public const int BadInput = 65;
    public const int LedgerUnavailable = 69;
    public const int Busy = 75;
    public const int NotPermitted = 77;
    public const int Configuration = 78;
    // As of timeout(1); then 128 and the number of the signal: SIGHUP is 1, SIGINT 2, SIGQUIT 3, SIGTERM 15.
    public const int TimedOut = 124;
    public const int HungUp = 129;
    public const int Interrupted = 130;
    public const int Quit = 131;
    public const int Terminated = 143;

    /// <summary>The exit code for an error.</summary>
    /// <remarks>
    /// A scheduler that sees 69, 75 or 130 tries again. An error for which that is not safe never ends with one of them,
    /// whatever kind it is of: it is a failure, or nobody can tell.
    /// </remarks>
    public static int Of(ErrorKind kind, RetrySafety safety)
    {
        var code = Of(kind);
        return code is not (LedgerUnavailable or Busy or Interrupted) ? code : safety switch
        {
            RetrySafety.Safe or RetrySafety.SafeAfter => code,
            RetrySafety.Unknown => CannotTell,
            _ => Failed,
        };
    }

    static int Of(ErrorKind kind) => kind switch
    {
        ErrorKind.CheckFailed => CheckFailed,
        ErrorKind.CannotTell => CannotTell,
        ErrorKind.Usage => Usage,
        ErrorKind.BadInput or ErrorKind.NotFound or ErrorKind.Conflict => BadInput,
        ErrorKind.LedgerUnavailable => LedgerUnavailable,
        ErrorKind.Busy => Busy,
        ErrorKind.NotPermitted => NotPermitted,
        ErrorKind.Configuration => Configuration,
        ErrorKind.TimedOut => TimedOut,
        ErrorKind.Interrupted => Interrupted,
        _ => Failed,
    };
}
