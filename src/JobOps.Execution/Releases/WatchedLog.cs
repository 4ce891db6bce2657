using System.Text.RegularExpressions;

namespace JobOps.Execution;

/// <summary>Lines of a log: those of the time before the release, and those since.</summary>
/// <param name="name">What it is.</param>
/// <param name="pattern">A line that tells of an error.</param>
/// <param name="window">When the release was, and how long before it counts.</param>
/// <param name="mask">Takes secrets out of what is kept.</param>
abstract class WatchedLog(string name, Regex pattern, WatchWindow window, SecretMask mask) : WatchedSource(name, Minutes)
{
    // A clock that goes ahead a little is believed.
    static readonly TimeSpan s_mostAhead = TimeSpan.FromMinutes(5);

    long _lines;
    long _before;
    long _after;
    bool _timed;
    DateTimeOffset? _first;
    DateTimeOffset? _last;

    protected WatchWindow Window => window;

    protected override (long Errors, double Exposure)? Before =>
        // A log that begins later than the time before tells of a part of it only.
        _timed && _first is { } first && first < window.Release
            ? (_before, (window.Release - (first > window.From ? first : window.From)).TotalMinutes)
            : null;

    // What has no time is counted from when somebody looked.
    protected override (long Errors, double Exposure) After =>
        (_after, (window.Now - (_timed ? window.Release : window.Began)).TotalMinutes);

    protected override bool SawNothing => _lines == 0;

    /// <summary>Takes a line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="isNew">It was written since it is watched.</param>
    protected void Take(string line, bool isNew)
    {
        lock (Lock)
        {
            if (HasFailed)
                return;
            _lines++;
            if (LogTime.Find(line, window.Now) is { } time && time <= window.Now + s_mostAhead)
                (_timed, _first, _last) = (true, _first ?? time, time);
            // A line without a time belongs to the one above it.
            var at = _last ?? (isNew ? window.Now : null);
            if (at is not { } known || known < window.From || !IsError(line))
                return;
            if (!window.IsSince(known))
            {
                _before++;
                return;
            }
            _after++;
            Keep(mask.Apply(line));
        }
    }

    // Said here: what reads the output of a command goes on whatever a line of it does.
    bool IsError(string line)
    {
        try
        {
            return pattern.IsMatch(line);
        }
        catch (RegexMatchTimeoutException)
        {
            Fail("the pattern takes too long on a line of it");
            return false;
        }
    }
}

/// <summary>The times that count, by the clock of this machine, which writes the logs.</summary>
/// <param name="Release">When the change was applied.</param>
/// <param name="From">From when on the time before counts.</param>
/// <param name="Began">When somebody began to look.</param>
/// <param name="Clock">The clock.</param>
sealed record WatchWindow(DateTimeOffset Release, DateTimeOffset From, DateTimeOffset Began, TimeProvider Clock)
{
    public DateTimeOffset Now => Clock.GetUtcNow();

    // A log of whole seconds cuts off the rest: what it has in the second of the release may have come since.
    public bool IsSince(DateTimeOffset time) =>
        time >= (IsWhole(time) ? Release.AddTicks(-(Release.Ticks % TimeSpan.TicksPerSecond)) : Release);

    static bool IsWhole(DateTimeOffset time) => time.Ticks % TimeSpan.TicksPerSecond == 0;
}
