using JobOps.Approvals;
using JobOps.Engine.Tests.Contract;
using JobOps.Execution;
using JobOps.Jobs;
using JobOps.Runs;

namespace JobOps.Engine.Tests.People;

/// <summary>Runs that somebody has to approve.</summary>
public abstract class ApprovalContract(LedgerRig rig) : PeopleTest(rig)
{
    Task<JobDefinition> RegisterAsync(ApprovalRule rule) => RegisterAsync(job => job with { Approval = rule });

    async Task<JobRun> AwaitingAsync(ApprovalRule? rule = null) => await StartAsync(await RegisterAsync(rule ?? new()));

    async Task<bool> IsClaimedAsync(JobRun run) =>
        (await Alice.Claims.ClaimAsync("worker", Lease, 1, run.RunId, Cancellation)).Count > 0;

    [Fact]
    public async Task Nothing_of_a_run_is_claimed_before_somebody_else_has_approved_it()
    {
        var run = await AwaitingAsync(new() { Within = TimeSpan.FromHours(4) });

        Assert.Equal((RunStatus.AwaitingApproval, Begin.AddHours(4), (DateTimeOffset?)null), (run.Status, run.ApprovalBy, run.DueAt));
        Assert.Equivalent(run, await FindAsync(run));
        Assert.False(run.IsFinished);
        Assert.False(await IsClaimedAsync(run));

        var approved = await Bob.Approvals.ApproveAsync(run.RunId, "looks good", Cancellation);

        Assert.Equal((RunStatus.Queued, "bob", (DateTimeOffset?)null), (approved.Status, approved.ApprovedBy, approved.ApprovalBy));
        var approval = await Alice.Approvals.FindAsync(run.RunId, Cancellation);
        Assert.Equal(
            (ApprovalStatus.Approved, "alice", "bob", "looks good"),
            (approval!.Status, approval.RequestedBy, approval.DecidedBy, approval.Reason));
        Assert.Contains(await Alice.Journal.GetAsync(run.RunId, Cancellation), entry => entry is { Event: "RunApproved", Actor: "bob" });
        Assert.True(await IsClaimedAsync(run));
        // Asked again, it is as it is.
        Assert.Equal(RunStatus.Running, (await Bob.Approvals.ApproveAsync(run.RunId, null, Cancellation)).Status);
    }

    [Fact]
    public async Task Whoever_asked_for_it_neither_approves_nor_denies_it()
    {
        var run = await AwaitingAsync();

        var approve = await ErrorOfAsync(() => Alice.Approvals.ApproveAsync(run.RunId, null, Cancellation));
        var deny = await ErrorOfAsync(() => Alice.Approvals.DenyAsync(run.RunId, "no", Cancellation));

        Assert.Equal(("ApprovalNotYours", "ApprovalNotYours"), (approve.Id, deny.Id));
        Assert.Equal(RunStatus.AwaitingApproval, (await FindAsync(run)).Status);
    }

    [Fact]
    public async Task Whoever_approves_is_of_the_group_or_has_the_login_that_is_named()
    {
        var ofGroup = await AwaitingAsync(new() { From = ["carol", Group] });
        var ofLogin = await AwaitingAsync(new() { From = ["CAROL"] });
        await using var carol = await OpenAsAsync("carol");

        Assert.Equal("ApprovalNotYours", (await ErrorOfAsync(() => Bob.Approvals.ApproveAsync(ofLogin.RunId, null, Cancellation))).Id);
        Assert.Equal("bob", (await Bob.Approvals.ApproveAsync(ofGroup.RunId, null, Cancellation)).ApprovedBy);
        Assert.Equal("carol", (await carol.Approvals.ApproveAsync(ofLogin.RunId, null, Cancellation)).ApprovedBy);
    }

    [Fact]
    public async Task Where_the_job_and_the_environment_ask_for_it_both_are_kept()
    {
        var job = await RegisterAsync(new ApprovalRule { From = ["carol", "bob"], Within = TimeSpan.FromHours(8) });
        var name = NewName("e")[..20];
        await Alice.Environments.SetAsync(
            new() { Name = name, Approval = new() { From = [Group], Within = TimeSpan.FromHours(2) } }, Cancellation);
        await using var carol = await OpenAsAsync("carol");

        var run = await StartAsync(job, request => request with { Environment = name });

        Assert.Equal(Begin.AddHours(2), run.ApprovalBy);
        Assert.Equal("ApprovalNotYours", (await ErrorOfAsync(() => carol.Approvals.ApproveAsync(run.RunId, null, Cancellation))).Id);
        Assert.Equal("bob", (await Bob.Approvals.ApproveAsync(run.RunId, null, Cancellation)).ApprovedBy);
        // What is started elsewhere falls under the job's rule alone.
        Assert.Equal(Begin.AddHours(8), (await StartAsync(job)).ApprovalBy);
        await Alice.Environments.SetAsync(new() { Name = name, NoApproval = true }, Cancellation);
        Assert.Null((await Alice.Environments.FindAsync(name, null, Cancellation))!.Approval);
    }

