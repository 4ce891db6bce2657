using JobOps.Approvals;
using JobOps.Environments;
using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Queues;
using JobOps.Runs;

namespace JobOps.Execution;

/// <summary>
/// Turns what one call asks for into runs: finds the job, checks the parameters, writes one row for each. A job is read once,
/// so that all that one call starts is started by the same version.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="leftovers">Takes up, before a run that is executed here is requested, what dead workers of its job have left;
/// null leaves that to workers.</param>
public sealed class JobStarter(ILedger ledger, Leftovers? leftovers = null)
{
    readonly Dictionary<string, JobDefinition?> _jobs = new(StringComparer.OrdinalIgnoreCase);
    readonly EnvironmentOfStart _environments = new(ledger);
    readonly RehearsalDemand _rehearsals = new(ledger);

    /// <summary>The caller is a PowerShell session, which executes the scripts of runbooks itself.</summary>
    public bool IsSession { get; init; }

    /// <summary>Registers a definition, which is then the one that is started.</summary>
    /// <exception cref="JobOpsException">As <see cref="IJobCatalog.RegisterAsync"/> says</exception>
    public async Task RegisterAsync(JobDefinition definition, CancellationToken cancellation = default)
    {
        var job = await ledger.Jobs.RegisterAsync(definition, cancellation);
        _jobs[job.Name] = job;
    }

    /// <summary>The same where nothing of the kind is registered yet: what is as it was is only read, which needs fewer rights.</summary>
    /// <inheritdoc cref="RegisterAsync"/>
    public async Task<JobDefinition> RegisterIfChangedAsync(JobDefinition definition, CancellationToken cancellation = default)
    {
        if (await FindJobAsync(definition.Name, cancellation) is { } known && IsSame(known, definition))
            return known;
        await RegisterAsync(definition, cancellation);
        return _jobs[definition.Name]!;
    }

    static bool IsSame(JobDefinition known, JobDefinition wanted) =>
        LedgerJson.Write(known.AsWritten()) == LedgerJson.Write(wanted.AsWritten() with { Name = known.Name });

    /// <summary>The newest version of a job; null where there is none.</summary>
    public async Task<JobDefinition?> FindJobAsync(string name, CancellationToken cancellation = default)
    {
        if (!_jobs.TryGetValue(name, out var job))
            _jobs[name] = job = await ledger.Jobs.FindAsync(name, version: null, cancellation);
        return job;
    }

    /// <summary>Starts a run, or brings back the one that the idempotency key stands for.</summary>
    /// <param name="request">What to start.</param>
    /// <param name="executedHere">This process will execute the run, so that secrets can reach it.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="JobOpsException">JobNotFound, JobDisabled, Parameter…, SecretNeedsWait, IdempotencyKeyReused,
    /// OverlapSkipped, ChangeNotFound, ChangeEnded, ChangeNotMeasured, Environment…,
    /// RehearsalMissing, ForceReasonMissing, RehearsalNeedsApproval, and what <see cref="RunRequest.Require"/> refuses</exception>
    public async Task<StartedRun> StartAsync(
        StartRequest request, bool executedHere, CancellationToken cancellation = default)
    {
        var job = await RequireJobAsync(request.JobName, cancellation);
        var (run, secrets) = await BindAsync(request, job, executedHere, cancellation);
        run.Require();
        if (executedHere)
            await TakeUpLeftoversAsync(job, request.IdempotencyKey, cancellation);
        var enqueued = (await ledger.Requests.EnqueueAsync([run], cancellation))[0];
        return new(await TakeUpAsync(enqueued, request.RetryFailed, executedHere, cancellation), job, secrets);
    }

    /// <summary>
    /// A run that was stopped halfway goes on when it is asked for again, as one whose process died does. The same command is
    /// what whoever stopped it has at hand. One that has failed goes on where that is wanted, here or with a worker.
    /// </summary>
    async Task<JobRun> TakeUpAsync(JobRun run, bool retryFailed, bool executedHere, CancellationToken cancellation) =>
        run is { Replayed: true, Status: RunStatus.Cancelled } && executedHere
        || run is { Replayed: true, Status: RunStatus.Failed } && retryFailed
            ? await ledger.Requests.RestartAsync(
                new()
                {
                    RunId = run.RunId, Reason = "asked for again with its key", Needs = RunNeeds.Again(run, IsSession && executedHere),
                },
                cancellation)
            : run;

    /// <summary>Starts many runs, all or none of them. In the order of the requests.</summary>
    /// <exception cref="JobOpsException">As for one; the error names the request that it is about.</exception>
    public async Task<IReadOnlyList<JobRun>> StartAllAsync(
        IReadOnlyList<StartRequest> requests, CancellationToken cancellation = default) =>
        [.. (await StartAllAsync(requests, executedHere: false, cancellation)).Select(started => started.Run)];

