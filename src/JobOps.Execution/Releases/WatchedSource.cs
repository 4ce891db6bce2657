using System.Globalization;
using JobOps.Checklists;
using JobOps.Measurements;
using JobOps.Wording;

namespace JobOps.Execution;

/// <summary>What a source allows to say.</summary>
enum WatchVerdict
{
    /// <summary>No more errors than before.</summary>
    Quiet,
    Rise,
    /// <summary>There are errors, and nothing to compare them with; or it could not be followed.</summary>
    CannotTell,
}

/// <summary>One thing that is followed: how many errors before the release, and how many since.</summary>
/// <param name="name">What it is, as a person reads it.</param>
/// <param name="unit">What errors are counted in: minutes, or requests.</param>
abstract class WatchedSource(string name, string unit)
{
    // While it is watched somebody looks again and again, and each look may be wrong by chance; at the end nobody looks any more.
    const double ChanceWhileWatching = 0.001;
    const double ChanceAtEnd = 0.01;

    // One error is none, two may be one that was tried again.
    const int LeastErrors = 3;

    readonly Queue<string> _seen = [];

    public string Name => name;

    protected Lock Lock { get; } = new();

    /// <summary>Errors and exposure before the release; null where nothing is known of that time.</summary>
    protected abstract (long Errors, double Exposure)? Before { get; }

    protected abstract (long Errors, double Exposure) After { get; }

    /// <summary>Why it cannot be followed any more; null where it can.</summary>
    string? Failure { get; set; }

    public bool HasFailed => Failure is not null;

    /// <summary>It cannot be followed any more.</summary>
    public void Fail(string why)
    {
        lock (Lock)
            Failure = why;
    }

    /// <summary>Nothing of it was seen, neither of the time before nor since: that is no quiet.</summary>
    protected virtual bool SawNothing => false;

    /// <summary>Looks at what is there of the time before.</summary>
    public virtual Task BeginAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Follows it until it is cancelled.</summary>
    public abstract Task FollowAsync(CancellationToken cancellation);

    protected void Keep(string line)
    {
        _seen.Enqueue(line);
        if (_seen.Count > ChecklistItemResult.MostLines)
            _seen.Dequeue();
    }

    /// <summary>What can be said by now.</summary>
    public (WatchVerdict Verdict, string Sentence, IReadOnlyList<string> Lines) Look(bool atEnd)
    {
        lock (Lock)
        {
            var (before, after) = (Before, After);
            // What was seen of a source that ended afterwards is a rise all the same: a program that crashes takes its log along.
            var verdict = before is { Exposure: > 0 } known && after.Errors >= LeastErrors && after.Exposure > 0
                    && CountComparer.Instance.ChanceOfSoMany(known.Errors, known.Exposure, after.Errors, after.Exposure)
                        < (atEnd ? ChanceAtEnd : ChanceWhileWatching)
                    ? WatchVerdict.Rise
                : Failure is not null || SawNothing || (after.Errors > 0 && before is not { Exposure: > 0 }) ? WatchVerdict.CannotTell
                : WatchVerdict.Quiet;
            var sentence = SawNothing ? "not a line of it was seen" : $"{Count(after)} since the release, "
                + (before is { Exposure: > 0 } earlier ? $"{Count(earlier)} before it" : "and nothing is known of the time before");
            return (verdict, Failure is null ? sentence : $"{Failure}; {sentence}", [.. _seen]);
        }
    }

    string Count((long Errors, double Exposure) rate)
    {
        var among = unit == Minutes
            ? TimeWords.Took(TimeSpan.FromMinutes(rate.Exposure))
            : string.Create(CultureInfo.InvariantCulture, $"{rate.Exposure:0} {unit}");
        return $"{rate.Errors} {(rate.Errors == 1 ? "error" : "errors")} in {among}";
    }

    protected const string Minutes = "minutes";
}
