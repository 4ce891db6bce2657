using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Execution;

/// <summary>
/// Names of workers: host, process id, and what says where that number counts: <c>web1/4711/1a2b3c4d5e6f7a8b</c>. So a process of
/// the same place can tell that a worker is gone, and need not wait for the end of its lease.
/// </summary>
static class WorkerName
{
    const int PlaceLength = 8;

    // One start of one machine, and of its containers one: elsewhere the same number is another process.
    static readonly string? s_place = Place();

    /// <summary>A name that no other worker has.</summary>
    public static string New()
    {
        var random = Guid.NewGuid().ToString("N");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.MachineName}/{Environment.ProcessId}/{s_place ?? random[^PlaceLength..]}{random[..PlaceLength]}");
    }

    /// <summary>Whether its process is known to have ended. False where that cannot be told: then its lease tells.</summary>
    public static bool IsGone(string? worker) =>
        s_place is not null
        && worker?.Split('/') is [var host, var number, { Length: 2 * PlaceLength } place]
        && host == Environment.MachineName && place.StartsWith(s_place, StringComparison.Ordinal)
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        && ProcessTree.IsGone(id);

    /// <summary>Ends the leases of workers that are gone.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="running">Runs that say Running.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>Whether there were any.</returns>
    public static async Task<bool> ReleaseGoneAsync(ILedger ledger, IEnumerable<JobRun> running, CancellationToken cancellation)
    {
        var any = false;
        foreach (var worker in running.Where(run => !run.IsAbandoned).Select(run => run.Worker).Distinct().Where(IsGone))
            any |= await ledger.Claims.ExpireAsync(worker!, cancellation) > 0;
        return any;
    }

    static string? Place()
    {
        try
        {
            return File.ReadAllText("/proc/sys/kernel/random/boot_id") is var boot
                   && new FileInfo("/proc/self/ns/pid").LinkTarget is { } numbers
                ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(boot.Trim() + numbers)))[..PlaceLength]
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
