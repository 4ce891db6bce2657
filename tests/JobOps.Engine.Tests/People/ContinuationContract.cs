using JobOps.Engine.Tests.Contract;
using JobOps.Jobs;
using JobOps.Outbox;
using JobOps.Runs;

namespace JobOps.Engine.Tests.People;

/// <summary>What follows a run.</summary>
public abstract class ContinuationContract(LedgerRig rig) : PeopleTest(rig)
{
    static Continuation To(JobDefinition job, params (string Name, string Template)[] parameters) => new()
    {
        JobName = job.Name, Parameters = parameters.ToDictionary(one => one.Name, one => Template.Parse(one.Template)),
    };

    Task<JobDefinition> RegisterWithAsync(Continuations then) => RegisterAsync(job => job with
    {
        Then = then, Parameters = [new() { Name = "site", Default = "shop" }],
    });

    [Theory]
    [InlineData(RunStatus.Succeeded, 1, 0, 1)]
    [InlineData(RunStatus.Failed, 0, 1, 1)]
    [InlineData(RunStatus.Cancelled, 0, 0, 1)]
    [InlineData(RunStatus.Unknown, 0, 0, 0)]
    public async Task What_follows_depends_on_how_it_ended(RunStatus end, int succeeded, int failed, int always)
    {
        var (yes, no, both) = (await RegisterAsync(), await RegisterAsync(), await RegisterAsync());
        var job = await RegisterWithAsync(new() { Succeeded = [To(yes)], Failed = [To(no)], Always = [To(both)] });

        var run = await RunAsync(job, end);
        await DispatchAsync();
        await DispatchAsync();

        Assert.Equal(
            (succeeded, failed, always), ((await RunsOfAsync(yes)).Count, (await RunsOfAsync(no)).Count, (await RunsOfAsync(both)).Count));
        Assert.All(
            (await RunsOfAsync(yes)).Concat(await RunsOfAsync(both)),
            next => Assert.Equal((run.RunId, $"run {run.RunId}", RunStatus.Queued), (next.FollowsRunId, next.Batch, next.Status)));
        Assert.Empty(await EventsAsync());
    }

    [Fact]
    public async Task Its_parameters_are_those_of_the_run_before_it_and_so_is_its_environment()
    {
        var next = await RegisterAsync(job => job with { Parameters = [new() { Name = "of" }, new() { Name = "where" }] });
        var job = await RegisterWithAsync(
            new() { Succeeded = [To(next, ("of", "${run.id} of ${run.job}"), ("where", "${parameters.site}"))] });

        var run = await StartAsync(job, request => request with { Environment = "staging" });
        await EndAsync(run, RunStatus.Succeeded);
        await DispatchAsync();

        var followed = Assert.Single(await RunsOfAsync(next));
        Assert.Equal(
            ($"{run.RunId} of {job.Name}", "shop", "staging"),
            (followed.Parameters["of"], followed.Parameters["where"], followed.Environment));
    }

