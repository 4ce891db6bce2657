using JobOps.Runs;

namespace JobOps.Engine.Tests;

/// <summary>The ledger's calls as most tests need them: for one run, and briefly.</summary>
static class LedgerCalls
{
    public static async Task<JobRun> EnqueueAsync(this IRunRequests requests, RunRequest request, CancellationToken cancellation) =>
        (await requests.EnqueueAsync([request], cancellation))[0];

    public static Task<IReadOnlyList<ClaimedRun>> ClaimAsync(
        this IRunClaims claims, string worker, TimeSpan lease, int count, long? runId,
        CancellationToken cancellation) =>
        claims.ClaimAsync(new() { Worker = worker, Lease = lease, Count = count, RunId = runId }, cancellation);

    public static Task<JobRun> RestartAsync(
        this IRunRequests requests, long runId, bool? tookEffect, string? reason, CancellationToken cancellation) =>
        requests.RestartAsync(new() { RunId = runId, InterruptedStepTookEffect = tookEffect, Reason = reason }, cancellation);
}
