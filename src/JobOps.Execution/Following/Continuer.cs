using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Outbox;
using JobOps.Runs;

namespace JobOps.Execution;

/// <summary>What is started when a run has ended: by what its own job says, and by the jobs that wait for it.</summary>
/// <param name="ledger">The ledger.</param>
sealed class Continuer(ILedger ledger)
{
    /// <summary>Each with the key by which it is started once, or with why it is refused.</summary>
    public async Task<IReadOnlyList<FollowingStart>> StartsAfterAsync(OutboxEvent end, JobRun run, CancellationToken cancellation)
    {
        if (run is { Rehearsing: true } or { Kind: RunKind.Rollback })
            return [];
        var starter = new JobStarter(ledger);
        var starts = new List<FollowingStart>();
        if (await ledger.Jobs.FindAsync(run.JobName, run.JobVersion, cancellation) is { Then: { } then } job)
        {
            var steps = (await ledger.Steps.GetAsync(run.RunId, cancellation))
                .ToDictionary(step => step.StepName, StringComparer.OrdinalIgnoreCase);
            var values = new PlaceholderValues(
                run, job, new Dictionary<string, string>(), steps,
                await RunEnvironment.WithoutSecretsAsync(ledger, run, cancellation));
            foreach (var (condition, index, continuation) in then.All().Where(one => Follows(one.Condition, end.Status)))
                starts.Add(await PrepareAsync(starter, run, continuation.JobName, () => new()
                {
                    JobName = continuation.JobName,
                    // Each end of a run is followed once: one that was restarted ends again.
                    IdempotencyKey = $"follows/{run.RunId}/{end.Attempt}/{condition}/{index}",
                    Parameters = continuation.Parameters.ToDictionary(
                        parameter => parameter.Key, parameter => (object?)values.Fill(parameter.Value, "then")),
                    Environment = continuation.Environment ?? run.Environment,
                    Batch = run.Batch ?? $"run {run.RunId}",
                    FollowsRunId = run.RunId,
                }, cancellation));
        }
        if (end.Status == RunStatus.Succeeded && run.Batch is { } batch)
            starts.AddRange(await WaitingAsync(starter, run, batch, cancellation));
        return starts;
    }

    /// <summary>The jobs that wait for this one and for others, and for which it was the last.</summary>
    async Task<IReadOnlyList<FollowingStart>> WaitingAsync(
        JobStarter starter, JobRun run, string batch, CancellationToken cancellation)
    {
        var starts = new List<FollowingStart>();
        if (await ledger.Jobs.GetSuccessorsAsync(run.JobName, cancellation) is not { Count: > 0 } names)
            return starts;
        // An end is in the ledger before its event is: of two that end at once, whoever looks second sees both.
        var ofBatch = (await ledger.Runs.GetAsync(new() { Batch = batch, Limit = 10_000 }, cancellation))
            .Where(one => one.Kind != RunKind.Rollback)
            .GroupBy(one => one.JobName, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(runs => runs.Key, runs => runs.MaxBy(one => one.RunId)!, StringComparer.OrdinalIgnoreCase);
        foreach (var name in names)
            if (await starter.FindJobAsync(name, cancellation) is { After: { } after }
                && after.All(before => ofBatch.GetValueOrDefault(before) is { Status: RunStatus.Succeeded }))
                starts.Add(await PrepareAsync(starter, run, name, () => new()
                {
                    JobName = name, IdempotencyKey = KeyOf(batch), Environment = run.Environment, Batch = batch, FollowsRunId = run.RunId,
                }, cancellation));
        return starts;
    }

    // A key has as many characters as the name of a batch.
    static string KeyOf(string batch) => $"after/{batch}" is { Length: <= RunRequest.LongestKey } key ? key : batch;

    static async Task<FollowingStart> PrepareAsync(
        JobStarter starter, JobRun run, string job, Func<StartRequest> request, CancellationToken cancellation)
    {
        try
        {
            return new(job, await starter.PrepareAsync(request(), cancellation), null);
        }
        catch (JobOpsException exception) when (!LedgerAnswer.IsMissing(exception.Error))
        {
            return new(job, null, exception.Error);
        }
        catch (Exception exception) when (exception is not (JobOpsException or OperationCanceledException))
        {
            // A definition that cannot be read, for one.
            return new(job, null, Error.Unexpected($"The job '{job}' was not started after run {run.RunId}.", exception));
        }
    }

    static bool Follows(string condition, RunStatus? status) => (condition, status) switch
    {
        ("succeeded", RunStatus.Succeeded) or ("failed", RunStatus.Failed) => true,
        ("always", RunStatus.Succeeded or RunStatus.Failed or RunStatus.Cancelled) => true,
        _ => false,
    };
}