    [Fact]
    public async Task A_start_may_ask_for_it_by_itself()
    {
        var run = await StartAsync(await RegisterAsync(), request => request with { RequireApproval = true });

        Assert.Equal((RunStatus.AwaitingApproval, Begin.AddDays(1)), (run.Status, run.ApprovalBy));
    }

    [Fact]
    public async Task A_run_that_was_denied_has_ended_and_says_so()
    {
        var run = await AwaitingAsync();

        var denied = await Bob.Approvals.DenyAsync(run.RunId, "the fair is on", Cancellation);

        Assert.Equal((RunStatus.Cancelled, "ApprovalDenied", 77), (denied.Status, denied.Error!.Id, denied.ExitCode));
        Assert.Contains("bob: the fair is on", denied.Error.Actual, StringComparison.Ordinal);
        Assert.Equal("ApprovalNotAwaited", (await ErrorOfAsync(() => Bob.Approvals.ApproveAsync(run.RunId, null, Cancellation))).Id);
        Assert.Equal("RunNotRestartable", (await ErrorOfAsync(
            () => Alice.Requests.RestartAsync(run.RunId, null, "again", Cancellation))).Id);
    }

    [Fact]
    public async Task A_denial_needs_a_reason()
    {
        var run = await AwaitingAsync();

        Assert.Equal("RequestInvalid", (await ErrorOfAsync(() => Bob.Approvals.DenyAsync(run.RunId, " ", Cancellation))).Id);
        Assert.Equal(RunStatus.AwaitingApproval, (await FindAsync(run)).Status);
    }

    [Fact]
    public async Task When_the_time_is_over_it_is_denied()
    {
        var run = await AwaitingAsync(new() { Within = TimeSpan.FromHours(4) });

        Clock.Now = Begin.AddHours(4);
        Assert.Equal("ApprovalNotAwaited", (await ErrorOfAsync(() => Bob.Approvals.ApproveAsync(run.RunId, null, Cancellation))).Id);
        Assert.False(await IsClaimedAsync(run));

        var late = await FindAsync(run);
        Assert.Equal((RunStatus.Cancelled, "ApprovalExpired", 77), (late.Status, late.Error!.Id, late.ExitCode));
        Assert.Equal(ApprovalStatus.Expired, (await Alice.Approvals.FindAsync(run.RunId, Cancellation))!.Status);
    }

    [Fact]
    public async Task A_run_for_later_is_due_when_it_was_and_starts_late_only_by_its_own_limit()
    {
        var job = await RegisterAsync(job => job with { Approval = new(), StartWithin = TimeSpan.FromMinutes(30) });
        var later = await StartAsync(job, request => request with { DueAt = Begin.AddHours(6) });
        var now = await StartAsync(job);

        Clock.Now = Begin.AddHours(3);
        later = await Bob.Approvals.ApproveAsync(later.RunId, null, Cancellation);
        now = await Bob.Approvals.ApproveAsync(now.RunId, null, Cancellation);

        Assert.Equal((RunStatus.Scheduled, Begin.AddHours(6), Begin.AddHours(6.5)), (later.Status, later.DueAt, later.StartBy));
        Assert.Equal((RunStatus.Queued, Begin.AddHours(3.5)), (now.Status, now.StartBy));
        Assert.True(await IsClaimedAsync(now));
    }

    [Fact]
    public async Task Another_version_of_the_job_voids_it_before_and_after_it_was_given()
    {
        var job = await RegisterAsync(new ApprovalRule());
        var (awaiting, approved, failed) = (await StartAsync(job), await StartAsync(job), await StartAsync(job));
        await Bob.Approvals.ApproveAsync(approved.RunId, null, Cancellation);
        await Bob.Approvals.ApproveAsync(failed.RunId, null, Cancellation);
        await EndAsync(failed, RunStatus.Failed);

        await Alice.Jobs.RegisterAsync(job.AsWritten() with { ExpectedResult = "something else" }, Cancellation);

        foreach (var run in new[] { awaiting, approved })
        {
            var ended = await FindAsync(run);
            Assert.Equal((RunStatus.Cancelled, "ApprovalVoid"), (ended.Status, ended.Error!.Id));
            Assert.Equal(ApprovalStatus.Void, (await Alice.Approvals.FindAsync(run.RunId, Cancellation))!.Status);
        }
        Assert.Equal("ApprovalVoid", (await ErrorOfAsync(
            () => Alice.Requests.RestartAsync(failed.RunId, null, "again", Cancellation))).Id);
    }

    [Fact]
    public async Task A_run_that_was_approved_and_failed_goes_on_without_being_asked_for_again()
    {
        var run = await AwaitingAsync();
        await Bob.Approvals.ApproveAsync(run.RunId, null, Cancellation);
        await EndAsync(run, RunStatus.Failed);

        Assert.Equal(RunStatus.Queued, (await Alice.Requests.RestartAsync(run.RunId, null, "mended", Cancellation)).Status);
    }

