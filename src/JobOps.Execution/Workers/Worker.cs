using System.Reflection;
using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Runs;
using JobOps.Workers;

namespace JobOps.Execution;

/// <summary>Claims runs and executes them in this process.</summary>
/// <param name="ledger">The ledger.</param>
/// <param name="options">Lease, concurrency, grace times and caps.</param>
/// <param name="observer">Is told how it goes; may be null.</param>
/// <param name="scriptBlocks">Executes the undo of runbook steps; null in a host without PowerShell.</param>
/// <param name="runbook">Executes the script of a runbook in the PowerShell session of its caller; null leaves it to a host.</param>
/// <param name="powerShell">The PowerShell processes of this worker; without them it claims nothing that needs PowerShell.</param>
public sealed class Worker(
    ILedger ledger, WorkerOptions? options = null, IRunObserver? observer = null,
    IScriptBlockRunner? scriptBlocks = null, RunBody? runbook = null, PowerShellHosts? powerShell = null)
{
    // A call wakes a waiting worker; once a second it looks without one, for what became due or was lost.
    static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(1);

    static readonly Dictionary<string, string> s_noSecrets = [];

    readonly WorkerOptions _options = options ?? new();
    readonly RunNeed _meets = powerShell is null ? RunNeed.Nothing : RunNeed.PowerShell;
    readonly RunAttempt _attempt = new(ledger, options ?? new(), observer, powerShell, kind => kind switch
    {
        RunKind.Rollback => (attempt, stop) => new RollbackBody(attempt, scriptBlocks).ExecuteAsync(stop),
        RunKind.Runbook => runbook ?? ((attempt, stop) => new HostedRunbookBody(attempt).ExecuteAsync(stop)),
        _ => (attempt, stop) => new StepsBody(attempt).ExecuteAsync(stop),
    });
    readonly OutcomeWriter _outcomes = new(ledger.Claims);

    OutboxDispatcher? _dispatcher;

    /// <summary>Is told how the worker itself goes; may be null.</summary>
    public IWorkerObserver? Watch { get; init; }

    /// <summary>Takes up what dead workers have left in the way of a run that is waited for; null leaves it to other workers.</summary>
    public Leftovers? Leftovers { get; init; }

    /// <summary>
    /// Executes one run to its end: claims it as soon as it is free, or waits until its present worker has
    /// finished. A run that is finished already comes back as it is. What a session asked for is executed once: its script
    /// does not begin again by itself there.
    /// </summary>
    /// <param name="runId">The run.</param>
    /// <param name="secrets">Secret parameters by name.</param>
    /// <param name="cancellation">Stops the run: its process tree is ended and it becomes Cancelled.</param>
    /// <returns>The run as it ended.</returns>
    /// <exception cref="JobOpsException">RunNotFound, ParameterMissing; of a runbook also LeaseLost, and why it was given back</exception>
    public async Task<JobRun> ExecuteAsync(
        long runId, IReadOnlyDictionary<string, string>? secrets = null, CancellationToken cancellation = default)
    {
        await using var keeper = LeaseKeeper.Start(ledger.Claims, _options.Worker, _options.Lease);
        while (true)
        {
            // Asked without the token: a run that was stopped still comes back as it ended.
            var run = await ledger.Runs.FindAsync(runId, CancellationToken.None) ?? throw new JobOpsException(Error.RunNotFound(runId));
            if (run.IsFinished)
                return run;
            RunAttempt.RequireSecrets(run, await _attempt.RequireJobAsync(run, cancellation), secrets ?? s_noSecrets);
            if (await ClaimAsync(1, runId, cancellation) is not [var claimed])
            {
                if (run.Status == RunStatus.Running && await WorkerName.ReleaseGoneAsync(ledger, [run], cancellation))
                    continue;
                if (Leftovers is null || !await Leftovers.ClearWayAsync(run, cancellation))
                    await ledger.WaitForChangeAsync(s_longestWait, cancellation);
                continue;
            }
            var outcome = await ExecuteClaimedAsync(
                claimed, keeper, secrets ?? s_noSecrets, cancellation, release: CancellationToken.None);
            if (outcome is { Status: not (RunStatus.Scheduled or RunStatus.Queued) })
                await FollowAsync(new(ledger), CancellationToken.None);
            if (run.Needs == RunNeed.Session && outcome is null or { Status: RunStatus.Queued })
                throw new JobOpsException(outcome?.Error ?? Error.LeaseLost(runId));
        }
    }

    /// <inheritdoc cref="ExecuteAsync(long, IReadOnlyDictionary{string, string}, CancellationToken)"/>
    public Task<JobRun> ExecuteAsync(StartedRun started, CancellationToken cancellation = default)
    {
        _attempt.Remember(started.Job);
        return ExecuteAsync(started.Run.RunId, started.Secrets, cancellation);
    }

    /// <summary>
    /// Executes what is due until nothing is left to claim, and returns how many attempts it made. When
    /// <paramref name="stop"/> is cancelled it takes nothing new and behaves as <see cref="RunAsync"/> does.
    /// </summary>
    public Task<int> DrainAsync(CancellationToken stop = default, CancellationToken giveBack = default) =>
        WorkAsync(untilEmpty: true, stop, giveBack, trouble: null);

    /// <summary>
    /// Works until <paramref name="stop"/> is cancelled. Then it takes nothing new, gives what runs the drain time to
    /// end, and gives the rest back to other workers. A ledger that does not answer is asked again and again.
    /// </summary>
    /// <param name="stop">Begins the drain.</param>
    /// <param name="trouble">Is told each time the ledger does not answer.</param>
    /// <param name="giveBack">Ends the drain time early.</param>
    /// <returns>How many attempts it made.</returns>
    /// <exception cref="JobOpsException">The ledger refuses this worker for good.</exception>
    public Task<int> RunAsync(
        CancellationToken stop, Action<JobOpsError>? trouble = null, CancellationToken giveBack = default) =>
        WorkAsync(untilEmpty: false, stop, giveBack, trouble ?? (_ => { }));

    async Task<int> WorkAsync(
        bool untilEmpty, CancellationToken stop, CancellationToken giveBack, Action<JobOpsError>? trouble)
    {
        var worker = Describe();
        await ledger.Workers.RegisterAsync(worker, _options.Lease, CancellationToken.None);
        Watch?.Registered(worker);
        await ReleaseGoneAsync(stop);
        var sender = new NotificationSender(ledger, _options.Worker, trouble);
        var dispatcher = _dispatcher = new(ledger, trouble, untilEmpty ? null : sender);
        await using var beside = await StartBesideAsync(dispatcher, sender, untilEmpty, trouble, stop);
        await using var keeper = LeaseKeeper.Start(ledger.Claims, _options.Worker, _options.Lease, trouble);
        using var release = CancellationTokenSource.CreateLinkedTokenSource(giveBack);
        var active = new List<Task>();
        var vain = new VainCalls();
        var called = false;
        var attempts = 0;
        try
        {
            while (!stop.IsCancellationRequested)
            {
                var claimed = await ClaimFreeAsync(_options.Concurrency - active.Count, trouble, stop);
                vain.Note(called, claimed.Count);
                Watch?.Alive();
                attempts += claimed.Count;
                active.AddRange(claimed.Select(run =>
                    Task.Run(() => ExecuteClaimedAsync(run, keeper, s_noSecrets, CancellationToken.None, release.Token))));
                if (active.Count == 0 && untilEmpty)
                {
                    // What follows the last run is work, too.
                    if (await FollowAsync(dispatcher, stop) > 0)
                        continue;
                    break;
                }
                called = (claimed.Count == 0 || active.Count == _options.Concurrency) && await WaitAsync(active, vain.Pause, stop);
                await ObserveEndedAsync(active);
            }
        }
        catch
        {
            // Without this loop their leases are not renewed and their processes not ended.
            await release.CancelAsync();
            await Task.WhenAll(active).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
        await DrainActiveAsync(active, release);
        await IgnoreLedgerAsync(() => ledger.Workers.RemoveAsync(_options.Worker, CancellationToken.None));
        return attempts;
    }

    /// <summary>Begins what goes on beside the runs: to start what schedules say, to see to what follows runs, to tell whoever wants to
    /// know, to take out what nobody keeps. Who works until nothing is left starts what is due now, and tells at its end.</summary>
    async Task<BesideWorker> StartBesideAsync(
        OutboxDispatcher dispatcher, NotificationSender sender, bool untilEmpty, Action<JobOpsError>? trouble, CancellationToken stop)
    {
        var scheduler = _options.Schedules ? new Scheduler(ledger, trouble) : null;
        if (untilEmpty)
        {
            if (scheduler is not null)
                await IgnoreLedgerAsync(() => scheduler.PassAsync(stop));
            return BesideWorker.Start([], stop);
        }
        var retention = new RetentionPass(ledger, trouble);
        return BesideWorker.Start(
            [.. scheduler is null ? Array.Empty<Func<CancellationToken, Task>>() : [scheduler.RunAsync],
                dispatcher.RunAsync, sender.RunAsync, retention.RunAsync],
            stop);
    }

    /// <summary>Sees to what follows the runs that have ended, where no other worker does it meanwhile.</summary>
    /// <returns>How many runs it has started.</returns>
    async Task<int> FollowAsync(OutboxDispatcher dispatcher, CancellationToken stop)
    {
        var started = 0;
        await IgnoreLedgerAsync(async () =>
        {
            var outlook = await ledger.Outbox.LookAsync(stop);
            if (!outlook.HasEvents && !(outlook.NotifyAt <= outlook.Now))
                return;
            started = await dispatcher.PassAsync(stop);
            await new NotificationSender(ledger, _options.Worker).PassAsync(stop);
        });
        return started;
    }

    /// <summary>What a worker of this machine had in hand that has died, such as the one that a service manager replaces by this.</summary>
    async Task ReleaseGoneAsync(CancellationToken stop) => await IgnoreLedgerAsync(async () =>
        await WorkerName.ReleaseGoneAsync(
            ledger, await ledger.Runs.GetAsync(new() { Statuses = [RunStatus.Running] }, stop), stop));

    async Task<IReadOnlyList<ClaimedRun>> ClaimFreeAsync(int count, Action<JobOpsError>? trouble, CancellationToken stop)
    {
        if (count == 0)
            return [];
        try
        {
            return await ClaimAsync(count, runId: null, stop);
        }
        catch (OperationCanceledException)
        {
            return [];
        }
        catch (JobOpsException exception)
            when (trouble is not null && exception.Error.Kind is ErrorKind.LedgerUnavailable or ErrorKind.Busy)
        {
            trouble(exception.Error);
            await Task.WhenAny(Task.Delay(s_longestWait, stop));
            return [];
        }
    }

    Task<IReadOnlyList<ClaimedRun>> ClaimAsync(int count, long? runId, CancellationToken cancellation) =>
        ledger.Claims.ClaimAsync(
            new()
            {
                Worker = _options.Worker, Lease = _options.Lease, Count = count,
                // Who asks for a run by its number executes it, or says what is missing.
                Meets = runId is null ? _meets : RunNeed.Session,
                Queues = runId is null && _options.Queues.Count > 0 ? _options.Queues : null, RunId = runId,
            },
            cancellation);

    /// <summary>Until the ledger calls, a run ends, or the drain begins.</summary>
    /// <returns>Whether the ledger has called.</returns>
    async Task<bool> WaitAsync(List<Task> active, TimeSpan pause, CancellationToken stop)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var called = false;
        // With all hands full only an end matters.
        var call = IgnoreLedgerAsync(async () =>
        {
            await Task.Delay(active.Count < _options.Concurrency ? pause : s_longestWait, enough.Token);
            called = active.Count < _options.Concurrency && await ledger.Claims.WaitAsync(s_longestWait, enough.Token);
        });
        await Task.WhenAny([call, .. active]);
        await enough.CancelAsync();
        await call;
        return called;
    }

    static async Task ObserveEndedAsync(List<Task> active)
    {
        foreach (var ended in active.Where(task => task.IsCompleted).ToList())
        {
            active.Remove(ended);
            await ended;
        }
    }

    async Task DrainActiveAsync(List<Task> active, CancellationTokenSource release)
    {
        if (active.Count == 0)
            return;
        await IgnoreLedgerAsync(() => ledger.Workers.DrainAsync(_options.Worker, CancellationToken.None));
        release.CancelAfter(_options.DrainTime);
        var ended = Task.WhenAll(active);
        while (await Task.WhenAny(ended, Task.Delay(s_longestWait)) != ended)
            Watch?.Alive();
        await ended;
    }

    /// <returns>The outcome as it is written; null where the lease is lost.</returns>
    async Task<RunOutcome?> ExecuteClaimedAsync(
        ClaimedRun claimed, LeaseKeeper keeper, IReadOnlyDictionary<string, string> secrets, CancellationToken cancel,
        CancellationToken release)
    {
        using var held = keeper.Hold(claimed.Lease);
        Watch?.RunStarting(claimed.Run);
        var outcome = await _attempt.ExecuteAsync(claimed, secrets, held, cancel, release);
        var written = outcome is not null && await WriteOutcomeAsync(outcome, held);
        outcome = written ? outcome : null;
        if (outcome is { Status: not (RunStatus.Scheduled or RunStatus.Queued) })
            _dispatcher?.Call();
        Watch?.RunEnded(claimed.Run, outcome);
        return outcome;
    }

    /// <returns>False where the lease is lost, or the ledger refuses this outcome: then the lease runs out.</returns>
    async Task<bool> WriteOutcomeAsync(RunOutcome outcome, HeldLease held)
    {
        try
        {
            return await DurableWrite.UntilAnsweredAsync(held, () => _outcomes.WriteAsync(outcome));
        }
        catch (JobOpsException exception) when (
            exception.Error.Id == nameof(Error.LeaseLost) || exception.Error.Kind == ErrorKind.LedgerUnavailable)
        {
            return false;
        }
    }

    /// <summary>What could not be written down about the worker itself, the end of its lease says.</summary>
    static async Task IgnoreLedgerAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (Exception exception) when (exception is JobOpsException or OperationCanceledException)
        {
        }
    }

    JobWorker Describe() => new()
    {
        Worker = _options.Worker,
        Host = Environment.MachineName,
        ProcessId = Environment.ProcessId,
        Version = typeof(Worker).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
        Queues = _options.Queues,
        Concurrency = _options.Concurrency,
        Meets = _meets,
    };
}
