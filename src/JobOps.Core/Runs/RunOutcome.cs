using JobOps.Errors;

namespace JobOps.Runs;

/// <summary>How an attempt ended.</summary>
/// <param name="Lease">The lease under which it was tried.</param>
/// <param name="Status">A final status; <see cref="RunStatus.Scheduled"/> for another try after
/// <paramref name="RetryAfter"/>; <see cref="RunStatus.Queued"/> to give the run back for another worker; with an error
/// it counts as a lost lease.</param>
/// <param name="Error">Why it did not succeed.</param>
/// <param name="RetryAfter">How long to wait before the next try, by the ledger's clock.</param>
public sealed record RunOutcome(Lease Lease, RunStatus Status, JobOpsError? Error = null, TimeSpan? RetryAfter = null);
