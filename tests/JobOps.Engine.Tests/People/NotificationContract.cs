using System.Globalization;
using System.Text.Json.Nodes;
using JobOps.Engine.Tests.Contract;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Jobs;
using JobOps.Notifications;
using JobOps.Outbox;
using JobOps.Runs;

namespace JobOps.Engine.Tests.People;

/// <summary>Who is told of what, when, and how often.</summary>
public abstract class NotificationContract(LedgerRig rig) : PeopleTest(rig)
{
    readonly TempFolder _folder = new();

    NotificationSender Sender => new(Alice, "worker");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    async Task<JobRun> RunAndTellAsync(JobDefinition job, RunStatus status, TimeSpan? duration = null, string? environment = null)
    {
        var run = await EndAsync(await StartAsync(job, request => request with { Environment = environment }), status, duration);
        await DispatchAsync();
        return run;
    }

    async Task<IEnumerable<NotificationEvent>> EventsAsync(NotificationReceiver receiver) =>
        (await ToldAsync(receiver)).Select(one => one.Event);

    /// <summary>A receiver that keeps what it is told, one line for each message.</summary>
    async Task<(NotificationReceiver Receiver, string File)> SetKeeperAsync(Func<ReceiverEdit, ReceiverEdit>? change = null)
    {
        var file = _folder.File($"{Guid.NewGuid():N}");
        await File.WriteAllTextAsync(file, "", Cancellation);
        return (await SetReceiverAsync(edit =>
        {
            edit = edit with { Command = ["sh", "-c", "cat >> \"$0\"", file] };
            return change?.Invoke(edit) ?? edit;
        }), file);
    }

    static async Task<IReadOnlyList<JsonObject>> MessagesAsync(string file) =>
        [.. (await File.ReadAllLinesAsync(file, Cancellation)).Select(line => JsonNode.Parse(line)!.AsObject())];

    [Fact]
    public async Task A_final_failure_is_told_and_that_it_is_over()
    {
        var receiver = await SetReceiverAsync();
        var job = await RegisterAsync();

        var failed = await RunAndTellAsync(job, RunStatus.Failed, environment: "production");
        await RunAndTellAsync(job, RunStatus.Succeeded, environment: "staging");
        await RunAndTellAsync(job, RunStatus.Succeeded, environment: "production");
        await RunAndTellAsync(job, RunStatus.Succeeded, environment: "production");

        var told = await ToldAsync(receiver);
        Assert.Equal([NotificationEvent.Recovered], told.Select(one => one.Event));
        Assert.Equal($"{job.Name} (production) has succeeded again.", told[0].Title);
        // The failure was not sent yet when it was over, so nobody has to hear of it: one that was sent stays.
        await RunAndTellAsync(job, RunStatus.Failed, environment: "production");
        await Sender.PassAsync(Cancellation);
        await RunAndTellAsync(job, RunStatus.Succeeded, environment: "production");
        told = await ToldAsync(receiver);
        Assert.Equal([NotificationEvent.Recovered, NotificationEvent.Failed, NotificationEvent.Recovered], told.Select(one => one.Event));
        Assert.Equal(
            (job.Name, "operations", "production", "CommandFailed"),
            (told[1].Content.JobName, told[1].Content.Owner, told[1].Content.Environment, told[1].Content.Error!.Id));
        Assert.Contains("Get-JobLog", told[1].Content.NextCommand, StringComparison.Ordinal);
        Assert.NotEqual(failed.RunId, told[1].RunId);
    }

    [Fact]
    public async Task A_run_that_is_tried_again_is_no_final_failure_and_one_that_succeeds_at_last_has_recovered()
    {
        var receiver = await SetReceiverAsync();
        var job = await RegisterAsync();
        var run = await StartAsync(job);
        var lease = (await Alice.Claims.ClaimAsync("worker", Lease, 1, run.RunId, Cancellation))[0].Lease;
        await Alice.Claims.CompleteAsync(
            [new(lease, RunStatus.Scheduled, Error.CommandFailed(run.RunId, "only", 1, ""), TimeSpan.FromSeconds(1))], Cancellation);
        await DispatchAsync();
        Assert.Empty(await ToldAsync(receiver));
        Clock.Now += TimeSpan.FromSeconds(2);
        await EndAsync(run, RunStatus.Failed);
        await DispatchAsync();
        await Sender.PassAsync(Cancellation);

        await Alice.Requests.RestartAsync(run.RunId, null, "mended", Cancellation);
        await EndAsync(run, RunStatus.Succeeded);
        await DispatchAsync();

        Assert.Equal([NotificationEvent.Failed, NotificationEvent.Recovered], await EventsAsync(receiver));
    }

