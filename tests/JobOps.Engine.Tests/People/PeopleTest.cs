using JobOps.Engine.Tests.Contract;
using JobOps.Engine.Tests.Schedules;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Notifications;
using JobOps.Outbox;
using JobOps.Runs;

namespace JobOps.Engine.Tests.People;

/// <summary>Two people at one ledger, whose clock a test drives.</summary>
public abstract class PeopleTest(LedgerRig rig) : LedgerTest<LedgerRig>(rig)
{
    protected const string Group = "release-managers";

    protected static readonly DateTimeOffset Begin = new(2027, 3, 1, 12, 0, 0, TimeSpan.Zero);

    protected static readonly TimeSpan Lease = TimeSpan.FromDays(30);

    ILedger? _alice;
    ILedger? _bob;

    private protected DrivenClock Clock { get; } = new(Begin);

    /// <summary>Asks for runs, and works.</summary>
    protected ILedger Alice => _alice!;

    /// <summary>Is in <see cref="Group"/>.</summary>
    protected ILedger Bob => _bob!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _alice = await OpenAsAsync("alice");
        _bob = await OpenAsAsync("bob", Group);
        // What other tests have left is of no interest to this one.
        foreach (var receiver in await Alice.Notifications.GetReceiversAsync("*", Cancellation))
            await Alice.Notifications.RemoveAsync(receiver.Name, null, Cancellation);
        await TakeEventsAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var ledger in new[] { _alice, _bob })
            if (ledger is not null)
                await ledger.DisposeAsync();
        await base.DisposeAsync();
    }

    protected Task<ILedger> OpenAsAsync(string actor, params string[] groups) =>
        DrivenLedger.OpenAsync(Rig.Location, Clock, Cancellation, actor, groups);

    protected static string NewName(string what) => $"{what}-{Guid.NewGuid():N}";

    protected async Task<JobDefinition> RegisterAsync(Func<JobDefinition, JobDefinition>? change = null, string? name = null)
    {
        var job = LedgerContract.SampleJob(name ?? NewName("job"));
        return await Alice.Jobs.RegisterAsync(change?.Invoke(job) ?? job, Cancellation);
    }

    protected async Task<JobRun> StartAsync(JobDefinition job, Func<StartRequest, StartRequest>? change = null)
    {
        var request = new StartRequest { JobName = job.Name };
        return (await new JobStarter(Alice).StartAsync(change?.Invoke(request) ?? request, executedHere: false, Cancellation)).Run;
    }

    protected async Task<JobRun> FindAsync(JobRun run) => (await Alice.Runs.FindAsync(run.RunId, Cancellation))!;

    /// <summary>Executes nothing, and writes that a run has ended so.</summary>
    protected async Task<JobRun> EndAsync(JobRun run, RunStatus status, TimeSpan? duration = null)
    {
        var lease = Assert.Single(await Alice.Claims.ClaimAsync("worker", Lease, 1, run.RunId, Cancellation)).Lease;
        Clock.Now += duration ?? TimeSpan.Zero;
        var error = status == RunStatus.Failed ? Error.CommandFailed(run.RunId, "only", 3, "no space") : null;
        Assert.Empty(await Alice.Claims.CompleteAsync([new(lease, status, error)], Cancellation));
        return await FindAsync(run);
    }

    protected async Task<JobRun> RunAsync(JobDefinition job, RunStatus status, TimeSpan? duration = null) =>
        await EndAsync(await StartAsync(job), status, duration);

    protected async Task DispatchAsync() => await new OutboxDispatcher(Alice, error => Assert.Fail(error.Actual)).PassAsync(Cancellation);

    protected async Task<IReadOnlyList<JobRun>> RunsOfAsync(JobDefinition job) =>
        [.. (await Alice.Runs.GetAsync(new() { JobName = job.Name }, Cancellation)).OrderBy(run => run.RunId)];

    protected async Task<IReadOnlyList<OutboxEvent>> EventsAsync() => await Alice.Outbox.GetAsync(1000, Cancellation);

    protected async Task TakeEventsAsync()
    {
        foreach (var @event in await EventsAsync())
            await Alice.Outbox.PassAsync(@event, [], [], Cancellation);
    }

    /// <summary>Somebody who is told everything, by a program that takes it.</summary>
    protected Task<NotificationReceiver> SetReceiverAsync(Func<ReceiverEdit, ReceiverEdit>? change = null)
    {
        var edit = new ReceiverEdit { Name = NewName("receiver"), Command = ["true"] };
        return Alice.Notifications.SetAsync(change?.Invoke(edit) ?? edit, Cancellation);
    }

    protected async Task<IReadOnlyList<Notification>> ToldAsync(NotificationReceiver receiver) =>
        [.. (await Alice.Notifications.GetAsync(receiver.Name, cancellation: Cancellation)).Reverse()];

    protected static async Task<JobOpsError> ErrorOfAsync(Func<Task> action) =>
        (await Assert.ThrowsAsync<JobOpsException>(action)).Error;
}
