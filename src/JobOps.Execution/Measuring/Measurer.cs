using JobOps.Measurements;
using JobOps.Values;

namespace JobOps.Execution;

/// <summary>
/// Measures: does something again and again and takes the time of each. With a pace, a sample that had to wait for those before it
/// counts from when it was due, so a server that stalls is seen in each request that it kept waiting, and not in one.
/// </summary>
/// <param name="time">The clocks; null for those of this machine.</param>
public sealed class Measurer(TimeProvider? time = null)
{
    readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>Measures one side of a change.</summary>
    /// <param name="changeId">The change.</param>
    /// <param name="phase">Which side.</param>
    /// <param name="target">What is measured.</param>
    /// <param name="plan">How often and how fast.</param>
    /// <param name="progress">Is told of each sample, on any thread.</param>
    /// <param name="cancellation">Ends it; what was measured until then is given back and says so.</param>
    /// <exception cref="Errors.JobOpsException">MeasuringPlanInvalid, TargetAnswersErrors</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before there was a sample.</exception>
    public async Task<MeasuredPhase> MeasureAsync(
        ChangeId changeId, Phase phase, IMeasured target, MeasuringPlan plan, IProgress<MeasuringProgress>? progress = null,
        CancellationToken cancellation = default) =>
        (await MeasureAsync(changeId, [(phase, target)], plan, progress, cancellation))[0];

    /// <summary>
    /// Measures both sides of a change in turns, A B B A, where both can be reached at once: what drifts while it is measured then
    /// meets both alike.
    /// </summary>
    /// <param name="changeId">The change.</param>
    /// <param name="phase">Which side <paramref name="target"/> is; <paramref name="against"/> is the other one.</param>
    /// <param name="target">What is measured.</param>
    /// <param name="against">Against what.</param>
    /// <param name="plan">How often, for each of both, in whole turns; the pace is that of both together.</param>
    /// <param name="progress">Is told of each sample, on any thread.</param>
    /// <param name="cancellation">Ends it; what was measured until then is given back and says so.</param>
    /// <returns>The side before, and the side after.</returns>
    /// <exception cref="Errors.JobOpsException">MeasuringPlanInvalid, TargetAnswersErrors</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before there was a sample.</exception>
    public async Task<(MeasuredPhase Before, MeasuredPhase After)> MeasureInTurnsAsync(
        ChangeId changeId, Phase phase, IMeasured target, IMeasured against, MeasuringPlan plan,
        IProgress<MeasuringProgress>? progress = null, CancellationToken cancellation = default)
    {
        var isBefore = phase == Phase.Before;
        var phases = await MeasureAsync(
            changeId, [(phase, target), (isBefore ? Phase.After : Phase.Before, against)], plan, progress, cancellation);
        return isBefore ? (phases[0], phases[1]) : (phases[1], phases[0]);
    }

    async Task<IReadOnlyList<MeasuredPhase>> MeasureAsync(
        ChangeId changeId, (Phase Phase, IMeasured Target)[] sides, MeasuringPlan plan, IProgress<MeasuringProgress>? progress,
        CancellationToken cancellation)
    {
        plan.Require(inTurns: sides.Length > 1);
        using var longest = new CancellationTokenSource(plan.Longest, _time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation, longest.Token);
        var pass = new MeasuringPass([.. sides.Select(side => side.Target)], plan, _time, progress);
        await pass.WarmUpAsync(ending.Token);
        var startedAt = _time.GetUtcNow();
        var conditions = new ConditionsWatch(_time);
        await pass.MeasureAsync(conditions.Look, ending.Token);
        var finishedAt = _time.GetUtcNow();
        if (pass.Taken == 0)
            cancellation.ThrowIfCancellationRequested();
        var endedEarly = pass.IsWhole ? null : pass.EndedEarly(longest.IsCancellationRequested ? plan.Longest : null);
        var found = conditions.End();
        return [.. sides.Select((side, number) => new MeasuredPhase(
            Describe(changeId, side.Phase, side.Target, plan) with
            {
                Count = pass.Samples(number).Count, WarmUp = pass.WarmedUp(number), Rounds = pass.Rounds,
                StartedAt = InMilliseconds(startedAt), FinishedAt = InMilliseconds(finishedAt), EndedEarly = endedEarly,
                Remarks = MeasuringRemarks.Of(
                    pass.Samples(number), pass.RedirectsTo(number), pass.WarmUpFailures(number), pass.Waited(number), plan),
                Conditions = found,
            },
            pass.Samples(number)))];
    }

    /// <summary>What a measuring will be, as far as that is known before.</summary>
    internal static Baseline Describe(ChangeId changeId, Phase phase, IMeasured target, MeasuringPlan plan) => new()
    {
        ChangeId = changeId, Phase = phase, Source = target.Source, Target = target.Target, Request = target.Request,
        Count = plan.Duration is null ? plan.Count ?? MeasuringPlan.UsualCount : 0, WarmUp = plan.WarmUp, Duration = plan.Duration,
        TimeLimit = plan.TimeLimit, DatabaseCalls = plan.DatabaseCalls?.Source ?? target.DatabaseCalls, PacePerSecond = plan.PacePerSecond,
        Concurrency = plan.Concurrency,
    };

    // As every ledger keeps a time.
    static DateTimeOffset InMilliseconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}
