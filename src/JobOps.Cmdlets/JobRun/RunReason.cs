using JobOps.Runs;

namespace JobOps.Cmdlets;

/// <summary>Why a run is where it is, in one sentence.</summary>
public sealed record RunReason(long RunId, string JobName, RunStatus Status, string Why);
