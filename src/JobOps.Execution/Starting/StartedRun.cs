using JobOps.Runs;

namespace JobOps.Execution;

/// <summary>A run and the secrets that only this process knows.</summary>
public sealed record StartedRun(JobRun Run, IReadOnlyDictionary<string, string> Secrets);
