using System.Threading.Channels;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Jobs;
using JobOps.Runs;
using JobOps.Steps;
using JobOps.Workers;
using Microsoft.Data.Sqlite;

namespace JobOps.Engine.Tests.Execution;

/// <summary>A worker at work whose ledger does not answer, because its file is away for a while, or refuses what it writes.</summary>
public sealed class UnansweredLedgerTests : ExecutionTest
{
    static readonly TimeSpan s_longest = TimeSpan.FromSeconds(60);

    // How often the worker has heard that the ledger does not answer.
    readonly Channel<JobOpsError> _trouble = Channel.CreateUnbounded<JobOpsError>();

    string Away => Folder.File("away.db");

    [Fact]
    public async Task What_was_done_while_the_ledger_was_away_is_written_when_it_is_back_and_not_done_again()
    {
        var run = await QueueAsync(Sh("once", "echo x >> count; touch began; while [ ! -e end ]; do sleep 0.02; done"));
        await WorkAsync(Options, async () =>
        {
            await UntilThereAsync("began");
            TakeAway();
            await File.WriteAllTextAsync(Folder.File("end"), "", Cancellation);
            await HeardAsync();
            await HeardAsync();
            BringBack();
            await UntilAsync(run, RunStatus.Succeeded);
        });

        Assert.Equal("x\n", await File.ReadAllTextAsync(Folder.File("count"), Cancellation));
        Assert.Equal(1, (await FindAsync(run)).Attempt);
        Assert.Equal(
            ["RunRequested", "RunClaimed", "StepStarted", "StepSucceeded", "RunSucceeded"],
            (await Ledger.Journal.GetAsync(run.RunId, Cancellation)).Select(entry => entry.Event));
    }

    [Fact]
    public async Task An_end_that_the_ledger_did_not_hear_is_written_when_it_is_back()
    {
        var run = await QueueAsync(Sh("go", "true"));
        // The step is written down; what is to be written next is that the run has ended.
        var watch = new Watch { AfterStep = TakeAway };
        await WorkAsync(Options, watch, async () =>
        {
            await HeardAsync();
            await HeardAsync();
            BringBack();
            await UntilAsync(run, RunStatus.Succeeded);
        });

        Assert.Equal(1, (await FindAsync(run)).Attempt);
    }

    [Fact]
    public async Task A_worker_whose_ledger_is_away_for_longer_than_a_lease_ends_what_it_executes()
    {
        var run = await QueueAsync(
            Sh("wait", "echo x >> tries; [ $(wc -l < tries) -ge 2 ] && exit 0; echo $$ > child; touch began; exec sleep 300"));
        var ended = new TaskCompletionSource<RunOutcome?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var watch = new Watch { AfterRun = outcome => ended.TrySetResult(outcome) };
        await WorkAsync(Options with { Lease = TimeSpan.FromSeconds(2) }, watch, async () =>
        {
            await UntilThereAsync("began");
            TakeAway();
            Assert.Null(await ended.Task.WaitAsync(s_longest, Cancellation));
            Assert.False(Directory.Exists($"/proc/{(await File.ReadAllTextAsync(Folder.File("child"), Cancellation)).Trim()}"));
            BringBack();
            await UntilAsync(run, RunStatus.Succeeded);
        });

        Assert.Equal((2, StepStatus.Succeeded), ((await FindAsync(run)).Attempt, Assert.Single(await StepsAsync(run)).Status));
    }

    [Fact]
    public async Task What_the_ledger_refuses_is_not_written_again_and_the_run_is_given_back()
    {
        var run = await QueueAsync(Sh("go", "true"));
        var given = new List<RunOutcome?>();
        var watch = new Watch
        {
            AfterRun = outcome =>
            {
                given.Add(outcome);
                Accept();
            },
        };
        Refuse();
        await WorkAsync(Options, watch, () => UntilAsync(run, RunStatus.Succeeded));

        Assert.Equal([(RunStatus.Queued, "LedgerFault"), (RunStatus.Succeeded, null)], given.Select(end => (end!.Status, end.Error?.Id)));
        Assert.Equal(2, (await FindAsync(run)).Attempt);
    }

    async Task<JobRun> QueueAsync(StepDefinition step)
    {
        var job = await RegisterAsync(step);
        return await Ledger.Requests.EnqueueAsync(new RunRequest { JobName = job.Name, JobVersion = job.Version }, Cancellation);
    }

    Task WorkAsync(WorkerOptions options, Func<Task> meanwhile) => WorkAsync(options, new(), meanwhile);

    async Task WorkAsync(WorkerOptions options, Watch watch, Func<Task> meanwhile)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var working = new Worker(Ledger, options with { DrainTime = TimeSpan.Zero }, watch) { Watch = watch }
            .RunAsync(stop.Token, error => _trouble.Writer.TryWrite(error));
        try
        {
            await meanwhile();
        }
        finally
        {
            // Whatever has failed: a worker that nobody answers would not end.
            if (File.Exists(Away))
                BringBack();
            Accept();
            await stop.CancelAsync();
            await working;
        }
    }

    void TakeAway() => File.Move(Location.Target, Away);

    void BringBack() => File.Move(Away, Location.Target);

    void Refuse() => Execute(
        "CREATE TRIGGER Refuse BEFORE UPDATE ON Step WHEN NEW.Status = 'Succeeded' BEGIN SELECT RAISE(ABORT, 'not this'); END");

    void Accept() => Execute("DROP TRIGGER IF EXISTS Refuse");

    async Task HeardAsync() => Assert.Equal(
        ErrorKind.LedgerUnavailable, (await _trouble.Reader.ReadAsync(Cancellation).AsTask().WaitAsync(s_longest, Cancellation)).Kind);

    Task UntilThereAsync(string file) => UntilAsync(() => Task.FromResult(File.Exists(Folder.File(file))));

    Task UntilAsync(JobRun run, RunStatus status) => UntilAsync(async () => (await FindAsync(run)).Status == status);

    static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(s_longest);
        while (!await condition())
            await Task.Delay(10, limit.Token);
    }

    async Task<JobRun> FindAsync(JobRun run) => (await Ledger.Runs.FindAsync(run.RunId, Cancellation))!;

    void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Location.Target};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Does something at the moment that is meant.</summary>
    sealed class Watch : IRunObserver, IWorkerObserver
    {
        public Action AfterStep { get; init; } = () => { };

        public Action<RunOutcome?> AfterRun { get; init; } = _ => { };

        public void StepFinished(JobRun run, string stepName, StepStatus status, bool remembered) => AfterStep();

        public void RunEnded(JobRun run, RunOutcome? outcome) => AfterRun(outcome);

        public void StepStarting(JobRun run, string stepName, int number, int count)
        {
        }

        public void Line(LogLine line)
        {
        }

        public void Registered(JobWorker worker)
        {
        }

        public void Alive()
        {
        }

        public void RunStarting(JobRun run)
        {
        }
    }
}
