using JobOps.Changes;
using JobOps.Environments;
using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Rehearsals;
using JobOps.Runs;
using JobOps.Steps;
using JobOps.Values;

namespace JobOps.Execution;

/// <summary>Executes a job where it can do no harm, and looks whether its rollback puts back what it changed.</summary>
/// <param name="ledger">The ledger.</param>
/// <param name="starter">Starts the runs.</param>
/// <param name="performAsync">Executes a run in this process, and returns it as it stands in the end. It is stopped by the token.</param>
/// <param name="say">Is told what comes next, as a sentence.</param>
public sealed class Rehearser(
    ILedger ledger, JobStarter starter, Func<StartedRun, CancellationToken, Task<JobRun>> performAsync, Action<string> say)
{
    /// <summary>Looks, executes, looks, rolls back, looks; and keeps what came of it.</summary>
    /// <param name="request">The job, its parameters and the environment. No key: a rehearsal is always executed.</param>
    /// <param name="changeId">The change that it prepares; its runs do not apply it. Null for none.</param>
    /// <param name="cancellation">Ends it; what has been done by then is not undone.</param>
    /// <exception cref="JobOpsException">JobNotFound, EnvironmentNotFound, ProbesMissing, ProbeUnreadable, ChangeNotFound, and what
    /// <see cref="JobStarter.StartAsync"/> refuses</exception>
    public async Task<Rehearsal> RehearseAsync(
        StartRequest request, ChangeId? changeId = null, CancellationToken cancellation = default)
    {
        var (job, environment, probes) = await PrepareAsync(request, cancellation);
        if (changeId is { } prepared)
            await ledger.Changes.RequireAsync(prepared, cancellation);
        var rehearsal = new Rehearsal
        {
            JobName = job.Name, JobVersion = job.Version, Environment = environment.Name, EnvironmentVersion = environment.Version,
            ChangeId = changeId, DefinitionHash = RehearsedFiles.DefinitionHash(job),
            Files = await RehearsedFiles.ReadAsync(job, cancellation),
            Parameters = request.Parameters.Where(given => given.Value is not null).Select(given => given.Key).Order().ToList(),
        };
        var before = await probes.ReadAsync(job.Probes!, cancellation);
        say($"Executing it in {environment.Name}");
        var (started, run, _) = await PerformAsync(request, environment, halfWay: false, cancellation);
        say("Looking at what it has changed");
        var applied = await probes.ReadAsync(job.Probes!, cancellation);
        var rollback = await RollBackAsync(started, cancellation);
        say("Looking at what was put back");
        var after = await probes.ReadAsync(job.Probes!, cancellation);
        var left = Differences(before, after);
        rehearsal = rehearsal with
        {
            RunId = run.RunId, RollbackRunId = rollback.RunId,
            Failure = Failure(run, rollback, changed: Differences(before, applied).Count > 0, left),
            Differences = left,
            Probes = before.Select((reading, index) =>
                new RehearsedProbe(reading.Name, reading.Hash, applied[index].Hash, after[index].Hash)).ToList(),
        };
        var kept = await ledger.Rehearsals.AddAsync(rehearsal with { Passed = rehearsal.Failure is null }, cancellation);
        return await new RehearsalStanding(ledger).LookAsync(kept, cancellation);
    }

    /// <summary>
    /// Executes a job twice, and once more with its processes ended half-way, and looks whether each leaves the same as the first. What it
    /// did is undone afterwards, the last run first.
    /// </summary>
    /// <inheritdoc cref="RehearseAsync"/>
    public async Task<IdempotencyReport> RepeatAsync(StartRequest request, CancellationToken cancellation = default)
    {
        var (job, environment, probes) = await PrepareAsync(request, cancellation);
        var runs = new List<StartedRun>();
        var before = await probes.ReadAsync(job.Probes!, cancellation);
        string? failure = null;
        IReadOnlyList<string> differences = [];
        var interrupted = false;
        IReadOnlyList<ProbeReading>? first = null;
        try
        {
            foreach (var (number, word) in new[] { "once", "a second time", "a third time, ended half-way" }.Index())
            {
                say($"Executing it {word}");
                var (started, run, caught) = await PerformAsync(request, environment, halfWay: number == 2, cancellation);
                runs.Add(started);
                interrupted |= caught;
                var seen = await probes.ReadAsync(job.Probes!, cancellation);
                first ??= seen;
                differences = Differences(first, seen);
                failure = run.Status != RunStatus.Succeeded ? $"executed {word}, it ended as {run.Status}: {Cause(run)}"
                    : Differences(before, first).Count == 0 ? NothingChanged
                    : differences.Count > 0 ? $"executed {word}, it left something else than the first time"
                    : null;
                if (failure is not null)
                    break;
            }
        }
        finally
        {
            for (var last = runs.Count - 1; last >= 0; last--)
                await RollBackAsync(runs[last], cancellation);
        }
        return new()
        {
            JobName = job.Name, JobVersion = job.Version, Environment = environment.Name, Passed = failure is null, Failure = failure,
            Differences = differences, EndedHalfWay = interrupted, RunIds = runs.Select(run => run.Run.RunId).ToList(),
            Undone = Differences(before, await probes.ReadAsync(job.Probes!, cancellation)).Count == 0,
        };
    }

    const string NothingChanged = "the probes see no change: the job changed nothing, or nothing that they look at";

    async Task<(JobDefinition Job, JobEnvironment Environment, ProbeReader Probes)> PrepareAsync(
        StartRequest request, CancellationToken cancellation)
    {
        var job = await starter.FindJobAsync(request.JobName, cancellation)
            ?? throw new JobOpsException(Error.JobNotFound(request.JobName));
        if (job.Probes is not { Count: > 0 })
            throw new JobOpsException(Error.ProbesMissing(job.Name));
        var environment = await ledger.Environments.RequireAsync(request.Environment ?? "", version: null, cancellation);
        var values = ParameterValues.Bind(job, request.Parameters);
        // The probes look before there is a run: this one has what they may ask for.
        var run = new JobRun
        {
            RunId = 0, JobName = job.Name, Environment = environment.Name, EnvironmentVersion = environment.Version,
            Parameters = values.Public,
        };
        var secrets = await RunEnvironment.ReadAllAsync(environment, cancellation);
        var filled = new PlaceholderValues(run, job, values.Secrets, new Dictionary<string, JobStep>(), secrets);
        return (job, environment, new(
            $"the job '{job.Name}'", job.WorkingDirectory, (template, place) => filled.Fill(template, place),
            new(values.Secrets.Values.Concat(secrets.Secrets.Values))));
    }

    async Task<(StartedRun Started, JobRun Run, bool EndedHalfWay)> PerformAsync(
        StartRequest request, JobEnvironment environment, bool halfWay, CancellationToken cancellation)
    {
        var started = await starter.StartAsync(
            request with { Environment = environment.Name, IdempotencyKey = null, ChangeId = null, Rehearsing = true },
            executedHere: true, cancellation);
        if (!halfWay)
            return (started, await performAsync(started, cancellation), false);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var watched = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var watching = EndHalfWayAsync(started, end, watched.Token);
        var run = await performAsync(started, end.Token);
        await watched.CancelAsync();
        await watching;
        cancellation.ThrowIfCancellationRequested();
        if (run.Status != RunStatus.Cancelled)
            return (started, run, false);
        var again = await ledger.Requests.RestartAsync(
            new() { RunId = run.RunId, Reason = "ended half-way by a test of idempotency", Needs = run.Needs }, cancellation);
        return (started, await performAsync(started with { Run = again }, cancellation), true);
    }

    /// <summary>In the middle: while its second step runs, or the first where there is only one.</summary>
    async Task EndHalfWayAsync(StartedRun started, CancellationTokenSource end, CancellationToken watched)
    {
        var least = started.Job is { Kind: JobKind.Steps, Steps.Count: 1 } ? 1 : 2;
        try
        {
            while (true)
            {
                var steps = await ledger.Steps.GetAsync(started.Run.RunId, watched);
                if (steps is [.., { Status: StepStatus.Running } last] && last.Number >= least)
                    break;
                await ledger.WaitForChangeAsync(TimeSpan.FromMilliseconds(10), watched);
            }
            await end.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            // It has ended by itself.
        }
    }

    async Task<JobRun> RollBackAsync(StartedRun started, CancellationToken cancellation)
    {
        say($"Rolling run {started.Run.RunId} back");
        var rollback = await Rollback.ReadAsync(ledger, started.Run.RunId, cancellation);
        var request = await rollback.RequestAsync(force: false, cancellation);
        return await performAsync(new(request, rollback.Job, started.Secrets), cancellation);
    }

    static string? Failure(JobRun run, JobRun rollback, bool changed, IReadOnlyList<string> left) =>
        run.Status != RunStatus.Succeeded ? $"run {run.RunId} ended as {run.Status}: {Cause(run)}"
        : !changed ? NothingChanged
        : rollback.Status != RunStatus.Succeeded ? $"the rollback, run {rollback.RunId}, ended as {rollback.Status}: {Cause(rollback)}"
        : left.Count > 0 ? "after the rollback it is not as it was before"
        : null;

    // What failed, and what was found: who reads it has no other word of why.
    static string Cause(JobRun run) => run.Error is { } error ? $"{error.What} {error.Actual}" : "";

    // Scripts index what they get, which PowerShell cannot do with the lists that the compiler makes of a collection expression.
    static List<string> Differences(IReadOnlyList<ProbeReading> before, IReadOnlyList<ProbeReading> after) =>
        after.Zip(before).SelectMany(pair => pair.First.DifferencesFrom(pair.Second)).ToList();
}

/// <summary>Whether a job may be executed again, as its probes see it.</summary>
public sealed record IdempotencyReport
{
    public required string JobName { get; init; }
    public int JobVersion { get; init; }
    public required string Environment { get; init; }
    /// <summary>The second and the third time left what the first one did.</summary>
    public bool Passed { get; init; }
    /// <summary>Why not, as a sentence; null where it passed.</summary>
    public string? Failure { get; init; }
    /// <summary>What was another way than after the first time, a line each.</summary>
    public IReadOnlyList<string> Differences { get; init; } = [];
    /// <summary>The third run was ended while a step ran. False where it was too quick.</summary>
    public bool EndedHalfWay { get; init; }
    /// <summary>The runs, all of them rolled back.</summary>
    public IReadOnlyList<long> RunIds { get; init; } = [];
    /// <summary>After the rollbacks the probes see what they saw in the beginning.</summary>
    public bool Undone { get; init; }
}
