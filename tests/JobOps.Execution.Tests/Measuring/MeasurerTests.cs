using JobOps.Errors;
using JobOps.Measurements;
using JobOps.Values;

namespace JobOps.Execution.Tests.Measuring;

/// <summary>What a measuring promises, on a real server.</summary>
public sealed class MeasurerTests
{
    static readonly ChangeId s_change = new(42);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_sample_says_what_it_knows_and_what_was_made_to_warm_up_is_dropped_and_counted()
    {
        await using var site = new RawSite(_ => RawSite.Answer(body: "hello", headers: ["Cache-Status: edge; hit", "Age: 7", "X-Db: 3"]));

        var (baseline, samples) = await MeasureAsync(
            new() { Url = new(site.Url, "/shop"), DatabaseCallHeader = "X-Db" }, new() { Count = 5, WarmUp = 2 });

        Assert.Equal(7, site.Requests.Count);
        Assert.Equal(
            (5, 2, 1, MeasuredSource.Uri, "ms"),
            (baseline.Count, baseline.WarmUp, baseline.Concurrency, baseline.Source, baseline.Unit));
        Assert.Equal($"{site.Url}shop", baseline.Target);
        Assert.Equal((s_change, Phase.Before), (baseline.ChangeId, baseline.Phase));
        Assert.Null(baseline.EndedEarly);
        Assert.Empty(baseline.Remarks);
        Assert.Equal("X-Db", baseline.DatabaseCalls?.Header);
        Assert.All(samples, sample =>
        {
            Assert.Equal(
                (200, null, 5, CacheStatus.Hit, 7, 3, true),
                (sample.Status, sample.Error, sample.Bytes, sample.Cache, sample.AgeSeconds, sample.DatabaseCalls,
                    sample.ReusedConnection));
            Assert.InRange(sample.FirstByteMs!.Value, 0.001f, (float)sample.Value);
        });
        Assert.Equal(samples.Select(sample => sample.DueMs).Order(), samples.Select(sample => sample.DueMs));
    }

    [Fact]
    public async Task What_nobody_says_is_null_and_not_zero()
    {
        await using var site = new RawSite(_ => RawSite.Answer());

        var (baseline, samples) = await MeasureAsync(
            new() { Url = site.Url, DatabaseCallHeader = "X-Db" }, new() { Count = 1, WarmUp = 0 });

        var sample = Assert.Single(samples);
        Assert.Equal((null, null, null), (sample.Cache, sample.AgeSeconds, sample.DatabaseCalls));
        Assert.Equal((null, null, null, null), (sample.Round, sample.DnsMs, sample.TlsMs, baseline.Rounds));
    }

    [Fact]
    public async Task What_a_new_connection_cost_is_told_apart_and_only_where_there_was_one()
    {
        // The third answer closes its connection.
        await using var site = new RawSite(number => number == 3 ? RawSite.Answer(headers: "Connection: close") : RawSite.Answer());
        var url = new UriBuilder(site.Url) { Host = "localhost" }.Uri;

        var (_, samples) = await MeasureAsync(new() { Url = url }, new() { Count = 5, WarmUp = 0 });

        Assert.Equal([false, true, true, false, true], samples.Select(sample => sample.ReusedConnection!.Value));
        Assert.All(samples, sample => Assert.Equal(sample.ReusedConnection, sample.DnsMs is null));
        Assert.All(samples, sample => Assert.Equal(sample.ReusedConnection, sample.ConnectMs is null));
    }

    [Fact]
    public async Task A_server_that_stalls_once_is_seen_in_each_request_that_it_kept_waiting()
    {
        await using var site = new RawSite(async (number, _) =>
        {
            // The stall is what is measured.
            if (number == 6)
                await Task.Delay(300, Cancellation);
            return RawSite.Answer();
        });

        var (baseline, samples) = await MeasureAsync(new() { Url = site.Url }, new() { Count = 40, WarmUp = 0, PacePerSecond = 100 });

        Assert.Equal(Enumerable.Range(0, 40).Select(n => n * 10.0), samples.Select(sample => sample.DueMs));
        // One every 10 ms was due in these 300, and more of them wait on a busy machine: the first of them waited longest.
        Assert.InRange(samples.Count(sample => sample.Value > 100), 15, 40);
        Assert.InRange(samples[7].Value, samples[20].Value + 50, double.MaxValue);
        Assert.Contains(baseline.Remarks, remark => remark.Contains("had to wait for those before them"));
    }

