using JobOps.Errors;
using static System.FormattableString;

namespace JobOps.Execution;

/// <summary>How often something is measured, how fast, and for how long at most.</summary>
public sealed record MeasuringPlan
{
    /// <summary>Samples where neither a count nor a duration is asked for: what shows a difference of a fifth, mostly.</summary>
    public const int UsualCount = 30;

    /// <summary>Starts a second at most, unless forced: also of what would go on at once.</summary>
    public const double MostPerSecond = 100;

    /// <summary>Samples at most, unless forced.</summary>
    public const int MostSamples = 10_000;

    /// <summary>At a time at most, unless forced.</summary>
    public const int MostAtOnce = 10;

    /// <summary>Samples at most in any case: they are held in memory.</summary>
    public const int MostSamplesForced = 1_000_000;

    /// <summary>At a time at most in any case.</summary>
    public const int MostAtOnceForced = 1000;

    /// <summary>The whole takes no longer, unless forced; then a day.</summary>
    public static TimeSpan LongestWhole { get; } = TimeSpan.FromHours(1);

    static readonly TimeSpan s_longestForced = TimeSpan.FromDays(1);

    /// <summary>How many samples of each target; null where <see cref="Duration"/> says when it is over.</summary>
    public int? Count { get; init; }

    /// <summary>For how long samples are begun.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>How many are made first and dropped.</summary>
    public int WarmUp { get; init; } = 3;

    /// <summary>How many are begun a second; null for one after the other.</summary>
    public double? PacePerSecond { get; init; }

    /// <summary>How many at a time.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>A sample that takes longer is ended, and a failure.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Counts database calls; null where nobody does, or the answers say it.</summary>
    public IDatabaseCallCounter? DatabaseCalls { get; init; }

    /// <summary>Beyond what cannot hurt; and a target that fails from the begin is measured, too.</summary>
    public bool Force { get; init; }

    internal int LargestCount => Force ? MostSamplesForced : MostSamples;

    internal TimeSpan Longest => Force ? s_longestForced : LongestWhole;

    /// <summary>Refuses what could hurt, or makes no sense.</summary>
    /// <param name="inTurns">Two targets are measured in turns.</param>
    /// <exception cref="JobOpsException">MeasuringPlanInvalid</exception>
    public void Require(bool inTurns)
    {
        var (mostAtOnce, unless) = Force ? (MostAtOnceForced, "") : (MostAtOnce, "; more with -Force, or --force");
        RequireWhole("the count", Count ?? UsualCount, 1, LargestCount, unless);
        RequireWhole("the number to warm up", WarmUp, 0, LargestCount, unless);
        RequireWhole("the number at a time", Concurrency, 1, mostAtOnce, unless);
        if (PacePerSecond is { } pace && !(pace > 0 && double.IsFinite(pace) && (Force || pace <= MostPerSecond)))
            throw Invalid(
                "the pace", Force ? "more than 0 a second" : Invariant($"more than 0 and at most {MostPerSecond} a second{unless}"),
                Invariant($"{pace}"));
        if (Count is not null && Duration is not null)
            throw Invalid("a count together with a duration", "one of them", "both");
        RequireTime("the duration", Duration ?? LongestWhole, Longest);
        RequireTime("the time limit", TimeLimit, Longest);
        if (PacePerSecond is { } paced && Duration is { } duration && paced * duration.TotalSeconds > LargestCount)
            throw Invalid(
                "the pace for so long", Invariant($"at most {LargestCount} samples{unless}"),
                Invariant($"{paced * duration.TotalSeconds:0}"));
        if (Concurrency > 1 && inTurns)
            throw Invalid("several at a time", "one at a time, where two targets are measured in turns", Invariant($"{Concurrency}"));
        if (Concurrency > 1 && DatabaseCalls is not null)
            throw Invalid(
                "several at a time", "one at a time, where a counter or a log counts database calls: nobody could tell whose they are",
                Invariant($"{Concurrency}"));
    }

    static void RequireWhole(string what, int value, int least, int most, string unless)
    {
        if (value < least || value > most)
            throw Invalid(what, Invariant($"{least} to {most}{unless}"), Invariant($"{value}"));
    }

    static void RequireTime(string what, TimeSpan value, TimeSpan longest)
    {
        if (value <= TimeSpan.Zero || value > longest)
            throw Invalid(what, Invariant($"more than nothing and at most {longest:c}"), Invariant($"{value:c}"));
    }

    static JobOpsException Invalid(string what, string expected, string actual) => new(Error.MeasuringPlanInvalid(what, expected, actual));
}
