using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Measurements;
using JobOps.Wording;

namespace JobOps.Execution;

/// <summary>What was measured while the ledger did not answer, a file for each phase, until it does: what was measured before a change
/// cannot be measured again after it.</summary>
/// <param name="folder">Where the files are.</param>
public sealed class BaselineSpool(string folder)
{
    readonly SpoolFolder<BaselineSpool.Spooled> _files = new(folder);

    /// <summary>That of this user. Beside that of runs, not in it.</summary>
    /// <exception cref="JobOpsException">LedgerLocationInvalid: the user has no data folder</exception>
    public static BaselineSpool OfUser() => new(Path.Combine(LedgerLocation.DataFolder(), "spool", "baselines"));

    /// <summary>Writes a phase into the ledger; where that does not take it now, into a file.</summary>
    /// <param name="baselines">Those of the ledger.</param>
    /// <param name="location">Where the ledger is, without a password.</param>
    /// <param name="phase">What was measured.</param>
    /// <returns>The baseline as it is stored.</returns>
    /// <exception cref="JobOpsException">BaselineKept, which names the file; and what the ledger refuses for good</exception>
    public async Task<Baseline> AddAsync(IBaselines baselines, string location, MeasuredPhase phase)
    {
        try
        {
            // Whoever stopped the measuring wants what was measured until then.
            return await baselines.AddAsync(phase, CancellationToken.None);
        }
        catch (JobOpsException exception) when (exception.Error.Kind is ErrorKind.LedgerUnavailable or ErrorKind.NotPermitted)
        {
            string file;
            try
            {
                file = Keep(location, phase);
            }
            catch (Exception unkept) when (unkept is IOException or UnauthorizedAccessException)
            {
                throw exception;
            }
            throw new JobOpsException(
                Error.BaselineKept(location, file, $"{exception.Error.What} Found: {exception.Error.Actual}."), exception);
        }
    }

    /// <summary>Keeps a phase for a ledger.</summary>
    /// <returns>The file.</returns>
    public string Keep(string location, MeasuredPhase phase) => _files.Keep(
        phase.Baseline.StartedAt, $"{phase.Baseline.ChangeId}-{phase.Baseline.Phase}",
        new(location, phase.Baseline, [.. phase.Samples.Chunk(SampleCodec.ChunkSize).Select(chunk => SampleCodec.Write(chunk))]));

    /// <summary>Takes what waits for a ledger into it, oldest first. What it refuses stays, and is told of.</summary>
    /// <param name="baselines">Those of the ledger.</param>
    /// <param name="location">Where it is: what waits for another one stays.</param>
    /// <param name="tell">Is told in sentences.</param>
    /// <param name="cancellation">Stops it between two files.</param>
    public Task TakeInAsync(IBaselines baselines, string location, Action<string> tell, CancellationToken cancellation) => _files.EachAsync(
        async (spooled, path) =>
        {
            if (!LedgerLocation.IsSame(spooled.Ledger, location))
                return;
            var baseline = spooled.Baseline;
            // An answer that was lost, or a file that outlived its writing: it is there already.
            var there = await baselines.GetAsync(baseline.ChangeId, cancellation);
            if (!there.Any(other =>
                    (other.Phase, other.StartedAt, other.Target) == (baseline.Phase, baseline.StartedAt, baseline.Target)))
                await baselines.AddAsync(new(baseline, [.. spooled.Samples.SelectMany(SampleCodec.Read)]), cancellation);
            File.Delete(path);
            tell($"What was measured {baseline.Phase.ToString().ToLowerInvariant()} change {baseline.ChangeId} at "
                + $"{TimeWords.At(baseline.StartedAt)}, while the ledger did not answer, is written down now.");
        },
        (path, reason) => tell($"The measurements in {path} stay there: {reason}"), cancellation);

    /// <summary>The same for this user's; where a user has no data folder, nothing can wait.</summary>
    public static Task TakeInOfUserAsync(IBaselines baselines, string location, Action<string> tell, CancellationToken cancellation) =>
        LedgerLocation.HasDataFolder ? OfUser().TakeInAsync(baselines, location, tell, cancellation) : Task.CompletedTask;

    /// <param name="Ledger">Where it belongs, without a password.</param>
    /// <param name="Baseline">What was measured.</param>
    /// <param name="Samples">In chunks, as a ledger keeps them.</param>
    internal sealed record Spooled(string Ledger, Baseline Baseline, IReadOnlyList<string> Samples);
}
