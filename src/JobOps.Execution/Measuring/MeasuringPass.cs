using System.Runtime.ExceptionServices;
using JobOps.Errors;
using JobOps.Measurements;
using static System.FormattableString;

namespace JobOps.Execution;

/// <summary>One measuring: when each sample is due, who takes it, and what was taken.</summary>
/// <param name="targets">One, or two that take turns.</param>
/// <param name="plan">How often and how fast.</param>
/// <param name="time">The clocks.</param>
/// <param name="progress">Is told of each sample.</param>
sealed class MeasuringPass(
    IReadOnlyList<IMeasured> targets, MeasuringPlan plan, TimeProvider time, IProgress<MeasuringProgress>? progress)
{
    /// <summary>A target whose first answers are all errors is left alone.</summary>
    const int FirstAnswers = 3;

    // A B B A.
    const int Turns = 4;

    // A little late is who finds it out.
    static readonly TimeSpan s_noticeable = TimeSpan.FromMilliseconds(1);

    readonly Lock _lock = new();
    readonly Side[] _sides = [.. targets.Select(target => new Side(target))];
    long _origin;
    long _lastDue;
    int _begun;
    int _failed;
    bool _warmingUp;
    Exception? _failure;

    /// <summary>Samples of all targets.</summary>
    public int Taken => _sides.Sum(side => side.Samples.Count);

    /// <summary>Nothing that was to be measured is missing.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>How often it went round, with two targets.</summary>
    public int? Rounds => targets.Count > 1 ? (Taken + Turns - 1) / Turns : null;

    /// <summary>The samples of a target, in the order in which they were due.</summary>
    public IReadOnlyList<Sample> Samples(int target) => _sides[target].Samples;

    public int WarmedUp(int target) => _sides[target].WarmedUp;

    public int WarmUpFailures(int target) => _sides[target].WarmUpFailures;

    public int Waited(int target) => _sides[target].Waited;

    public string? RedirectsTo(int target) => _sides[target].RedirectsTo;

    // Null where a duration says when it is over; with two targets in whole turns.
    int? Total => plan.Duration is not null ? null
        : (plan.Count ?? MeasuringPlan.UsualCount) * targets.Count is var all && targets.Count > 1 ? all + all % Turns : all;

    public async Task WarmUpAsync(CancellationToken cancellation)
    {
        _warmingUp = true;
        await RunAsync(plan.WarmUp * targets.Count, duration: null, () => { }, cancellation);
        _warmingUp = false;
    }

    /// <param name="afterEach">Is called after each sample, one at a time.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task MeasureAsync(Action afterEach, CancellationToken cancellation)
    {
        // Once, not by doubling: a million are more than a hundred megabytes.
        foreach (var side in _sides)
            side.Samples.Capacity = (Total ?? 0) / targets.Count;
        await RunAsync(Total ?? plan.LargestCount, plan.Duration, afterEach, cancellation);
        IsWhole = !cancellation.IsCancellationRequested && (plan.Duration is not null ? Taken < plan.LargestCount : Taken == Total);
        foreach (var side in _sides)
            side.Samples.Sort((one, other) => one.DueMs.CompareTo(other.DueMs));
    }

    /// <summary>Why it is not whole.</summary>
    /// <param name="limit">The limit of the whole, where that has ended it.</param>
    public string EndedEarly(TimeSpan? limit)
    {
        var of = Total is { } total
            ? Invariant($"after {Taken} of {total} samples")
            : Invariant($"after {Taken} samples, before its {plan.Duration:c} were over");
        return (limit, plan.Duration) switch
        {
            ({ } longest, _) => Invariant($"ended {of}, because it took longer than {longest:c}"),
            (null, not null) when Taken >= plan.LargestCount => Invariant($"ended {of}, because more are not taken"),
            _ => $"stopped {of}",
        };
    }

    async Task RunAsync(int total, TimeSpan? duration, Action afterEach, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
            return;
        (_begun, _origin) = (0, time.GetTimestamp());
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAll(Enumerable.Range(0, Math.Min(plan.Concurrency, total)).Select(_ => Task.Run(WorkAsync, CancellationToken.None)));
        if (_failure is { } failure)
            ExceptionDispatchInfo.Throw(failure);

        async Task WorkAsync()
        {
            try
            {
                while (!ending.IsCancellationRequested && Next(total, duration) is { } slot)
                    await TakeAsync(slot, afterEach, ending.Token);
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested)
            {
                // What was on its way is no sample.
            }
            catch (Exception exception)
            {
                _failure ??= exception;
                await ending.CancelAsync();
            }
        }
    }

    /// <summary>The next sample that is to be taken; null where there is none.</summary>
    Slot? Next(int total, TimeSpan? duration)
    {
        lock (_lock)
        {
            var number = _begun;
            if (number >= total)
                return null;
            var now = time.GetTimestamp();
            // What is late goes at once, and the next one is due when it was due.
            var due = plan.PacePerSecond is { } pace
                ? _origin + (long)(number / pace * time.TimestampFrequency)
                : Math.Max(now, plan.Force || number == 0 ? now : _lastDue + (long)(time.TimestampFrequency / MeasuringPlan.MostPerSecond));
            // Turns are whole.
            if (duration is { } longest && (targets.Count == 1 || number % Turns == 0) && time.GetElapsedTime(_origin, due) >= longest)
                return null;
            _begun++;
            _lastDue = due;
            return new(number, due, IsLate: plan.PacePerSecond is not null && now > due);
        }
    }

    async Task TakeAsync(Slot slot, Action afterEach, CancellationToken cancellation)
    {
        var side = _sides[targets.Count == 1 || slot.Number % Turns is 0 or 3 ? 0 : 1];
        if (plan.DatabaseCalls is { } before)
            await before.BeginAsync(cancellation);
        await WaitUntilAsync(slot.Due, cancellation);
        var reading = await ReadAsync(side.Target, cancellation);
        // What was ended because all was ended is no sample.
        cancellation.ThrowIfCancellationRequested();
        if (plan.DatabaseCalls is { } calls)
            reading = reading with { DatabaseCalls = await calls.EndAsync(cancellation) };
        lock (_lock)
        {
            Keep(side, slot, reading);
            afterEach();
        }
    }

    async Task WaitUntilAsync(long due, CancellationToken cancellation)
    {
        // A timer's last millisecond is this machine's and not the target's: whoever had time to wait counts from when he began.
        while (time.GetElapsedTime(time.GetTimestamp(), due) is var left && left > TimeSpan.Zero)
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), time, cancellation);
    }

    async Task<Reading> ReadAsync(IMeasured target, CancellationToken cancellation)
    {
        using var tooLong = new CancellationTokenSource(plan.TimeLimit, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation, tooLong.Token);
        var began = time.GetTimestamp();
        try
        {
            return await target.TakeAsync(ending.Token);
        }
        catch (OperationCanceledException) when (tooLong.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return new() { Began = began, Ended = time.GetTimestamp(), Error = FailureWords.Timeout };
        }
    }

    void Keep(Side side, Slot slot, Reading reading)
    {
        RequireUseful(side, reading);
        side.RedirectsTo ??= reading.RedirectsTo;
        var paced = plan.PacePerSecond is not null;
        var value = Milliseconds(slot.IsLate ? slot.Due : reading.Began, reading.Ended);
        if (_warmingUp)
        {
            side.WarmedUp++;
            side.WarmUpFailures += reading.Error is null ? 0 : 1;
        }
        else
        {
            _failed += reading.Error is null ? 0 : 1;
            side.Waited += slot.IsLate && time.GetElapsedTime(slot.Due, reading.Began) > s_noticeable ? 1 : 0;
            side.Samples.Add(new()
            {
                DueMs = Milliseconds(_origin, paced ? slot.Due : reading.Began), Value = Math.Max(value, 0.001),
                Round = targets.Count > 1 ? slot.Number / Turns + 1 : null, Status = reading.Status, Error = reading.Error,
                Bytes = reading.Bytes, Cache = reading.Cache, AgeSeconds = reading.AgeSeconds, DatabaseCalls = reading.DatabaseCalls,
                ReusedConnection = reading.ReusedConnection, DnsMs = reading.DnsMs, ConnectMs = reading.ConnectMs, TlsMs = reading.TlsMs,
                FirstByteMs = reading.FirstByteMs,
            });
        }
        progress?.Report(new(
            _warmingUp ? _sides.Sum(each => each.WarmedUp) : Taken, _warmingUp ? plan.WarmUp * targets.Count : Total,
            time.GetElapsedTime(_origin), value, _failed, _warmingUp));
    }

    /// <exception cref="JobOpsException">TargetAnswersErrors</exception>
    void RequireUseful(Side side, Reading reading)
    {
        if (plan.Force || side.Answered >= FirstAnswers)
            return;
        side.Answered++;
        if (reading.Error is null)
            side.Answered = FirstAnswers;
        else if (side.Answered == FirstAnswers)
            throw new JobOpsException(Error.TargetAnswersErrors(
                side.Target.Target, reading.Detail is { Length: > 0 } detail ? $"{reading.Error}: {detail}" : reading.Error));
    }

    // In thousandths: what a clock shows beyond is noise, and it takes place in the ledger.
    double Milliseconds(long from, long to) => Math.Round(time.GetElapsedTime(from, to).TotalMilliseconds, 3);

    sealed class Side(IMeasured target)
    {
        public IMeasured Target { get; } = target;

        public List<Sample> Samples { get; } = [];

        public int WarmedUp { get; set; }

        public int WarmUpFailures { get; set; }

        /// <summary>How many of the first answers there were; all, once one of them was no error.</summary>
        public int Answered { get; set; }

        /// <summary>How many were late.</summary>
        public int Waited { get; set; }

        public string? RedirectsTo { get; set; }
    }

    /// <param name="Number">From 0.</param>
    /// <param name="Due">When it is to begin.</param>
    /// <param name="IsLate">With a pace: those before it have kept it waiting.</param>
    readonly record struct Slot(int Number, long Due, bool IsLate);
}