    [Fact]
    public async Task Who_wants_to_know_of_some_jobs_only_hears_of_no_others()
    {
        var (shop, other) = (await RegisterAsync(name: NewName("shop")), await RegisterAsync(job => job with { Owner = "web team" }));
        var byJob = await SetReceiverAsync(edit => edit with { JobName = ["SHOP-*"] });
        var byOwner = await SetReceiverAsync(edit => edit with { Owner = ["web*"] });
        var byEnvironment = await SetReceiverAsync(edit => edit with { Environment = ["production"] });
        var byQueue = await SetReceiverAsync(edit => edit with { Queue = ["images"] });
        var byEvent = await SetReceiverAsync(edit => edit with { On = [NotificationEvent.Recovered] });

        var ofShop = await RunAndTellAsync(shop, RunStatus.Failed);
        var ofOther = await RunAndTellAsync(other, RunStatus.Failed, environment: "production");

        async Task<IEnumerable<long?>> RunsAsync(NotificationReceiver receiver) => (await ToldAsync(receiver)).Select(one => one.RunId);
        Assert.Equal([ofShop.RunId], await RunsAsync(byJob));
        Assert.Equal([ofOther.RunId], await RunsAsync(byOwner));
        Assert.Equal([ofOther.RunId], await RunsAsync(byEnvironment));
        Assert.Empty(await RunsAsync(byQueue));
        Assert.Empty(await RunsAsync(byEvent));
    }

    [Fact]
    public async Task What_goes_on_failing_is_told_once_an_hour_with_how_often()
    {
        var (receiver, file) = await SetKeeperAsync();
        var job = await RegisterAsync();

        for (var minute = 0; minute < 120; minute += 10)
        {
            await RunAndTellAsync(job, RunStatus.Failed);
            await Sender.PassAsync(Cancellation);
            Clock.Now += TimeSpan.FromMinutes(10);
        }

        Assert.Equal([1, 6, 5], (await ToldAsync(receiver)).Select(one => one.Occurrences));
        var messages = await MessagesAsync(file);
        Assert.Equal(2, messages.Count);
        Assert.Equal(6, (int)messages[1]["data"]!["occurrences"]!);
    }

    [Fact]
    public async Task A_storm_becomes_five_messages_a_minute_the_last_of_which_is_all_that_is_left()
    {
        var (receiver, file) = await SetKeeperAsync();
        for (var job = 0; job < 40; job++)
            await RunAsync(await RegisterAsync(), RunStatus.Failed);
        await DispatchAsync();

        await Sender.PassAsync(Cancellation);
        await RunAndTellAsync(await RegisterAsync(), RunStatus.Failed);
        await RunAndTellAsync(await RegisterAsync(), RunStatus.Failed);
        await Sender.PassAsync(Cancellation);
        Assert.Equal(5, (await MessagesAsync(file)).Count);
        Assert.Equal(2, (await Alice.Notifications.GetReceiversAsync(receiver.Name, Cancellation))[0].Pending);
        Clock.Now += TimeSpan.FromMinutes(1);
        await Sender.PassAsync(Cancellation);

        var messages = await MessagesAsync(file);
        Assert.Equal(
            ["jobops.failed", "jobops.failed", "jobops.failed", "jobops.failed", "jobops.group", "jobops.failed", "jobops.failed"],
            messages.Select(message => (string)message["type"]!));
        Assert.Equal((36, "36 notifications: 36 failed"), ((int)messages[4]["data"]!["count"]!, (string)messages[4]["data"]!["title"]!));
        Assert.Equal(36, messages[4]["data"]!["notifications"]!.AsArray().Count);
        Assert.All(await ToldAsync(receiver), one => Assert.Equal(NotificationStatus.Sent, one.Status));
    }

    [Fact]
    public async Task What_comes_in_quiet_hours_is_told_when_they_end()
    {
        Clock.Now = DateTimeOffset.Parse("2027-03-01T23:10:00Z", CultureInfo.InvariantCulture);
        var (receiver, file) = await SetKeeperAsync(edit => edit with { Quiet = QuietHours.TryParse("22:00-06:30", "Europe/Berlin") });
        await RunAndTellAsync(await RegisterAsync(), RunStatus.Failed);

        Assert.Equal(
            DateTimeOffset.Parse("2027-03-02T05:30:00Z", CultureInfo.InvariantCulture), (await ToldAsync(receiver))[0].NextAt);
        await Sender.PassAsync(Cancellation);
        Assert.Empty(await MessagesAsync(file));
        Clock.Now = DateTimeOffset.Parse("2027-03-02T05:30:00Z", CultureInfo.InvariantCulture);
        await Sender.PassAsync(Cancellation);
        Assert.Single(await MessagesAsync(file));
    }

