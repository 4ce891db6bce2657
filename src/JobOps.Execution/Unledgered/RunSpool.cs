using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Runs;
using JobOps.Wording;

namespace JobOps.Execution;

/// <summary>
/// Runs that were executed while their ledger did not answer, a file for each, until it does. A file is there whole or not at
/// all, its owner's alone, and without the values of secrets. What keeps a run from being written twice is the ledger: a file that
/// outlives its writing does no harm.
/// </summary>
/// <param name="folder">Where the files are.</param>
public sealed class RunSpool(string folder)
{
    const string Suffix = ".json";

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
    public string Keep(LedgerLocation ledger, JobDefinition job, RecordedRun run)
    {
        OwnerOnly.CreateFolder(folder);
        // In the order of their begin; the random part tells apart what began at once.
        var name = string.Create(
            CultureInfo.InvariantCulture, $"{run.StartedAt:yyyyMMdd'T'HHmmssfff}-{job.Name}-{RandomNumberGenerator.GetHexString(8)}");
        var (path, unfinished) = (Path.Combine(folder, name + Suffix), Path.Combine(folder, name + ".tmp"));
        using (var file = OwnerOnly.CreateFile(unfinished))
        {
            file.Write(Encoding.UTF8.GetBytes(LedgerJson.Write(new Spooled(ledger.ToString(), job, run))));
            file.Flush(flushToDisk: true);
        }
        File.Move(unfinished, path);
        return path;
    }

    /// <summary>Writes what waits for a ledger into it, oldest first. What cannot be written stays, and is told of.</summary>
    /// <param name="ledger">The ledger, open.</param>
    /// <param name="location">As it was opened by: what waits for another one stays.</param>
    /// <param name="tell">Is told in sentences.</param>
    /// <param name="cancellation">Stops it between two files.</param>
    public async Task WriteToAsync(ILedger ledger, LedgerLocation location, Action<string> tell, CancellationToken cancellation)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var path in Directory.GetFiles(folder, "*" + Suffix).Order(StringComparer.Ordinal))
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                if (Read(path) is { } spooled && spooled.Ledger == location.ToString())
                    await WriteAsync(ledger, spooled, path, tell, cancellation);
            }
            catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
            {
                // Another process has just written it.
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
            {
                tell($"The record {path} of a run stays: {exception.Message}");
            }
            catch (JobOpsException exception)
            {
                tell($"The record {path} of a run stays: {exception.Error.What} Found: {exception.Error.Actual}.");
            }
        }
    }

    static Spooled? Read(string path)
    {
        using var file = File.OpenRead(path);
        return JsonSerializer.Deserialize<Spooled>(file, LedgerJson.Options);
    }

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
    sealed record Spooled(string Ledger, JobDefinition Job, RecordedRun Run);
}
