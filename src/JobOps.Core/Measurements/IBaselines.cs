using JobOps.Values;

namespace JobOps.Measurements;

/// <summary>What was measured of changes.</summary>
public interface IBaselines
{
    /// <summary>Refuses what may not be measured now, before anything is asked of anybody.</summary>
    /// <param name="changeId">The change.</param>
    /// <param name="phase">Which side is to be measured.</param>
    /// <param name="inTurns">Both sides can be reached at once and are measured in turns, so it does not matter whether the change is
    /// applied.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>The baseline that the new one has to fit: the last one before the change, of a phase after it; else null.</returns>
    /// <exception cref="Errors.JobOpsException">ChangeNotFound, ChangeEnded, ChangeAppliedAlready, ChangeNotApplied,
    /// BaselineMissing</exception>
    Task<Baseline?> RequireMeasurableAsync(
        ChangeId changeId, Phase phase, bool inTurns = false, CancellationToken cancellation = default);

    /// <summary>Writes a phase with all its samples, in one transaction. Of several of one phase the last one counts.</summary>
    /// <returns>The baseline as it is stored.</returns>
    /// <exception cref="Errors.JobOpsException">As <see cref="RequireMeasurableAsync"/>; BaselineMismatch, BaselineEmpty</exception>
    Task<Baseline> AddAsync(MeasuredPhase phase, CancellationToken cancellation = default);

    /// <summary>All of a change, in the order in which they were written.</summary>
    Task<IReadOnlyList<Baseline>> GetAsync(ChangeId changeId, CancellationToken cancellation = default);

    /// <summary>The samples of one, in the order in which they were due.</summary>
    Task<IReadOnlyList<Sample>> GetSamplesAsync(long baselineId, CancellationToken cancellation = default);
}