    [Fact]
    public async Task What_does_not_arrive_is_tried_again_ever_later_and_parked_at_last()
    {
        var receiver = await SetReceiverAsync(edit => edit with { Command = ["sh", "-c", "echo no room >&2; exit 3"] });
        await RunAndTellAsync(await RegisterAsync(), RunStatus.Failed);
        var pauses = new List<TimeSpan>();

        while ((await ToldAsync(receiver))[0] is { Status: NotificationStatus.Pending } one)
        {
            await Sender.PassAsync(Cancellation);
            var tried = (await ToldAsync(receiver))[0];
            if (tried.NextAt is not { } next)
                break;
            Assert.Equal("exit code 3: no room", tried.Problem);
            pauses.Add(next - Clock.Now);
            Clock.Now = next;
        }

        Assert.Equal([10, 60, 300, 900, 3600, 10800], pauses.Select(pause => pause.TotalSeconds));
        Assert.Equal((NotificationStatus.Parked, 7), (await ToldAsync(receiver))[0] is var last ? (last.Status, last.Attempts) : default);
        Assert.Equal(7, (await Alice.Notifications.GetReceiversAsync(receiver.Name, Cancellation))[0].Failures);
    }

    [Fact]
    public async Task Who_has_not_answered_ten_times_is_parked_shown_and_told_again_when_somebody_says_so()
    {
        var (receiver, file) = await SetKeeperAsync(edit => edit with { Command = ["false"] });
        for (var time = 0; time < 10; time++)
        {
            await RunAndTellAsync(await RegisterAsync(), RunStatus.Failed);
            Clock.Now += TimeSpan.FromHours(4);
            await Sender.PassAsync(Cancellation);
        }

        var dead = (await Alice.Notifications.GetReceiversAsync(receiver.Name, Cancellation))[0];
        Assert.True(dead.IsParked);
        Assert.Contains("exit code 1", dead.SuspendedReason, StringComparison.Ordinal);
        var attempts = (await ToldAsync(receiver)).Sum(one => one.Attempts);
        await RunAndTellAsync(await RegisterAsync(), RunStatus.Failed);
        await Sender.PassAsync(Cancellation);
        Assert.Equal(attempts, (await ToldAsync(receiver)).Sum(one => one.Attempts));

        // Set anew, it is told again by itself; else somebody says so.
        await Alice.Notifications.SetAsync(new() { Name = receiver.Name, Command = ["sh", "-c", "cat >> \"$0\"", file] }, Cancellation);
        Clock.Now += TimeSpan.FromHours(4);
        await Sender.PassAsync(Cancellation);
        Assert.NotEmpty(await MessagesAsync(file));
        Assert.False((await Alice.Notifications.GetReceiversAsync(receiver.Name, Cancellation))[0].IsSuspended);
    }

    [Fact]
    public async Task A_receiver_that_does_not_answer_is_left_after_five_seconds_and_delays_nobody()
    {
        var slow = await SetReceiverAsync(edit => edit with { Command = ["sleep", "60"] });
        var (quick, file) = await SetKeeperAsync();
        await RunAndTellAsync(await RegisterAsync(), RunStatus.Failed);
        await RunAndTellAsync(await RegisterAsync(), RunStatus.Failed);
        var sending = Sender.PassAsync(Cancellation);

        while ((await ToldAsync(quick)).Any(one => one.Status != NotificationStatus.Sent))
            await Alice.WaitForChangeAsync(TimeSpan.FromSeconds(1), Cancellation);
        Assert.Equal(2, (await MessagesAsync(file)).Count);
        Assert.False(sending.IsCompleted);
        await sending;

        Assert.Equal(["it did not answer within 5 s", null], (await ToldAsync(slow)).Select(one => one.Problem));
        Assert.All(await ToldAsync(quick), one => Assert.Equal(NotificationStatus.Sent, one.Status));
    }