    /// <summary>Starts many runs, all or none of them. In the order of the requests.</summary>
    /// <param name="requests">What to start.</param>
    /// <param name="executedHere">This process will execute the runs, so that secrets can reach them.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="JobOpsException">As for one; the error names the request that it is about.</exception>
    public async Task<IReadOnlyList<StartedRun>> StartAllAsync(
        IReadOnlyList<StartRequest> requests, bool executedHere, CancellationToken cancellation = default)
    {
        var bound = new List<(RunRequest Run, JobDefinition Job, IReadOnlyDictionary<string, string> Secrets)>(requests.Count);
        foreach (var request in requests)
        {
            try
            {
                var job = await RequireJobAsync(request.JobName, cancellation);
                var (run, secrets) = await BindAsync(request, job, executedHere, cancellation);
                run.Require();
                bound.Add((run, job, secrets));
            }
            catch (JobOpsException exception)
            {
                var error = exception.Error;
                throw new JobOpsException(
                    error with { What = $"{request.Source ?? $"Request {bound.Count + 1} of {requests.Count}"}, "
                        + $"so none was started: {error.What}" },
                    exception)
                {
                    Item = bound.Count,
                };
            }
        }
        if (executedHere)
            foreach (var job in bound.Select(one => one.Job).Distinct())
                await TakeUpLeftoversAsync(job, key: null, cancellation);
        var enqueued = await ledger.Requests.EnqueueAsync([.. bound.Select(one => one.Run)], cancellation);
        var started = new List<StartedRun>(requests.Count);
        foreach (var (index, run) in enqueued.Index())
            started.Add(new(
                await TakeUpAsync(run, requests[index].RetryFailed, executedHere, cancellation), bound[index].Job, bound[index].Secrets));
        return started;
    }

    /// <summary>What a request comes to, for somebody else to execute, and nothing is started.</summary>
    /// <exception cref="JobOpsException">As for a start, but for what only the ledger can refuse when it is written</exception>
    public async Task<RunRequest> PrepareAsync(StartRequest request, CancellationToken cancellation = default)
    {
        var job = await RequireJobAsync(request.JobName, cancellation);
        var (run, _) = await BindAsync(request, job, executedHere: false, cancellation);
        run.Require();
        return run;
    }

    static ApprovalDemand? ApprovalOf(StartRequest request, JobDefinition job, JobEnvironment? environment) =>
        !request.Rehearsing
            ? ApprovalDemand.Of([job.Approval, environment?.Approval, request.RequireApproval ? new() : null])
            : environment?.Approval is null
                ? null
                : throw new JobOpsException(Error.RehearsalNeedsApproval(job.Name, environment.Name));

    Task TakeUpLeftoversAsync(JobDefinition job, string? key, CancellationToken cancellation) =>
        leftovers is not null && job.Enabled ? leftovers.TakeUpAsync(job, key, cancellation) : Task.CompletedTask;

    async Task<JobDefinition> RequireJobAsync(string name, CancellationToken cancellation) =>
        await FindJobAsync(name, cancellation) ?? throw new JobOpsException(Error.JobNotFound(name));

    async Task<(RunRequest Run, IReadOnlyDictionary<string, string> Secrets)> BindAsync(
        StartRequest request, JobDefinition job, bool executedHere, CancellationToken cancellation)
    {
        var environment = await _environments.FindAsync(job, request.Environment, cancellation);
        var values = ParameterValues.Bind(job, request.Parameters);
        var (rehearsalId, forceReason) = await _rehearsals.MeetAsync(job, environment, request, cancellation);
        if (!executedHere && values.Secrets.Keys.FirstOrDefault() is { } secret)
            throw new JobOpsException(Error.SecretNeedsWait(job.Name, secret));
        var run = new RunRequest
        {
            JobName = job.Name,
            JobVersion = job.Version,
            Kind = job.Kind == JobKind.Runbook ? RunKind.Runbook : RunKind.Job,
            Needs = job.Kind == JobKind.Runbook && executedHere && IsSession ? RunNeed.Session : RunNeeds.Of(job),
            Environment = environment?.Name ?? request.Environment,
            EnvironmentVersion = environment?.Version,
            RehearsalId = rehearsalId,
            ForceReason = forceReason,
            IdempotencyKey = request.IdempotencyKey,
            ChangeId = request.ChangeId,
            Batch = request.Batch,
            FollowsRunId = request.FollowsRunId,
            Rehearsing = request.Rehearsing,
            Approval = ApprovalOf(request, job, environment),
            RunAgain = request.RunAgain,
            Parameters = values.Public,
            Given = [.. request.Parameters.Where(given => given.Value is not null).Select(given => given.Key)],
            Queue = request.Queue ?? job.Queue ?? JobQueue.Default,
            Priority = request.Priority ?? job.Priority,
            DueAt = request.DueAt,
            Delay = request.Delay,
            StartBy = request.StartBy,
            StartWithin = request.StartBy is null ? job.StartWithin : null,
        };
        return (run, values.Secrets);
    }
}
