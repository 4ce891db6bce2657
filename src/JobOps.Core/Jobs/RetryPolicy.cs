using System.Globalization;
using JobOps.Errors;

namespace JobOps.Jobs;

/// <summary>How a run that failed is tried again by itself.</summary>
public sealed record RetryPolicy
{
    /// <summary>Most attempts that a policy may name.</summary>
    public const int MostAttempts = 100;

    /// <summary>Attempts in all, the first one included: 2 to 100.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>Before the second attempt; it doubles before each further one.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>It does not grow beyond.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Failures after which there is no further try: ids of errors (<c>HttpCheckFailed</c>) and exit codes of
    /// commands (<c>exit 3</c>).</summary>
    public IReadOnlyList<string> Except { get; init; } = [];

    /// <summary>A policy out of what a definition says; null for the usual.</summary>
    public static RetryPolicy Of(int? attempts, TimeSpan? delay, TimeSpan? maxDelay = null)
    {
        var usual = new RetryPolicy();
        var first = delay ?? usual.Delay;
        return new()
        {
            Attempts = attempts ?? usual.Attempts,
            Delay = first,
            // A first pause that is longer than the usual greatest one says what the greatest one is.
            MaxDelay = maxDelay ?? (first > usual.MaxDelay ? first : usual.MaxDelay),
        };
    }

    /// <summary>Whether and when to try again.</summary>
    /// <param name="error">Why the attempt failed.</param>
    /// <param name="retries">Tries after a failure so far.</param>
    /// <param name="random">From 0 to 1: spreads runs that failed together over half of the pause up to all of it.</param>
    /// <returns>The pause before the next attempt; null where there is none.</returns>
    public TimeSpan? Next(JobOpsError error, int retries, double random)
    {
        if (retries + 1 >= Attempts || !CanHelp(error) || Except.Any(word => Names(word, error)))
            return null;
        var pause = Math.Min(MaxDelay.TotalMilliseconds, Delay.TotalMilliseconds * Math.Pow(2, retries));
        return TimeSpan.FromMilliseconds(pause * (0.5 + random / 2));
    }

    /// <summary>A word of <see cref="Except"/> is an id of the catalogue or <c>exit</c> with a number.</summary>
    public static bool IsExceptWord(string word) =>
        ExitCode(word) is not null || typeof(Error).GetMethod(word) is { ReturnType: var type } && type == typeof(JobOpsError);

    // The same again ends the same where the request itself is wrong, and may do harm where it is not known what happened.
    static bool CanHelp(JobOpsError error) =>
        error.RetrySafety is RetrySafety.Safe or RetrySafety.SafeAfter
        && error.Kind is not (ErrorKind.BadInput or ErrorKind.NotFound or ErrorKind.Conflict or ErrorKind.NotPermitted
            or ErrorKind.Usage or ErrorKind.Interrupted);

    static bool Names(string word, JobOpsError error) =>
        word == error.Id || ExitCode(word) is { } code && error.CommandExitCode == code;

    static int? ExitCode(string word) =>
        word.StartsWith("exit ", StringComparison.Ordinal) && int.TryParse(word.AsSpan(5), CultureInfo.InvariantCulture, out var code)
            ? code : null;
}
