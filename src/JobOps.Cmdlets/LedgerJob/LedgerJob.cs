using System.ComponentModel;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Runs;
using Problem = JobOps.Errors.Error;

namespace JobOps.Cmdlets;

/// <summary>
/// A run of the ledger as a job of PowerShell, for Get-Job, Wait-Job, Receive-Job, Stop-Job and Remove-Job, wherever
/// the run is executed. Its streams are what the run's log says. Removing it lets go of the run and leaves all that
/// is recorded of it.
/// </summary>
public sealed class LedgerJob : Job2
{
    /// <summary>What Get-Job shows as PSJobTypeName, and Start-Job takes as -DefinitionType.</summary>
    internal const string TypeName = nameof(LedgerJob);

    readonly SerialWork _work = new();
    readonly Func<LedgerJob, Task>? _start;
    readonly LedgerJobStreams _streams;
    JobRun? _run;
    LedgerJobFollower? _follower;

    /// <summary>The job of a run that was started.</summary>
    internal LedgerJob(LedgerInfo ledger, JobRun run)
        : this(ledger, run.JobName, LedgerJobId.Of(ledger.LedgerId, run)) => _run = run;

    /// <summary>A job whose run does not exist yet.</summary>
    /// <param name="ledger">Where it will be.</param>
    /// <param name="jobName">The name of the definition.</param>
    /// <param name="start">Starts the run and attaches this job to it.</param>
    internal LedgerJob(LedgerInfo ledger, string jobName, Func<LedgerJob, Task> start)
        : this(ledger, jobName, Guid.NewGuid()) => _start = start;

    LedgerJob(LedgerInfo ledger, string jobName, Guid instanceId)
        : base($"Start-Job {Next.PowerShell(jobName)}", jobName, instanceId)
    {
        PSJobTypeName = TypeName;
        Location = ledger.Location;
        JobName = jobName;
        _streams = new(this);
    }

    /// <summary>The run as it was read last; null before the start.</summary>
    public JobRun? Run => Volatile.Read(ref _run);

    public long? RunId => Run?.RunId;

    public string JobName { get; }

    public int? JobVersion => Run?.JobVersion;

    public RunKind? Kind => Run?.Kind;

    /// <summary>The status of the run; <see cref="Job.JobStateInfo"/> says the same in the words of PowerShell.</summary>
    public RunStatus? Status => Run?.Status;

    public string? Environment => Run?.Environment;

    public string? IdempotencyKey => Run?.IdempotencyKey;

    public string? Queue => Run?.Queue;

    public int? Priority => Run?.Priority;

    public DateTimeOffset? DueAt => Run?.DueAt;

    public DateTimeOffset? StartBy => Run?.StartBy;

    /// <summary>The parameters without the secret ones.</summary>
    public IReadOnlyDictionary<string, object?> Parameters => Run?.Parameters ?? new Dictionary<string, object?>();

    public string? RequestedBy => Run?.RequestedBy;

    public DateTimeOffset? RequestedAt => Run?.RequestedAt;

    public DateTimeOffset? StartedAt => Run?.StartedAt;

    public DateTimeOffset? FinishedAt => Run?.FinishedAt;

    public TimeSpan? Duration => Run?.Duration;

    public int? Attempt => Run?.Attempt;

    public string? Worker => Run?.Worker;

    /// <summary>True when an idempotency key brought back a run that was there already, and nothing was started.</summary>
    public bool Replayed => Run?.Replayed ?? false;

    /// <inheritdoc/>
    public override string Location { get; }

    /// <inheritdoc/>
    public override string StatusMessage => Run is { Error: { } error } ? error.What : $"{Status}";

    /// <inheritdoc/>
    public override bool HasMoreData => !IsFinished || _streams.HoldData;

    /// <summary>What the bar of a waiting cmdlet shows now; null where there is nothing to show.</summary>
    internal ProgressText? Progressing => _streams.Progressing;

    /// <summary>What the bar says has changed, or there is nothing more to say. On any thread.</summary>
    internal event Action<ProgressText?>? Progressed
    {
        add => _streams.Progressed += value;
        remove => _streams.Progressed -= value;
    }

    internal bool IsFinished => JobStateInfo.State is JobState.Completed or JobState.Failed or JobState.Stopped;

    /// <inheritdoc/>
    public override void StartJob()
    {
        try
        {
            Task.Run(StartAsync).GetAwaiter().GetResult();
        }
        catch (JobOpsException exception)
        {
            throw new RuntimeException(exception.Message, exception, ErrorRecords.Of(cmdlet: null, exception));
        }
    }

    /// <inheritdoc/>
    public override void StartJobAsync() => Announce(StartAsync, OnStartJobCompleted);

    /// <summary>Asks the run's worker to stop it, and waits until it has ended.</summary>
    public override void StopJob() => StopJob(force: false, reason: "");

    /// <inheritdoc cref="StopJob()"/>
    /// <param name="force">Makes no difference: the worker ends the whole process tree anyway.</param>
    /// <param name="reason">Why: kept in the journal and with the run.</param>
    public override void StopJob(bool force, string reason)
    {
        Task.Run(() => StopAsync(reason)).GetAwaiter().GetResult();
        Finished.WaitOne();
    }

    /// <inheritdoc/>
    public override void StopJobAsync() => StopJobAsync(force: false, reason: "");

    /// <inheritdoc/>
    public override void StopJobAsync(bool force, string reason) => Announce(
        async () =>
        {
            await StopAsync(reason);
            await ToEndAsync();
        },
        OnStopJobCompleted);

