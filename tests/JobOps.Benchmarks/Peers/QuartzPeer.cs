using System.Globalization;
using Quartz;

namespace JobOps.Benchmarks.Peers;

/// <summary>
/// Quartz.NET with its ADO job store: one durable job and a trigger for each run, due at once. 16 threads, and triggers
/// taken 16 at a time, which is the most that it allows for so many threads.
/// </summary>
sealed class QuartzPeer : IAsyncDisposable
{
    public const int Threads = 16;

    static readonly JobKey s_job = new("bench");

    readonly IAsyncDisposable _factory;
    readonly IScheduler _scheduler;
    readonly Countdown _countdown;
    int _count;

    QuartzPeer(IAsyncDisposable factory, IScheduler scheduler, Countdown countdown)
    {
        _factory = factory;
        _scheduler = scheduler;
        _countdown = countdown;
    }

    public static string Version => typeof(IScheduler).Assembly.GetName().Version!.ToString(3);

    /// <param name="store">Points it at its database and says where its tables come from.</param>
    public static async Task<QuartzPeer> StartAsync(Action<IPersistentStoreBuilder> store)
    {
        var factory = QuartzSchedulerBuilder.Create(quartz =>
        {
            quartz.UseDefaultThreadPool(Threads);
            quartz.UsePersistentStore(persistent =>
            {
                store(persistent);
                persistent.UseSystemTextJsonSerializer();
                // What waits on purpose until the measurement begins has not missed its time.
                persistent.ConfigureStore(options => options.MisfireThreshold = TimeSpan.FromHours(1));
            });
        }).Build();
        var scheduler = await factory.GetScheduler();
        var countdown = new Countdown();
        scheduler.Context[nameof(Countdown)] = countdown;
        await scheduler.Start();
        await scheduler.Standby();
        var peer = new QuartzPeer(factory, scheduler, countdown);
        await peer.ClearAsync();
        return peer;
    }

    /// <summary>A commit for each.</summary>
    public async Task ScheduleOneByOneAsync(int triggers)
    {
        for (var trigger = 0; trigger < triggers; trigger++)
            await _scheduler.ScheduleJob(NewTrigger(), new ScheduleJobOptions());
    }

    /// <summary>One call for all of them.</summary>
    public async Task ScheduleAsync(int triggers)
    {
        await _scheduler.ScheduleJobs(
            new Dictionary<IJobDetail, IReadOnlyCollection<ITrigger>>
            {
                [Job()] = [.. Enumerable.Range(0, triggers).Select(_ => NewTrigger())],
            },
            ScheduleJobOptions.Replacing);
    }

    /// <summary>Fires what was scheduled and waits for so many executions.</summary>
    public async Task FireAsync(int triggers)
    {
        var fired = _countdown.From(triggers);
        await _scheduler.Start();
        await fired;
        await _scheduler.Standby();
    }

    /// <summary>Leaves the job and not one trigger.</summary>
    public async Task ClearAsync()
    {
        await _scheduler.Clear();
        await _scheduler.AddJob(Job(), new AddJobOptions());
    }

    public ValueTask DisposeAsync() => _factory.DisposeAsync();

    static IJobDetail Job() => JobBuilder.Create<NoOpJob>().WithIdentity(s_job).StoreDurably().Build();

    ITrigger NewTrigger() => TriggerBuilder.Create()
        .ForJob(s_job)
        .WithIdentity(Interlocked.Increment(ref _count).ToString(CultureInfo.InvariantCulture))
        .UsingJobData("value", "1")
        .StartNow()
        .Build();

    sealed class NoOpJob : IJob
    {
        public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
        {
            ((Countdown)context.Scheduler.Context[nameof(Countdown)]!).Signal();
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>Says when as many jobs have been executed as were wanted.</summary>
    sealed class Countdown
    {
        TaskCompletionSource _done = new();
        int _left;

        public Task From(int executions)
        {
            _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _left, executions);
            return _done.Task;
        }

        public void Signal()
        {
            if (Interlocked.Decrement(ref _left) == 0)
                _done.TrySetResult();
        }
    }
}