    [Fact]
    public async Task Without_a_pace_one_follows_the_other_at_most_a_hundred_a_second()
    {
        await using var site = new RawSite(_ => RawSite.Answer());

        var (_, samples) = await MeasureAsync(new() { Url = site.Url }, new() { Count = 12, WarmUp = 0 });

        Assert.All(samples.Index(), sample => Assert.InRange(sample.Item.DueMs, sample.Index * 10 - 0.1, double.MaxValue));
    }

    [Fact]
    public async Task A_target_that_answers_the_first_three_with_errors_is_left_alone()
    {
        await using var site = new RawSite(_ => RawSite.Answer(503));

        var error = await RefusedAsync(new() { Url = site.Url }, new() { Count = 20 });

        Assert.Equal((nameof(Error.TargetAnswersErrors), "status 503"), (error.Id, error.Actual));
        Assert.Equal(3, site.Requests.Count);
        Assert.Equal(site.Url.ToString(), error.Target);
    }

    [Fact]
    public async Task One_that_is_known_to_fail_is_measured_with_force()
    {
        await using var site = new RawSite(_ => RawSite.Answer(503));

        var (_, samples) = await MeasureAsync(new() { Url = site.Url }, new() { Count = 5, WarmUp = 0, Force = true });

        Assert.Equal(Enumerable.Repeat("status 503", 5), samples.Select(sample => sample.Error!));
    }

    [Fact]
    public async Task A_target_that_fails_later_is_measured_and_the_change_is_said()
    {
        await using var site = new RawSite(number => RawSite.Answer(number <= 4 ? 200 : 503));

        var (baseline, samples) = await MeasureAsync(new() { Url = site.Url }, new() { Count = 10, WarmUp = 0 });

        Assert.Equal(6, samples.Count(sample => sample.Failed));
        Assert.Equal("The target changed half-way: status 200 up to sample 4 of 10, then status 503.", Assert.Single(baseline.Remarks));
    }

    [Fact]
    public async Task A_redirect_is_an_answer_of_its_own_and_said()
    {
        await using var site = new RawSite(_ => RawSite.Answer(302, "", "Location: /login?token=hush"));

        var (baseline, samples) = await MeasureAsync(new() { Url = site.Url }, new() { Count = 3, WarmUp = 0 });

        Assert.All(samples, sample => Assert.Equal((302, false), (sample.Status, sample.Failed)));
        Assert.Equal(
            $"3 of 3 answers were redirects to {site.Url}login?token=***: they were measured, and not followed.",
            Assert.Single(baseline.Remarks));
    }

    [Fact]
    public async Task An_answer_that_never_ends_is_ended_and_a_timeout()
    {
        await using var site = new RawSite(number =>
            number == 2 ? "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nsome" + RawSite.Endless : RawSite.Answer());

        var (baseline, samples) = await MeasureAsync(
            new() { Url = site.Url }, new() { Count = 3, WarmUp = 0, TimeLimit = TimeSpan.FromMilliseconds(200) });

        Assert.Equal([null, "timeout", null], samples.Select(sample => sample.Error));
        Assert.Equal((200, null), (samples[1].Status, samples[1].Bytes));
        Assert.InRange(samples[1].Value, 190, 5000);
        Assert.Contains("1 of 3 had no end within 0.2 s, and were ended.", baseline.Remarks);
    }

    [Fact]
    public async Task Failures_have_the_same_word_for_the_same_kind()
    {
        await using var closing = new RawSite(_ => "");
        await using var strange = new RawSite(_ => "220 mail.example ESMTP\r\n");
        Uri refusing;
        await using (var gone = new RawSite(_ => ""))
            refusing = gone.Url;

        Assert.Equal("connection refused", await ErrorAsync(refusing));
        Assert.Equal("name not found", await ErrorAsync(new("http://there-is-none.invalid/")));
        Assert.Equal("TLS", await ErrorAsync(new UriBuilder(strange.Url) { Scheme = "https" }.Uri));
        Assert.Equal("no valid answer", await ErrorAsync(strange.Url));
        Assert.Equal("connection closed", await ErrorAsync(closing.Url));

        static async Task<string?> ErrorAsync(Uri url)
        {
            var (_, samples) = await MeasureAsync(new() { Url = url }, new() { Count = 1, WarmUp = 0 });
            return samples[0].Error;
        }
    }

