namespace JobOps.Runs;

/// <summary>A run together with the lease under which to execute it.</summary>
public sealed record ClaimedRun(JobRun Run, Lease Lease);
