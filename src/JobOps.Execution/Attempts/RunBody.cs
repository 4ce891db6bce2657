namespace JobOps.Execution;

/// <summary>
/// What an attempt executes: the steps of a job, the undo of another run, a runbook's script. Claim, lease, log and outcome
/// are the attempt's.
/// </summary>
/// <param name="attempt">The run with all that it needs.</param>
/// <param name="stop">The run must stop: it is cancelled, given back, out of time, or its lease is lost.</param>
/// <exception cref="Errors.JobOpsException">Why the run did not succeed; LeaseLost when it is no longer ours.</exception>
/// <exception cref="OperationCanceledException">It was stopped.</exception>
public delegate Task RunBody(AttemptContext attempt, CancellationToken stop);
