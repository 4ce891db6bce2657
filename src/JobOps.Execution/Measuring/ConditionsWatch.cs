using JobOps.Measurements;

namespace JobOps.Execution;

/// <summary>What else may explain a difference: who else used the processors, and whether the clock was set.</summary>
sealed class ConditionsWatch
{
    // A clock that is kept right by small steps and one that was set: nothing keeps time to the tenth of a second by jumping more.
    static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(100);

    // Between the two clocks this process may have been put aside: then it looks again.
    static readonly TimeSpan s_atOnce = TimeSpan.FromMilliseconds(1);

    const int MostLooks = 10;

    readonly TimeProvider _time;
    readonly ProcessorUse? _before = ProcessorUse.Read();
    TimeSpan _difference;
    TimeSpan _stepped;

    /// <summary>Begins to watch.</summary>
    public ConditionsWatch(TimeProvider time) => (_time, _difference) = (time, Difference(time));

    /// <summary>Looks at the clock. Not on two threads at once.</summary>
    public void Look()
    {
        var now = Difference(_time);
        var step = now - _difference;
        _difference = now;
        if (step.Duration() > s_step && step.Duration() > _stepped.Duration())
            _stepped = step;
    }

    /// <summary>What was found.</summary>
    public MeasuringConditions End()
    {
        Look();
        var found = new MeasuringConditions
        {
            Host = Environment.MachineName, ProcessorCount = Environment.ProcessorCount,
            ClockSteppedMs = _stepped == TimeSpan.Zero ? null : Math.Round(_stepped.TotalMilliseconds),
        };
        return _before is not null && ProcessorUse.Read() is { } after
            ? found with { OtherLoad = after.OtherLoadSince(_before), Busiest = after.BusiestSince(_before) }
            : found;
    }

    /// <summary>How far the clock on the wall is from the one that only goes forward.</summary>
    static TimeSpan Difference(TimeProvider time)
    {
        for (var look = 1; ; look++)
        {
            var before = time.GetTimestamp();
            var wall = time.GetUtcNow();
            var after = time.GetTimestamp();
            if (time.GetElapsedTime(before, after) <= s_atOnce || look == MostLooks)
                return wall - DateTimeOffset.UnixEpoch - time.GetElapsedTime(0, after);
        }
    }
}