    [Fact]
    public async Task Parameters_that_were_changed_in_the_table_after_it_are_not_executed()
    {
        var run = await AwaitingAsync();
        await Bob.Approvals.ApproveAsync(run.RunId, null, Cancellation);
        Assert.Null((await FindAsync(run)).Unreadable);

        await Rig.TamperAsync($$"""UPDATE jobops.RunPayload SET Parameters = '{"site":"other"}' WHERE RunId = {{run.RunId}}""");

        Assert.Contains("approved", (await FindAsync(run)).Unreadable, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_parameters_under_the_key_are_another_run_which_is_refused()
    {
        var job = await RegisterAsync(job => job with { Approval = new(), Parameters = [new() { Name = "site" }] });
        StartRequest Of(StartRequest request, string site) =>
            request with { IdempotencyKey = "k", Parameters = new Dictionary<string, object?> { ["site"] = site } };
        var run = await StartAsync(job, request => Of(request, "one"));

        Assert.Equal(run.RunId, (await StartAsync(job, request => Of(request, "one"))).RunId);
        Assert.Equal("IdempotencyKeyReused", (await ErrorOfAsync(() => StartAsync(job, request => Of(request, "two")))).Id);
    }

    [Fact]
    public async Task It_may_be_taken_back_and_does_not_come_back_without_approval()
    {
        var run = await AwaitingAsync();

        Assert.Equal(RunStatus.Cancelled, (await Alice.Requests.StopAsync(run.RunId, "changed my mind", Cancellation)).Status);

        Assert.Equal("RunNotRestartable", (await ErrorOfAsync(
            () => Alice.Requests.RestartAsync(run.RunId, null, "again", Cancellation))).Id);
        Assert.Equal("ApprovalNotAwaited", (await ErrorOfAsync(() => Bob.Approvals.ApproveAsync(run.RunId, null, Cancellation))).Id);
    }

    [Fact]
    public async Task A_rollback_needs_it_only_where_the_job_says_so()
    {
        var plain = await RegisterAsync(new ApprovalRule());
        var strict = await RegisterAsync(new ApprovalRule { Rollback = true });
        async Task<JobRun> RollBackAsync(JobDefinition job)
        {
            var run = await StartAsync(job);
            await Bob.Approvals.ApproveAsync(run.RunId, null, Cancellation);
            await EndAsync(run, RunStatus.Succeeded);
            return await (await Rollback.ReadAsync(Alice, run.RunId, Cancellation)).RequestAsync(force: false, Cancellation);
        }

        Assert.Equal(RunStatus.Queued, (await RollBackAsync(plain)).Status);
        var rollback = await RollBackAsync(strict);
        Assert.Equal(RunStatus.AwaitingApproval, rollback.Status);
        // Another version of the job undoes the same.
        await Alice.Jobs.RegisterAsync(strict.AsWritten() with { ExpectedResult = "something else" }, Cancellation);
        Assert.Equal(RunStatus.Queued, (await Bob.Approvals.ApproveAsync(rollback.RunId, null, Cancellation)).Status);
    }

    [Fact]
    public async Task Those_that_await_it_are_found_and_the_scheduled_ones_without_them()
    {
        var job = await RegisterAsync(new ApprovalRule());
        var awaiting = await StartAsync(job);
        var scheduled = await StartAsync(job, request => request with { DueAt = Begin.AddHours(1) });
        await Bob.Approvals.ApproveAsync(scheduled.RunId, null, Cancellation);
        async Task<IEnumerable<long>> FindAllAsync(params RunStatus[] statuses) =>
            (await Alice.Runs.GetAsync(new() { JobName = job.Name, Statuses = statuses }, Cancellation)).Select(run => run.RunId).Order();

        Assert.Equal([awaiting.RunId], await FindAllAsync(RunStatus.AwaitingApproval));
        Assert.Equal([scheduled.RunId], await FindAllAsync(RunStatus.Scheduled));
        Assert.Equal([awaiting.RunId, scheduled.RunId], await FindAllAsync(RunStatus.AwaitingApproval, RunStatus.Scheduled));
        Assert.Equal([awaiting.RunId], await FindAllAsync(RunStatus.AwaitingApproval, RunStatus.Failed));
    }

    [Fact]
    public async Task A_job_that_skips_what_overlaps_does_so_while_one_awaits_it()
    {
        var job = await RegisterAsync(job => job with { Approval = new(), Overlap = Overlap.Skip });
        await StartAsync(job);

        Assert.Equal("OverlapSkipped", (await ErrorOfAsync(() => StartAsync(job))).Id);
    }

    [Fact]
    public async Task A_run_that_needs_none_has_none()
    {
        var run = await StartAsync(await RegisterAsync());

        Assert.Equal("ApprovalNotAwaited", (await ErrorOfAsync(() => Bob.Approvals.ApproveAsync(run.RunId, null, Cancellation))).Id);
        Assert.Null(await Alice.Approvals.FindAsync(run.RunId, Cancellation));
    }
}

public sealed class SqliteApprovalTests(SqliteRig rig) : ApprovalContract(rig), IClassFixture<SqliteRig>;

public sealed class SqlServerApprovalTests(SqlServerRig rig) : ApprovalContract(rig), IClassFixture<SqlServerRig>;