    [Fact]
    public async Task The_event_is_written_with_the_outcome_and_passed_once_by_however_many()
    {
        var next = await RegisterAsync();
        var job = await RegisterWithAsync(new() { Succeeded = [To(next)] });

        var run = await RunAsync(job, RunStatus.Succeeded);

        var end = Assert.Single(await EventsAsync());
        Assert.Equal(
            (OutboxEventKind.RunEnded, run.RunId, RunStatus.Succeeded, 1), (end.Kind, end.RunId, end.Status, end.Attempt));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => DispatchAsync()));
        Assert.Single(await RunsOfAsync(next));
    }

    [Fact]
    public async Task Nothing_is_written_of_runs_that_nothing_follows_while_nobody_is_told()
    {
        await RunAsync(await RegisterAsync(), RunStatus.Failed);

        Assert.Empty(await EventsAsync());
    }

    [Fact]
    public async Task A_run_that_is_restarted_ends_again_and_is_followed_again()
    {
        var (mend, next) = (await RegisterAsync(), await RegisterAsync());
        var job = await RegisterWithAsync(new() { Failed = [To(mend)], Succeeded = [To(next)] });
        var run = await RunAsync(job, RunStatus.Failed);
        await DispatchAsync();

        await Alice.Requests.RestartAsync(run.RunId, null, "mended", Cancellation);
        await EndAsync(run, RunStatus.Succeeded);
        await DispatchAsync();

        Assert.Equal((1, 1), ((await RunsOfAsync(mend)).Count, (await RunsOfAsync(next)).Count));
    }

    [Fact]
    public async Task A_run_that_ends_without_a_worker_is_followed_too()
    {
        var next = await RegisterAsync();
        var job = await RegisterAsync(job => job with { StartWithin = TimeSpan.FromMinutes(1), Then = new() { Failed = [To(next)] } });
        var missed = await StartAsync(job);
        Clock.Now += TimeSpan.FromMinutes(2);

        await Alice.Claims.ClaimAsync("worker", Lease, 1, missed.RunId, Cancellation);
        await DispatchAsync();

        Assert.Equal(missed.RunId, Assert.Single(await RunsOfAsync(next)).FollowsRunId);
    }

    [Fact]
    public async Task What_cannot_be_started_is_said_in_the_journal_and_the_others_go_on()
    {
        var (off, next) = (await RegisterAsync(), await RegisterAsync());
        await Alice.Jobs.SetEnabledAsync(off.Name, false, "moved", Cancellation);
        var job = await RegisterWithAsync(new()
        {
            Always = [To(off), new() { JobName = "no-such-job" }, To(next, ("nothingTakesIt", "1")), To(next)],
        });

        var run = await RunAsync(job, RunStatus.Succeeded);
        await DispatchAsync();

        Assert.Single(await RunsOfAsync(next));
        var refused = (await Alice.Journal.GetAsync(run.RunId, Cancellation)).Where(entry => entry.Event == "ContinuationRefused").ToList();
        Assert.Equal(3, refused.Count);
        Assert.Contains("JobDisabled", refused[0].Data, StringComparison.Ordinal);
        Assert.Contains("JobNotFound", refused[1].Data, StringComparison.Ordinal);
        Assert.Contains("ParameterUnknown", refused[2].Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_comes_after_several_is_started_when_all_have_succeeded_in_one_batch()
    {
        var (a, b) = (await RegisterAsync(), await RegisterAsync());
        var last = await RegisterAsync(job => job with { After = [a.Name, b.Name] });
        Task<JobRun> InAsync(JobDefinition job, string? batch) => StartAsync(job, request => request with { Batch = batch });
        await EndAsync(await InAsync(a, null), RunStatus.Succeeded);
        await EndAsync(await InAsync(b, "monday"), RunStatus.Succeeded);
        var failing = await EndAsync(await InAsync(a, "monday"), RunStatus.Failed);
        await EndAsync(await InAsync(a, "tuesday"), RunStatus.Succeeded);
        await DispatchAsync();
        Assert.Empty(await RunsOfAsync(last));

        await Alice.Requests.RestartAsync(failing.RunId, null, "mended", Cancellation);
        await EndAsync(failing, RunStatus.Succeeded);
        await DispatchAsync();
        // What is done again in the batch does not start it again.
        await EndAsync(await InAsync(a, "monday"), RunStatus.Succeeded);
        await DispatchAsync();

        var run = Assert.Single(await RunsOfAsync(last));
        Assert.Equal(("monday", failing.RunId), (run.Batch, run.FollowsRunId));
    }

    [Fact]
    public async Task What_fans_out_comes_together_again()
    {
        var (a, b) = (await RegisterAsync(), await RegisterAsync());
        var last = await RegisterAsync(job => job with { After = [a.Name, b.Name] });
        var first = await RegisterWithAsync(new() { Succeeded = [To(a), To(b)] });
        await RunAsync(first, RunStatus.Succeeded);
        await DispatchAsync();
        var (ofA, ofB) = ((await RunsOfAsync(a))[0], (await RunsOfAsync(b))[0]);

        await EndAsync(ofA, RunStatus.Succeeded);
        await EndAsync(ofB, RunStatus.Succeeded);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => DispatchAsync()));

        Assert.Single(await RunsOfAsync(last));
    }

    [Fact]
    public async Task Jobs_that_would_follow_themselves_are_refused_with_the_way()
    {
        var (one, two, three) = (NewName("one"), NewName("two"), NewName("three"));
        await RegisterAsync(job => job with { Then = new() { Succeeded = [new() { JobName = two }] } }, one);
        await RegisterAsync(job => job with { After = [two] }, three);

        var error = await ErrorOfAsync(() => RegisterAsync(
            job => job with { Then = new() { Always = [new() { JobName = three }, new() { JobName = one }] } }, two));

        Assert.Equal(("JobCycle", $"{two} → {one} → {two}"), (error.Id, error.Actual));
        Assert.Null(await Alice.Jobs.FindAsync(two, null, Cancellation));
        // As soon as the way does not lead back, it may be registered.
        await RegisterAsync(job => job with { Description = "alone" }, one);
        await RegisterAsync(job => job with { Then = new() { Always = [new() { JobName = one }] } }, two);
    }

    [Fact]
    public async Task A_job_that_is_out_of_use_is_in_nobodys_way()
    {
        var (one, two) = (NewName("one"), NewName("two"));
        var first = await RegisterAsync(job => job with { Then = new() { Succeeded = [new() { JobName = two }] } }, one);
        await Alice.Jobs.UnregisterAsync(one, null, Cancellation);
        await RegisterAsync(job => job with { Then = new() { Succeeded = [new() { JobName = one }] } }, two);

        Assert.Equal("JobCycle", (await ErrorOfAsync(() => Alice.Jobs.RegisterAsync(first.AsWritten(), Cancellation))).Id);
    }

    [Fact]
    public async Task Nothing_follows_a_rehearsal()
    {
        var next = await RegisterAsync();
        var job = await RegisterWithAsync(new() { Always = [To(next)] });

        await EndAsync(await StartAsync(job, request => request with { Rehearsing = true }), RunStatus.Succeeded);
        await DispatchAsync();

        Assert.Empty(await RunsOfAsync(next));
    }

    [Fact]
    public async Task A_run_that_must_be_approved_awaits_that_when_it_follows_another()
    {
        var next = await RegisterAsync(job => job with { Approval = new() });

        await RunAsync(await RegisterWithAsync(new() { Succeeded = [To(next)] }), RunStatus.Succeeded);
        await DispatchAsync();

        Assert.Equal(RunStatus.AwaitingApproval, Assert.Single(await RunsOfAsync(next)).Status);
    }
}

public sealed class SqliteContinuationTests(SqliteRig rig) : ContinuationContract(rig), IClassFixture<SqliteRig>;

public sealed class SqlServerContinuationTests(SqlServerRig rig) : ContinuationContract(rig), IClassFixture<SqlServerRig>;
