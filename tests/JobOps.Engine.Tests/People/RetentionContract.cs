using JobOps.Engine.Tests.Contract;
using JobOps.Execution;
using JobOps.Jobs;
using JobOps.Measurements;
using JobOps.Runs;

namespace JobOps.Engine.Tests.People;

/// <summary>Which runs are kept.</summary>
public abstract class RetentionContract(LedgerRig rig) : PeopleTest(rig)
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Alice.Retention.SetRuleAsync(null, Cancellation);
        // What other tests have left may be as old as it likes.
        foreach (var job in await Alice.Jobs.GetAsync("*", Cancellation))
            await Alice.Jobs.UnregisterAsync(job.Name, null, Cancellation);
    }

    /// <summary>Runs of a job, one a day, the last of them today.</summary>
    async Task<IReadOnlyList<long>> RunDailyAsync(JobDefinition job, params RunStatus[] ends)
    {
        var runs = new List<long>();
        Clock.Now = Begin.AddDays(-ends.Length);
        foreach (var end in ends)
        {
            Clock.Now += TimeSpan.FromDays(1);
            runs.Add((await RunAsync(job, end)).RunId);
        }
        return runs;
    }

    async Task<IEnumerable<int>> KeptAsync(JobDefinition job, IReadOnlyList<long> runs)
    {
        await new RetentionPass(Alice).PassAsync(Cancellation);
        var kept = (await RunsOfAsync(job)).Select(run => run.RunId).ToHashSet();
        return runs.Index().Where(run => kept.Contains(run.Item)).Select(run => run.Index);
    }

    static RunStatus[] Of(int count, RunStatus status = RunStatus.Succeeded) => [.. Enumerable.Repeat(status, count)];

    [Theory]
    [InlineData(3, null, new[] { 6, 7, 8, 9 })]
    [InlineData(null, 2, new[] { 8, 9 })]
    [InlineData(3, 2, new[] { 6, 7, 8, 9 })]
    [InlineData(1, 6, new[] { 4, 5, 6, 7, 8, 9 })]
    public async Task What_is_young_is_kept_and_the_last_ones_in_any_case(int? days, int? last, int[] kept)
    {
        var job = await RegisterAsync(job => job with { Keep = new() { Days = days, Last = last } });
        var runs = await RunDailyAsync(job, Of(10));
        await RunAsync(await RegisterAsync(), RunStatus.Succeeded);

        Assert.Equal(kept, await KeptAsync(job, runs));
        Assert.True((await Alice.Journal.VerifyAsync(Cancellation)).Valid);
    }

    [Fact]
    public async Task The_last_success_and_the_last_failure_stay_however_old()
    {
        var job = await RegisterAsync(job => job with { Keep = new() { Days = 1, Last = 1 } });
        var runs = await RunDailyAsync(
            job, [.. Of(3), .. Of(1, RunStatus.Failed), .. Of(2), .. Of(4, RunStatus.Cancelled)]);
        await RunAsync(await RegisterAsync(), RunStatus.Succeeded);

        Assert.Equal([3, 5, 8, 9], await KeptAsync(job, runs));
    }

    [Fact]
    public async Task The_ledgers_rule_is_for_jobs_that_have_none()
    {
        var (own, plain) = (await RegisterAsync(job => job with { Keep = new() { Last = 4 } }), await RegisterAsync());
        var (ofOwn, ofPlain) = (await RunDailyAsync(own, Of(6)), await RunDailyAsync(plain, Of(6)));
        await RunAsync(await RegisterAsync(), RunStatus.Succeeded);
        Assert.True(await Alice.Retention.SetRuleAsync(new() { Last = 2 }, Cancellation));
        Assert.False(await Alice.Retention.SetRuleAsync(new() { Last = 2 }, Cancellation));

        Assert.Equal([2, 3, 4, 5], await KeptAsync(own, ofOwn));
        Assert.Equal([4, 5], await KeptAsync(plain, ofPlain));
        Assert.Equal(new RetentionRule { Last = 2 }, await Alice.Retention.GetRuleAsync(Cancellation));
        Assert.Equal("RetentionInvalid", (await ErrorOfAsync(() => Alice.Retention.SetRuleAsync(new() { Days = 0 }, Cancellation))).Id);
    }

    [Fact]
    public async Task Nothing_of_a_change_that_goes_on_is_taken_out()
    {
        var job = await RegisterAsync(job => job with { Keep = new() { Last = 1 } });
        var change = await Alice.Changes.OpenAsync(LedgerContract.SampleChange("/x/*"), Cancellation);
        await Alice.Baselines.AddAsync(LedgerContract.SamplePhase(change.ChangeId, Phase.Before, 1, 2, 3), Cancellation);
        var ofChange = await StartAsync(job, request => request with { ChangeId = change.ChangeId });
        await EndAsync(ofChange, RunStatus.Succeeded);
        var runs = await RunDailyAsync(job, Of(3));
        await RunAsync(await RegisterAsync(), RunStatus.Succeeded);

        Assert.Equal([0, 3], await KeptAsync(job, [ofChange.RunId, .. runs]));
    }

    [Fact]
    public async Task A_run_with_its_approval_goes_as_a_whole()
    {
        var job = await RegisterAsync(job => job with { Approval = new(), Keep = new() { Last = 1 } });
        var runs = new List<long>();
        for (var number = 0; number < 3; number++)
        {
            var run = await StartAsync(job);
            await Bob.Approvals.ApproveAsync(run.RunId, null, Cancellation);
            runs.Add((await EndAsync(run, RunStatus.Succeeded, TimeSpan.FromMinutes(1))).RunId);
        }
        await RunAsync(await RegisterAsync(), RunStatus.Succeeded);
        Clock.Now += TimeSpan.FromDays(1);

        Assert.Equal([2], await KeptAsync(job, runs));
        Assert.Null(await Alice.Approvals.FindAsync(runs[0], Cancellation));
    }
}

public sealed class SqliteRetentionTests(SqliteRig rig) : RetentionContract(rig), IClassFixture<SqliteRig>;

public sealed class SqlServerRetentionTests(SqlServerRig rig) : RetentionContract(rig), IClassFixture<SqlServerRig>;