    /// <summary>A run cannot be suspended; its queue can.</summary>
    public override void SuspendJob() => throw NotSuspendable();

    /// <inheritdoc cref="SuspendJob()"/>
    public override void SuspendJob(bool force, string reason) => throw NotSuspendable();

    /// <inheritdoc cref="SuspendJob()"/>
    public override void SuspendJobAsync() => OnSuspendJobCompleted(new(NotSuspendable(), cancelled: false, userState: null));

    /// <inheritdoc cref="SuspendJob()"/>
    public override void SuspendJobAsync(bool force, string reason) => SuspendJobAsync();

    /// <inheritdoc cref="SuspendJob()"/>
    public override void ResumeJob() => throw NotSuspendable();

    /// <inheritdoc cref="SuspendJob()"/>
    public override void ResumeJobAsync() => OnResumeJobCompleted(new(NotSuspendable(), cancelled: false, userState: null));

    /// <summary>A run never asks a person for anything, so nothing of it is ever blocked.</summary>
    public override void UnblockJob() => throw NotSuspendable();

    /// <inheritdoc cref="UnblockJob()"/>
    public override void UnblockJobAsync() => OnUnblockJobCompleted(new(NotSuspendable(), cancelled: false, userState: null));

    /// <summary>Takes the run over, and its log from now on.</summary>
    internal void Follow(LedgerJobFollower follower, JobRun run)
    {
        _follower = follower;
        Volatile.Write(ref _run, run);
    }

    /// <summary>Takes in what was read of the run: first what it printed, then where it stands.</summary>
    /// <returns>Ends when all of it is in the streams.</returns>
    internal Task Publish(JobRun run, IReadOnlyList<LogLine> lines, ProgressText? progress) => _work.Add(() => IfFollowed(() =>
    {
        _streams.Write(lines);
        _streams.Show(run, run.IsFinished ? null : progress);
        // What a start said of the run stays with the job: later reads do not know it.
        Volatile.Write(ref _run, run with { Replayed = Replayed });
        Enter(StateOf(run.Status), run.IsFinished && run.Error is { } error ? new JobOpsException(error) : null);
    }));

    /// <summary>Says in the job's warnings that its ledger does not answer.</summary>
    internal void Warn(string text) => _ = _work.Add(() => IfFollowed(() => Warning.Add(new(text))));

    /// <summary>The run is no longer followed: for PowerShell the job is disconnected, and waiting for it ends.</summary>
    internal void Detach() => _ = _work.Add(() => IfFollowed(() =>
    {
        _follower = null;
        _streams.Show(Run!, null);
        Enter(JobState.Disconnected, reason: null);
    }));

    /// <summary>Is not followed any longer, because the session lets go of it.</summary>
    internal void LetGo()
    {
        _follower?.Forget(this);
        Detach();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _follower?.Forget(this);
        base.Dispose(disposing);
    }

    static JobState StateOf(RunStatus status) => status switch
    {
        RunStatus.AwaitingApproval or RunStatus.Scheduled or RunStatus.Queued => JobState.NotStarted,
        RunStatus.Running => JobState.Running,
        RunStatus.Succeeded => JobState.Completed,
        RunStatus.Cancelled => JobState.Stopped,
        _ => JobState.Failed,
    };

    void Enter(JobState state, Exception? reason)
    {
        if (JobStateInfo.State != state)
            SetState(this, state, reason);
    }

    // PowerShell's own method for classes like this one, which the reference assembly that this is compiled against lacks.
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = nameof(SetJobState))]
    static extern void SetState(Job2 job, JobState state, Exception? reason);

    /// <summary>
    /// A job that has ended or was detached takes in nothing that was read of the run meanwhile, nor does one that was
    /// removed.
    /// </summary>
    void IfFollowed(Action action)
    {
        try
        {
            if (_follower is not null && !IsFinished)
                action();
        }
        catch (ObjectDisposedException)
        {
            // Removed between the question and the answer.
        }
    }

    async Task StartAsync()
    {
        // A run is started once; its key would bring the same one back.
        if (Run is null && _start is not null)
            await _start(this);
    }

    async Task StopAsync(string reason)
    {
        if (IsFinished)
            return;
        if (_follower is not { } follower || RunId is not { } runId)
            throw new JobOpsException(Problem.RunNotFollowed(RunId ?? 0));
        try
        {
            await follower.StopRunAsync(runId, reason);
        }
        catch (JobOpsException exception) when (exception.Error.Id == nameof(Problem.RunNotStoppable))
        {
            // It ended by itself just now, and the job will hear of it.
        }
    }

    Task ToEndAsync()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        StateChanged += (_, change) =>
        {
            if (change.JobStateInfo.State is JobState.Completed or JobState.Failed or JobState.Stopped or JobState.Disconnected)
                ended.TrySetResult();
        };
        if (IsFinished)
            ended.TrySetResult();
        return ended.Task;
    }

    static void Announce(Func<Task> work, Action<AsyncCompletedEventArgs> completed) => _ = Task.Run(async () =>
    {
        Exception? failure = null;
        try
        {
            await work();
        }
        catch (JobOpsException exception)
        {
            failure = exception;
        }
        completed(new(failure, cancelled: false, userState: null));
    });

    JobOpsException NotSuspendable() => new(Problem.RunNotSuspendable(RunId ?? 0, Run?.Queue ?? Queues.JobQueue.Default));
}
