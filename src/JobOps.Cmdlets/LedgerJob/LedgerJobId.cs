using System.Security.Cryptography;
using System.Text;
using JobOps.Runs;

namespace JobOps.Cmdlets;

/// <summary>The InstanceId of a run as a job of PowerShell: the same in every session, now and later.</summary>
static class LedgerJobId
{
    const string KeyPrefix = "job-";

    /// <summary>Derived from the ledger and the run; for a run that was started as a job before it had a number, from its key.</summary>
    public static Guid Of(Guid ledgerId, JobRun run) =>
        run.IdempotencyKey is { } key && key.StartsWith(KeyPrefix, StringComparison.Ordinal)
        && Guid.TryParseExact(key.AsSpan(KeyPrefix.Length), "D", out var id)
            ? id
            : new(SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{ledgerId:D}/{run.RunId}"))).AsSpan(0, 16));

    /// <summary>The idempotency key that makes a job's first start and each further one the same run.</summary>
    public static string ToKey(Guid instanceId) => $"{KeyPrefix}{instanceId:D}";
}