    [Fact]
    public async Task Who_rests_is_told_nothing_until_then_and_all_of_it_after_that()
    {
        var (receiver, file) = await SetKeeperAsync();
        await Alice.Notifications.SetSuspendedAsync(receiver.Name, true, "the release", Cancellation);
        await RunAndTellAsync(await RegisterAsync(), RunStatus.Failed);
        await Sender.PassAsync(Cancellation);
        Assert.Empty(await MessagesAsync(file));
        // Set anew, it goes on resting: nobody has said otherwise.
        await Alice.Notifications.SetAsync(new() { Name = receiver.Name, Repeat = TimeSpan.FromHours(2) }, Cancellation);

        Assert.True(await Alice.Notifications.SetSuspendedAsync(receiver.Name, false, null, Cancellation));
        Assert.False(await Alice.Notifications.SetSuspendedAsync(receiver.Name, false, null, Cancellation));
        await Sender.PassAsync(Cancellation);

        Assert.Single(await MessagesAsync(file));
    }

    [Fact]
    public async Task A_lost_lease_a_missed_slot_a_refused_continuation_and_a_wanted_approval_are_told()
    {
        var receiver = await SetReceiverAsync();
        var job = await RegisterAsync(job => job with { Then = new() { Always = [new() { JobName = "no-such-job" }] } });
        var run = await StartAsync(job);
        await Alice.Claims.ClaimAsync("worker-that-dies", TimeSpan.FromSeconds(30), 1, run.RunId, Cancellation);
        Clock.Now += TimeSpan.FromMinutes(1);
        var lease = (await Alice.Claims.ClaimAsync("worker", Lease, 1, run.RunId, Cancellation))[0].Lease;
        await Alice.Claims.CompleteAsync([new(lease, RunStatus.Succeeded)], Cancellation);
        await StartAsync(job, request => request with { RequireApproval = true });
        await Alice.Schedules.SetAsync(new() { Name = NewName("s"), JobName = job.Name, Every = TimeSpan.FromHours(1) }, Cancellation);
        await Alice.Jobs.SetEnabledAsync(job.Name, false, "moved", Cancellation);
        Clock.Now += TimeSpan.FromHours(1);
        await new Scheduler(Alice).PassAsync(Cancellation);
        await DispatchAsync();
        await DispatchAsync();

        var told = (await ToldAsync(receiver)).ToDictionary(one => one.Event);
        Assert.Equal(
            [NotificationEvent.SlotMissed, NotificationEvent.ApprovalWanted, NotificationEvent.LeaseLost,
                NotificationEvent.ContinuationRefused],
            told.Keys.Order());
        Assert.Contains("moved", told[NotificationEvent.SlotMissed].Title, StringComparison.Ordinal);
        Assert.Contains("Approve-JobRun", told[NotificationEvent.ApprovalWanted].Content.NextCommand, StringComparison.Ordinal);
        Assert.Contains("attempt 2", told[NotificationEvent.LeaseLost].Title, StringComparison.Ordinal);
        Assert.Contains("no-such-job", told[NotificationEvent.ContinuationRefused].Title, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_takes_longer_than_those_before_it_is_told_while_it_runs_and_once()
    {
        var receiver = await SetReceiverAsync();
        var job = await RegisterAsync();
        for (var run = 0; run < 12; run++)
            await RunAndTellAsync(job, RunStatus.Succeeded, TimeSpan.FromSeconds(60 + run));
        var hanging = await StartAsync(job);
        var lease = (await Alice.Claims.ClaimAsync("worker", Lease, 1, hanging.RunId, Cancellation))[0].Lease;
        await DispatchAsync();
        Assert.Empty(await ToldAsync(receiver));

        Clock.Now += TimeSpan.FromMinutes(5);
        await DispatchAsync();
        await DispatchAsync();
        await Alice.Claims.CompleteAsync([new(lease, RunStatus.Succeeded)], Cancellation);
        await DispatchAsync();

        var told = Assert.Single(await ToldAsync(receiver));
        Assert.Equal((NotificationEvent.RanLong, hanging.RunId), (told.Event, told.RunId));
        Assert.Contains("usually 1 min", told.Title, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_takes_less_time_than_those_before_it_is_told()
    {
        var receiver = await SetReceiverAsync();
        var job = await RegisterAsync();
        for (var run = 0; run < 12; run++)
            await RunAndTellAsync(job, RunStatus.Succeeded, TimeSpan.FromSeconds(600 + run));

        await RunAndTellAsync(job, RunStatus.Succeeded, TimeSpan.FromSeconds(1));

        Assert.Equal([NotificationEvent.RanShort], await EventsAsync(receiver));
    }

    [Fact]
    public async Task A_broken_journal_is_told()
    {
        var receiver = await SetReceiverAsync();

        await Alice.Outbox.RaiseAsync(OutboxEventKind.JournalBroken, null, "entry 3 of run 12", Cancellation);
        await DispatchAsync();

        Assert.Equal(
            (NotificationEvent.JournalBroken, "The journal is not as it was written: entry 3 of run 12"),
            Assert.Single(await ToldAsync(receiver)) is var one ? (one.Event, one.Title) : default);
    }

    [Fact]
    public async Task Nothing_is_told_of_a_rehearsal()
    {
        var receiver = await SetReceiverAsync();

        await EndAsync(await StartAsync(await RegisterAsync(), request => request with { Rehearsing = true }), RunStatus.Failed);
        await DispatchAsync();

        Assert.Empty(await ToldAsync(receiver));
    }

    [Fact]
    public async Task Each_notification_is_sent_by_one_of_many()
    {
        var (receiver, file) = await SetKeeperAsync();
        await RunAndTellAsync(await RegisterAsync(), RunStatus.Failed);

        await Task.WhenAll(Enumerable.Range(0, 6)
            .Select(worker => new NotificationSender(Alice, $"worker-{worker}").PassAsync(Cancellation)));

        Assert.Single(await MessagesAsync(file));
        Assert.Equal(1, Assert.Single(await ToldAsync(receiver)).Attempts);
    }

    [Fact]
    public async Task What_a_worker_had_in_hand_when_it_died_is_sent_by_another_a_minute_later()
    {
        var (_, file) = await SetKeeperAsync();
        await RunAndTellAsync(await RegisterAsync(), RunStatus.Failed);
        Assert.Single(await Alice.Notifications.ClaimDueAsync("worker-that-dies", 10, Cancellation));

        await Sender.PassAsync(Cancellation);
        Assert.Empty(await MessagesAsync(file));
        Clock.Now += TimeSpan.FromMinutes(1);
        await Sender.PassAsync(Cancellation);

        Assert.Single(await MessagesAsync(file));
    }

    [Fact]
    public async Task Who_is_taken_out_of_use_is_told_nothing_more_and_may_come_back()
    {
        var receiver = await SetReceiverAsync();
        await RunAndTellAsync(await RegisterAsync(), RunStatus.Failed);

        await Alice.Notifications.RemoveAsync(receiver.Name, "closed", Cancellation);

        Assert.Empty(await Alice.Notifications.GetReceiversAsync(receiver.Name, Cancellation));
        Assert.Empty(await ToldAsync(receiver));
        Assert.Equal("ReceiverNotFound", (await ErrorOfAsync(
            () => Alice.Notifications.SetSuspendedAsync(receiver.Name, true, null, Cancellation))).Id);
        await Alice.Notifications.SetAsync(new() { Name = receiver.Name, Command = ["true"] }, Cancellation);
        Assert.Single(await Alice.Notifications.GetReceiversAsync(receiver.Name, Cancellation));
    }

    [Fact]
    public async Task What_is_not_named_stays_as_it_is()
    {
        var first = await SetReceiverAsync(edit => edit with { Command = null, Webhook = "https://example.org/x", SigningKey = "env:KEY" });

        var second = await Alice.Notifications.SetAsync(
            new() { Name = first.Name.ToUpperInvariant(), On = [NotificationEvent.Failed] }, Cancellation);
        var again = await Alice.Notifications.SetAsync(new() { Name = first.Name, On = [NotificationEvent.Failed] }, Cancellation);

        Assert.Equal(
            (first.Name, "https://example.org/x", "env:KEY", false), (second.Name, second.Webhook, second.SigningKey, second.Unchanged));
        Assert.True(again.Unchanged);
        var mail = await Alice.Notifications.SetAsync(
            new()
            {
                Name = first.Name, Mail = new() { Server = "localhost:2525", From = "a@example.org", To = ["b@example.org"] },
            },
            Cancellation);
        Assert.Equal((NotificationMethod.Mail, null, 2525), (mail.Method, mail.Webhook, mail.Mail!.ConnectedPort));
    }
}

public sealed class SqliteNotificationTests(SqliteRig rig) : NotificationContract(rig), IClassFixture<SqliteRig>;

public sealed class SqlServerNotificationTests(SqlServerRig rig) : NotificationContract(rig), IClassFixture<SqlServerRig>;
