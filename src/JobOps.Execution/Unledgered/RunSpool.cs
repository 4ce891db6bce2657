using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Runs;
using JobOps.Wording;

namespace JobOps.Execution;

/// <summary>
/// Runs that were executed while their ledger did not answer, a file for each, until it does, without the values of secrets. What
/// keeps a run from being written twice is the ledger: a file that outlives its writing does no harm.
/// </summary>
/// <param name="folder">Where the files are.</param>
public sealed class RunSpool(string folder)
{
    readonly SpoolFolder<RunSpool.Spooled> _files = new(folder);

    /// <summary>That of this user.</summary>
    /// <exception cref="JobOpsException">LedgerLocationInvalid: the user has no data folder</exception>
    public static RunSpool OfUser() => new(Path.Combine(LedgerLocation.DataFolder(), "spool"));

    /// <summary>Writes what waits in the spool of this user; see <see cref="WriteToAsync"/>. Where a user has no data folder, nothing
    /// can wait.</summary>
    public static Task WriteOfUserAsync(ILedger ledger, LedgerLocation location, Action<string> tell, CancellationToken cancellation) =>
        LedgerLocation.HasDataFolder ? OfUser().WriteToAsync(ledger, location, tell, cancellation) : Task.CompletedTask;

    /// <summary>Keeps a run for a ledger.</summary>
    /// <returns>The file.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public string Keep(LedgerLocation ledger, JobDefinition job, RecordedRun run) =>
        _files.Keep(run.StartedAt, job.Name, new(ledger.ToString(), job, run));

    /// <summary>Writes what waits for a ledger into it, oldest first. What cannot be written stays, and is told of.</summary>
    /// <param name="ledger">The ledger, open.</param>
    /// <param name="location">As it was opened by: what waits for another one stays.</param>
    /// <param name="tell">Is told in sentences.</param>
    /// <param name="cancellation">Stops it between two files.</param>
    public Task WriteToAsync(ILedger ledger, LedgerLocation location, Action<string> tell, CancellationToken cancellation) =>
        _files.EachAsync(
            async (spooled, path) =>
            {
                if (LedgerLocation.IsSame(spooled.Ledger, location.ToString()))
                    await WriteAsync(ledger, spooled, path, tell, cancellation);
            },
            (path, reason) => tell($"The record {path} of a run stays: {reason}"), cancellation);

    static async Task WriteAsync(
        ILedger ledger, Spooled spooled, string path, Action<string> tell, CancellationToken cancellation)
    {
        var job = await new JobStarter(ledger).RegisterIfChangedAsync(spooled.Job, cancellation);
        var run = await ledger.Requests.RecordAsync(spooled.Run with { JobVersion = job.Version }, cancellation);
        File.Delete(path);
        tell($"Run {run.RunId} of {run.JobName} {RunWords.Ended(run.Status)} at {TimeWords.At(spooled.Run.EndedAt)}, "
            + "while the ledger did not answer; it is written down now.");
    }

    /// <param name="Ledger">Where it belongs, without a password.</param>
    /// <param name="Job">The definition, which may be new to the ledger.</param>
    /// <param name="Run">What became of it; the ledger gives the version.</param>
    internal sealed record Spooled(string Ledger, JobDefinition Job, RecordedRun Run);
}
