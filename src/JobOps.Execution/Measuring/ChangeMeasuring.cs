using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Measurements;
using JobOps.Values;

namespace JobOps.Execution;

/// <summary>Measures the sides of changes for a ledger. What does not fit is refused before anything is asked of anybody, and what was
/// measured is never lost to a ledger that does not answer.</summary>
/// <param name="ledger">The ledger.</param>
/// <param name="tell">Is told in sentences of what waited for the ledger.</param>
/// <param name="spool">Where measurements wait for it; null for that of this user.</param>
/// <param name="time">The clocks; null for those of this machine.</param>
public sealed class ChangeMeasuring(ILedger ledger, Action<string> tell, BaselineSpool? spool = null, TimeProvider? time = null)
{
    /// <summary>Writes down what waits for the ledger, and says whether the phase may be measured now.</summary>
    /// <param name="changeId">The change.</param>
    /// <param name="phase">Which side of it.</param>
    /// <param name="inTurns">Both sides are measured at once.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>What was measured before the change, of a phase after it; else null.</returns>
    /// <exception cref="JobOpsException">As <see cref="IBaselines.RequireMeasurableAsync"/></exception>
    public async Task<Baseline?> BeginAsync(
        ChangeId changeId, Phase phase, bool inTurns = false, CancellationToken cancellation = default)
    {
        await TakeInAsync(cancellation);
        // In turns the side before is written first, so that there is one.
        return await ledger.Baselines.RequireMeasurableAsync(changeId, inTurns ? Phase.Before : phase, inTurns, cancellation);
    }

    /// <summary>Writes down what waits for the ledger; before a comparison, too.</summary>
    public Task TakeInAsync(CancellationToken cancellation) => spool is not null
        ? spool.TakeInAsync(ledger.Baselines, ledger.Info.Location, tell, cancellation)
        : BaselineSpool.TakeInOfUserAsync(ledger.Baselines, ledger.Info.Location, tell, cancellation);

    /// <summary>Measures a phase and writes it down.</summary>
    /// <param name="changeId">The change.</param>
    /// <param name="phase">Which side of it.</param>
    /// <param name="before">What <see cref="BeginAsync"/> gave back.</param>
    /// <param name="target">What is measured.</param>
    /// <param name="plan">How often and how fast.</param>
    /// <param name="progress">Is told of each sample, on any thread.</param>
    /// <param name="cancellation">Ends it; what was measured until then is written down and says so.</param>
    /// <exception cref="JobOpsException">MeasuringPlanInvalid, BaselineMismatch, TargetAnswersErrors, BaselineKept</exception>
    public async Task<Baseline> MeasureAsync(
        ChangeId changeId, Phase phase, Baseline? before, IMeasured target, MeasuringPlan plan,
        IProgress<MeasuringProgress>? progress = null, CancellationToken cancellation = default)
    {
        plan.Require(inTurns: false);
        if (before?.FindMismatch(Measurer.Describe(changeId, phase, target, plan)) is { } mismatch)
            throw new JobOpsException(mismatch);
        return await AddAsync(await new Measurer(time).MeasureAsync(changeId, phase, target, plan, progress, cancellation));
    }

    /// <summary>Measures both sides in turns and writes them down: the side before, then the side after.</summary>
    /// <param name="changeId">The change.</param>
    /// <param name="phase">Which side <paramref name="target"/> is.</param>
    /// <param name="target">What is measured.</param>
    /// <param name="against">The other side.</param>
    /// <param name="plan">How often and how fast.</param>
    /// <param name="progress">Is told of each sample, on any thread.</param>
    /// <param name="cancellation">Ends it; what was measured until then is written down and says so.</param>
    /// <exception cref="JobOpsException">MeasuringPlanInvalid, TargetAnswersErrors, BaselineKept</exception>
    public async Task<IReadOnlyList<Baseline>> MeasureInTurnsAsync(
        ChangeId changeId, Phase phase, IMeasured target, IMeasured against, MeasuringPlan plan,
        IProgress<MeasuringProgress>? progress = null, CancellationToken cancellation = default)
    {
        var (before, after) = await new Measurer(time).MeasureInTurnsAsync(
            changeId, phase, target, against, plan, progress, cancellation);
        var kept = new List<JobOpsException>();
        var stored = new List<Baseline>();
        foreach (var each in new[] { before, after })
        {
            try
            {
                stored.Add(await AddAsync(each));
            }
            catch (JobOpsException exception) when (exception.Error.Id == nameof(Error.BaselineKept))
            {
                // The other side is to be kept, too.
                kept.Add(exception);
            }
        }
        return kept.Count == 0 ? stored : throw kept[0];
    }

    /// <summary>Writes a phase down, or keeps it where the ledger does not answer.</summary>
    /// <exception cref="JobOpsException">BaselineKept; BaselineMismatch, ChangeEnded and what else a ledger refuses</exception>
    public Task<Baseline> AddAsync(MeasuredPhase phase) =>
        (spool ?? BaselineSpool.OfUser()).AddAsync(ledger.Baselines, ledger.Info.Location, phase);
}
