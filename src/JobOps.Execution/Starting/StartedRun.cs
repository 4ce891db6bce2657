using JobOps.Jobs;
using JobOps.Runs;

namespace JobOps.Execution;

/// <summary>A run, the definition that was read for it, and the secrets that only this process knows.</summary>
/// <param name="Run">The run; one that a key brought back may keep an older version of the definition.</param>
/// <param name="Job">The definition.</param>
/// <param name="Secrets">Secret parameters by name.</param>
public sealed record StartedRun(JobRun Run, JobDefinition Job, IReadOnlyDictionary<string, string> Secrets);