    [Fact]
    public async Task Who_stops_it_keeps_what_was_measured_and_is_told_so()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await using var site = new RawSite(_ => RawSite.Answer());

        var (baseline, samples) = await MeasureAsync(
            new() { Url = site.Url }, new() { Count = 30, WarmUp = 1 },
            new Heard(progress =>
            {
                if (progress is { WarmingUp: false, Taken: 5 })
                    stop.Cancel();
            }),
            stop.Token);

        Assert.Equal((5, 5, "stopped after 5 of 30 samples"), (samples.Count, baseline.Count, baseline.EndedEarly));
    }

    [Fact]
    public async Task Who_stops_it_before_the_first_sample_has_nothing_to_keep()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await using var site = new RawSite(_ => RawSite.Answer());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => MeasureAsync(
            new() { Url = site.Url }, new() { WarmUp = 5 }, new Heard(_ => stop.Cancel()), stop.Token));
    }

    [Fact]
    public async Task A_duration_ends_it_too()
    {
        await using var site = new RawSite(_ => RawSite.Answer());
        var duration = TimeSpan.FromMilliseconds(250);

        var (baseline, samples) = await MeasureAsync(
            new() { Url = site.Url }, new() { Duration = duration, WarmUp = 0, PacePerSecond = 40 });

        Assert.Equal((10, 10, duration, null), (samples.Count, baseline.Count, baseline.Duration, baseline.EndedEarly));
    }

    [Fact]
    public async Task The_whole_has_an_end_whatever_the_target_does()
    {
        await using var site = new RawSite(number => number > 5 ? "HTTP/1.1 200 OK\r\n" + RawSite.Endless : RawSite.Answer());
        await using var target = new MeasuredHttp(new() { Url = site.Url });

        var (baseline, samples) = await new Measurer(new ShortHour()).MeasureAsync(
            s_change, Phase.Before, target, new() { Count = 30, WarmUp = 0 }, cancellation: Cancellation);

        Assert.Equal((5, "ended after 5 of 30 samples, because it took longer than 01:00:00"), (samples.Count, baseline.EndedEarly));
    }

    [Fact]
    public async Task Two_targets_take_turns_so_that_a_drift_meets_both_alike()
    {
        await using var site = new RawSite(_ => RawSite.Answer());
        await using var old = new MeasuredHttp(new() { Url = new(site.Url, "old") });
        await using var @new = new MeasuredHttp(new() { Url = new(site.Url, "new") });

        var (before, after) = await new Measurer().MeasureInTurnsAsync(
            s_change, Phase.After, @new, old, new() { Count = 3, WarmUp = 0 }, cancellation: Cancellation);

        Assert.Equal(
            ["new", "old", "old", "new", "new", "old", "old", "new"],
            site.Requests.Select(request => request.Split(' ')[1].TrimStart('/')));
        Assert.Equal((Phase.Before, $"{site.Url}old", 2, 4), Side(before));
        Assert.Equal((Phase.After, $"{site.Url}new", 2, 4), Side(after));
        Assert.Equal([1, 1, 2, 2], before.Samples.Select(sample => sample.Round!.Value));
        Assert.Equal([1, 1, 2, 2], after.Samples.Select(sample => sample.Round!.Value));

        static (Phase, string, int?, int) Side(MeasuredPhase phase) =>
            (phase.Baseline.Phase, phase.Baseline.Target, phase.Baseline.Rounds, phase.Baseline.Count);
    }

    [Fact]
    public async Task As_many_as_were_asked_for_are_made_at_a_time()
    {
        var (arrived, all) = (0, new TaskCompletionSource());
        await using var site = new RawSite(async (_, _) =>
        {
            // Each waits until four have come.
            if (Interlocked.Increment(ref arrived) == 4)
                all.SetResult();
            await all.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
            return RawSite.Answer();
        });

        var (baseline, samples) = await MeasureAsync(new() { Url = site.Url }, new() { Count = 8, WarmUp = 0, Concurrency = 4 });

        Assert.Equal((8, 4), (samples.Count, baseline.Concurrency));
        Assert.Equal(4, samples.Count(sample => sample.ReusedConnection == false));
    }

    [Fact]
    public async Task What_else_may_explain_a_difference_is_kept()
    {
        await using var site = new RawSite(_ => RawSite.Answer());

        var conditions = (await MeasureAsync(new() { Url = site.Url }, new() { Count = 20, WarmUp = 0 })).Baseline.Conditions;

        Assert.Equal((Environment.MachineName, Environment.ProcessorCount), (conditions.Host, conditions.ProcessorCount));
        Assert.Null(conditions.ClockSteppedMs);
        Assert.Equal(OperatingSystem.IsLinux(), conditions.OtherLoad is >= 0 and <= 1);
        Assert.All(conditions.Busiest, program => Assert.Matches(@"^.+ [0-9]+ %$", program));
    }

    [Fact]
    public void A_program_counts_what_it_used_since_whatever_it_is_called_now()
    {
        ProcessorUse.Program kernel = new(7, 1), shell = new(8, 2), born = new(9, 30);
        var before = new ProcessorUse(1000, 400, 10, new Dictionary<ProcessorUse.Program, (string, long)>
        {
            [kernel] = ("kworker-a", 300), [shell] = ("sh", 5),
        });
        var after = new ProcessorUse(1200, 500, 30, new Dictionary<ProcessorUse.Program, (string, long)>
        {
            [kernel] = ("kworker-b", 301), [shell] = ("php", 65), [born] = ("php", 10),
        });

        Assert.Equal(0.4, after.OtherLoadSince(before));
        Assert.Equal(["php 35 %"], after.BusiestSince(before));
    }

    [Fact]
    public async Task A_clock_that_was_set_meanwhile_is_said_and_disturbs_no_time()
    {
        var time = new SetClock();
        await using var site = new RawSite(number =>
        {
            time.Ahead = number >= 4 ? TimeSpan.FromHours(-1) : TimeSpan.Zero;
            return RawSite.Answer();
        });
        await using var target = new MeasuredHttp(new() { Url = site.Url }, time);

        var (baseline, samples) = await new Measurer(time).MeasureAsync(
            s_change, Phase.Before, target, new() { Count = 8, WarmUp = 0 }, cancellation: Cancellation);

        Assert.InRange(baseline.Conditions.ClockSteppedMs!.Value, -3_601_000, -3_599_000);
        Assert.All(samples, sample => Assert.InRange(sample.Value, 0.001, 60_000));
    }

    [Fact]
    public async Task What_may_be_secret_is_sent_and_kept_nowhere()
    {
        await using var site = new RawSite(_ => RawSite.Answer(500));
        var plan = new HttpRequestPlan
        {
            Url = new($"http://anna:hush1@{site.Url.Authority}/a?page=2&api_key=hush2"), Method = "POST",
            Headers = [new("X-Token", "hush3")], Cookies = [new("sid", "hush4"), new("a", "hush5")], Body = "hush6"u8.ToArray(),
        };

        var (baseline, _) = await MeasureAsync(plan, new() { Count = 3, WarmUp = 0, Force = true });
        var error = await RefusedAsync(plan, new() { Count = 3 });

        Assert.Equal($"{site.Url}a?page=2&api_key=***", baseline.Target);
        Assert.Equal(["Authorization", "X-Token"], baseline.Request!.Headers);
        Assert.Equal(["a", "sid"], baseline.Request.Cookies);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("hush6"u8)), baseline.Request.BodySha256);
        Assert.DoesNotContain("hush", Ledger.LedgerJson.Write(baseline) + error);
        Assert.StartsWith("POST /a?page=2&api_key=hush2 HTTP/1.1", site.Requests[0]);
        Assert.Contains("Authorization: Basic YW5uYTpodXNoMQ==", site.Requests[0]);
        Assert.Contains("Cookie: sid=hush4; a=hush5", site.Requests[0]);
        Assert.Contains("X-Token: hush3", site.Requests[0]);
        Assert.EndsWith("hush6", site.Requests[0]);
    }

    [Fact]
    public async Task A_counter_is_read_around_each_sample_and_one_that_was_set_back_tells_nothing()
    {
        var queries = 0L;
        await using var site = new RawSite(number =>
        {
            queries = number == 3 ? 0 : queries + number;
            return RawSite.Answer();
        });
        var counter = new ReadDatabaseCallCounter("Get-QueryCount", _ => Task.FromResult<long?>(queries));

        var (baseline, samples) = await MeasureAsync(new() { Url = site.Url }, new() { Count = 4, WarmUp = 0, DatabaseCalls = counter });

        Assert.Equal([1, 2, null, 4], samples.Select(sample => sample.DatabaseCalls));
        Assert.Equal("Get-QueryCount", baseline.DatabaseCalls?.Script);
    }

    [Theory]
    [InlineData(0, null, 0, null, 1, 30.0, "the count")]
    [InlineData(10_001, null, 0, null, 1, 30.0, "the count")]
    [InlineData(5, null, -1, null, 1, 30.0, "the number to warm up")]
    [InlineData(5, null, 0, 0.0, 1, 30.0, "the pace")]
    [InlineData(5, null, 0, double.NaN, 1, 30.0, "the pace")]
    [InlineData(5, null, 0, 101.0, 1, 30.0, "the pace")]
    [InlineData(5, null, 0, null, 11, 30.0, "the number at a time")]
    [InlineData(5, null, 0, null, 1, 0.0, "the time limit")]
    [InlineData(5, 1.0, 0, null, 1, 30.0, "a count together with a duration")]
    [InlineData(null, 3601.0, 0, null, 1, 30.0, "the duration")]
    [InlineData(null, 200.0, 0, 100.0, 1, 30.0, "the pace for so long")]
    public async Task What_could_hurt_is_refused_before_anything_is_asked(
        int? count, double? seconds, int warmUp, double? pace, int concurrency, double limit, string what)
    {
        await using var site = new RawSite(_ => RawSite.Answer());

        var error = await RefusedAsync(new() { Url = site.Url }, new()
        {
            Count = count, Duration = seconds is { } long_ ? TimeSpan.FromSeconds(long_) : null, WarmUp = warmUp, PacePerSecond = pace,
            Concurrency = concurrency, TimeLimit = TimeSpan.FromSeconds(limit),
        });

        Assert.Equal((nameof(Error.MeasuringPlanInvalid), what), (error.Id, error.Target));
        Assert.Empty(site.Requests);
    }

    [Fact]
    public void Force_lifts_the_limits_but_not_that_of_memory()
    {
        new MeasuringPlan { Count = 1_000_000, PacePerSecond = 5000, Concurrency = 200, Force = true }.Require(inTurns: false);

        Assert.Throws<JobOpsException>(() => new MeasuringPlan { Count = 1_000_001, Force = true }.Require(inTurns: false));
    }

    static async Task<MeasuredPhase> MeasureAsync(
        HttpRequestPlan request, MeasuringPlan plan, IProgress<MeasuringProgress>? progress = null, CancellationToken? cancellation = null)
    {
        await using var target = new MeasuredHttp(request);
        return await new Measurer().MeasureAsync(s_change, Phase.Before, target, plan, progress, cancellation ?? Cancellation);
    }

    static async Task<JobOpsError> RefusedAsync(HttpRequestPlan request, MeasuringPlan plan) =>
        (await Assert.ThrowsAsync<JobOpsException>(() => MeasureAsync(request, plan))).Error;

    sealed class Heard(Action<MeasuringProgress> hear) : IProgress<MeasuringProgress>
    {
        public void Report(MeasuringProgress value) => hear(value);
    }

    /// <summary>A clock whose hour is over in half a second.</summary>
    sealed class ShortHour : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(
                callback, state, dueTime == MeasuringPlan.LongestWhole ? TimeSpan.FromMilliseconds(500) : dueTime, period);
    }

    /// <summary>The clock on the wall, which somebody sets.</summary>
    sealed class SetClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }
}
