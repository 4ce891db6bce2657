using JobOps.Errors;
using JobOps.Runs;

namespace JobOps.Outbox;

/// <summary>A run that is to follow another one.</summary>
/// <param name="JobName">Its job.</param>
/// <param name="Request">What is started; null where that is refused.</param>
/// <param name="Refusal">Why it is refused; null where it is not.</param>
public sealed record FollowingStart(string JobName, RunRequest? Request, JobOpsError? Refusal);
