using System.Globalization;
using JobOps.Changes;
using JobOps.Checklists;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Measurements;
using JobOps.Values;

namespace JobOps.Engine.Tests.Execution;

/// <summary>Releases that are watched: real logs, programs and addresses.</summary>
public sealed class ReleaseWatchTests : ExecutionTest
{
    static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(1200);

    // Ends with the first error, or never: what ends early must not wait for it.
    static readonly TimeSpan s_long = TimeSpan.FromMinutes(2);

    ChangeId _change;

    string Log => Folder.File("app.log");

    async Task ReleaseAsync(string target = "http://site/")
    {
        _change = (await Ledger.Changes.OpenAsync(Contract.LedgerContract.SampleChange($"/site/{Guid.NewGuid()}"), Cancellation)).ChangeId;
        var before = Contract.LedgerContract.SamplePhase(_change, Phase.Before, [.. Enumerable.Repeat(5.0, 40)]);
        await Ledger.Baselines.AddAsync(before with { Baseline = before.Baseline with { Target = target } }, Cancellation);
        await Ledger.Changes.SetStatusAsync(_change, ChangeStatus.Applied, command: "vi", cancellation: Cancellation);
    }

    static string Line(double secondsAgo, string text) =>
        $"{DateTimeOffset.UtcNow.AddSeconds(-secondsAgo).ToString("o", CultureInfo.InvariantCulture)} {text}";

    /// <param name="with">What is followed.</param>
    /// <param name="time">How long.</param>
    /// <param name="begun">Is done as soon as the time before was looked at.</param>
    async Task<(ChecklistItemResult Item, int ExitCode)> WatchAsync(
        Func<WatchPlan, WatchPlan> with, TimeSpan? time = null, Action? begun = null)
    {
        var plan = with(new() { ChangeId = _change, For = time ?? s_short, Before = TimeSpan.FromMinutes(15), Folder = Folder.Path });
        var watch = await new ReleaseWatcher(Ledger, new Begun(begun)).WatchAsync(plan, Cancellation);
        return (watch.Result.Items.Single(), watch.ExitCode);
    }

    sealed class Begun(Action? begun) : IProgress<long>
    {
        Action? _begun = begun;

        public void Report(long value) => Interlocked.Exchange(ref _begun, null)?.Invoke();
    }

    [Fact]
    public async Task A_log_with_no_more_errors_than_before_is_quiet_and_the_list_ship_knows()
    {
        await ReleaseAsync();
        File.WriteAllLines(Log, [Line(1200, "error: too old"), Line(600, "error: once"), Line(300, "all is well")]);

        var (item, exitCode) = await WatchAsync(plan => plan with { LogFiles = [Log] });

        Assert.Equal((ChecklistItemStatus.Passed, ExitCodes.Ok), (item.Status, exitCode));
        Assert.Matches(@"^0 errors in \d.*, 1 error in 15 min before it$", item.Actual);
        var ship = await new ChecklistRunner(Ledger, (_, _) => Task.FromResult<ItemAnswer?>(null), _ => { }).RunAsync(
            new() { Checklist = ChecklistFile.Read("ship", Folder.Path), ChangeId = _change }, Cancellation);
        Assert.StartsWith(
            "watched for", ship.Items.Single(one => one.Name == "logs-watched").Actual, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_of_whole_seconds_counts_that_of_the_release_as_since()
    {
        await ReleaseAsync();
        var released = (await Ledger.Changes.RequireAsync(_change, Cancellation)).StatusAt.ToUniversalTime();
        var second = released.ToString("dd/MMM/yyyy:HH:mm:ss", CultureInfo.InvariantCulture);
        File.WriteAllLines(Log, [Line(600, "all is well"), $"127.0.0.1 - - [{second} +0000] error"]);

        var (item, _) = await WatchAsync(plan => plan with { LogFiles = [Log] });

        Assert.Matches("^1 error in .*, 0 errors in 10 min.* before it$", item.Actual);
    }

    [Fact]
    public async Task A_rise_ends_it_early_and_shows_the_lines()
    {
        await ReleaseAsync();
        File.WriteAllLines(Log, [Line(600, "all is well"), Line(1, "all is well")]);

        var (item, exitCode) = await WatchAsync(
            plan => plan with { LogFiles = [Log] }, s_long,
            () => File.AppendAllLines(
                Log, Enumerable.Range(0, 20).SelectMany(count => new[] { Line(0, $"FATAL no answer {count}"), "   at Shop.Cart" })));

        Assert.Equal((ChecklistItemStatus.Failed, ExitCodes.CheckFailed), (item.Status, exitCode));
        Assert.StartsWith("a rise: 20 errors in", item.Actual, StringComparison.Ordinal);
        Assert.Contains("Invoke-Rollback -Change", item.Remedy, StringComparison.Ordinal);
        Assert.Equal(20, item.Evidence.Count);
        Assert.EndsWith("FATAL no answer 19", item.Evidence[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_is_rotated_is_followed_by_its_name_and_its_brother_counts_for_the_time_before()
    {
        File.WriteAllLines(Log + ".1", [Line(800, "error: before"), Line(700, "error: before")]);
        await ReleaseAsync();
        File.WriteAllLines(Log, [Line(60, "all is well")]);

        var (item, _) = await WatchAsync(plan => plan with { LogFiles = [Log] }, TimeSpan.FromSeconds(3), () =>
        {
            File.Move(Log, Log + ".2");
            File.AppendAllLines(Log + ".2", [Line(0, "error: the last of the old")]);
            File.WriteAllLines(Log, [Line(0, "error: the first of the new")]);
        });

        Assert.Matches("^2 errors in .*, 2 errors in 1[34] min.* before it$", item.Actual);
    }

    [Fact]
    public async Task Errors_without_a_time_before_allow_no_verdict()
    {
        await ReleaseAsync();
        File.WriteAllText(Log, "error: of an unknown time\n");

        var (item, exitCode) = await WatchAsync(
            plan => plan with { LogFiles = [Log] }, TimeSpan.FromSeconds(2), () => File.AppendAllText(Log, "error: somewhere\n"));

        Assert.Equal(ExitCodes.CannotTell, exitCode);
        Assert.Matches("^cannot tell: 1 error in .* nothing is known of the time before$", item.Actual);
    }

    [Fact]
    public async Task What_a_command_prints_is_followed_and_one_that_ends_is_said()
    {
        await ReleaseAsync();
        const string now = "$(date -u +%Y-%m-%dT%H:%M:%S.%NZ)";
        var script = $"echo '{Line(500, "fine")}'; for i in $(seq 9); do echo \"{now} panic $i\"; done; exec sleep 600";

        var (rise, _) = await WatchAsync(plan => plan with { Command = ["sh", "-c", script] }, s_long);
        // Where nothing can be followed any more, nobody waits.
        var (ended, exitCode) = await WatchAsync(plan => plan with { Command = ["sh", "-c", "exit 3"] }, s_long);
        var (missing, _) = await WatchAsync(plan => plan with { Command = ["./nosuch"] }, s_long);

        Assert.StartsWith("a rise: 9 errors in", rise.Actual, StringComparison.Ordinal);
        Assert.StartsWith("cannot tell: 'sh' ended with exit code 3 and is not followed any more", ended.Actual, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.CannotTell, exitCode);
        Assert.StartsWith("cannot tell: there is no program './nosuch' here", missing.Actual, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_crashes_takes_its_rise_not_along()
    {
        await ReleaseAsync();
        const string now = "$(date -u +%Y-%m-%dT%H:%M:%S.%NZ)";
        var script = $"echo '{Line(500, "fine")}'; for i in $(seq 30); do echo \"{now} panic $i\"; done; exit 1";

        var (item, exitCode) = await WatchAsync(plan => plan with { Command = ["sh", "-c", script] }, s_long);

        Assert.StartsWith("a rise: 'sh' ended with exit code 1", item.Actual, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.CheckFailed, exitCode);
    }

    [Fact]
    public async Task A_pattern_that_takes_too_long_allows_no_verdict_on_a_command_either()
    {
        await ReleaseAsync();
        var (item, exitCode) = await WatchAsync(
            plan => plan with
            {
                Command = ["sh", "-c", "echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!; exec sleep 600"], Pattern = "^(a+)+$",
            },
            s_long);

        Assert.StartsWith("cannot tell: the pattern takes too long on a line of it", item.Actual, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.CannotTell, exitCode);
    }

    [Fact]
    public async Task A_day_that_means_never_is_no_time()
    {
        await ReleaseAsync();
        File.WriteAllLines(Log, [Line(600, "fine"), "9999-12-31T23:59:59-05:00 fine"]);

        var (item, _) = await WatchAsync(plan => plan with { LogFiles = [Log] });

        Assert.StartsWith("0 errors in", item.Actual, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_is_empty_gone_or_of_another_year_is_no_quiet()
    {
        await ReleaseAsync();
        File.WriteAllText(Log, "");
        var (empty, exitCode) = await WatchAsync(plan => plan with { LogFiles = [Log] });
        File.WriteAllLines(Log, [Line(60, "all is well")]);
        var (gone, _) = await WatchAsync(plan => plan with { LogFiles = [Log] }, s_long, () => File.Delete(Log));
        File.WriteAllLines(Log, [Line(60, "all is well"), .. Enumerable.Repeat(Line(-400 * 86400.0, "error: of another year"), 20)]);
        var (ahead, _) = await WatchAsync(plan => plan with { LogFiles = [Log] });

        Assert.Equal((ExitCodes.CannotTell, "cannot tell: not a line of it was seen"), (exitCode, empty.Actual));
        Assert.StartsWith("cannot tell: it is not there any more", gone.Actual, StringComparison.Ordinal);
        // They belong to the line above them.
        Assert.Matches("^0 errors in .*, 20 errors in .* before it$", ahead.Actual);
    }

    [Fact]
    public async Task An_address_is_compared_with_what_was_measured_before_the_change()
    {
        const string down = "http://127.0.0.1:1/";
        await ReleaseAsync();
        var (none, exitCode) = await WatchAsync(plan => plan with { Uri = new(down), Every = TimeSpan.FromMilliseconds(100) });
        await ReleaseAsync(down);
        var (rise, riseCode) = await WatchAsync(plan => plan with { Uri = new(down), Every = TimeSpan.FromMilliseconds(100) }, s_long);

        Assert.Equal(ExitCodes.CheckFailed, riseCode);
        Assert.Matches(@"^a rise: \d+ errors in \d+ requests since the release, 0 errors in 40 requests before it$", rise.Actual);

        Assert.Equal(ExitCodes.CannotTell, exitCode);
        Assert.Matches(@"^cannot tell: \d+ errors? in \d+ requests since the release", none.Actual);
        Assert.NotEmpty(none.Evidence);
    }

    [Theory]
    [InlineData("what is followed", "nothing")]
    [InlineData("the time", "nothing follows")]
    [InlineData("the log", "nosuch.log")]
    [InlineData("the log", "/dev/zero")]
    [InlineData("the pattern", "(")]
    [InlineData("the address", "ftp://x/")]
    [InlineData("the address", "http://anna:pass@localhost/")]
    public async Task A_plan_that_does_not_fit_is_refused(string member, string what)
    {
        await ReleaseAsync();
        File.WriteAllText(Log, "");
        var plan = new WatchPlan { ChangeId = _change, For = s_short, LogFiles = [Log], Folder = Folder.Path };
        plan = member switch
        {
            "what is followed" => plan with { LogFiles = [] },
            "the time" => plan with { For = TimeSpan.Zero },
            "the log" => plan with { LogFiles = [Folder.File(what)] },
            "the pattern" => plan with { Pattern = what },
            _ => plan with { Uri = new(what) },
        };

        var error = (await Assert.ThrowsAsync<JobOpsException>(
            () => new ReleaseWatcher(Ledger, new Progress<long>()).WatchAsync(plan, Cancellation))).Error;

        Assert.DoesNotContain("pass@", error.Actual, StringComparison.Ordinal);
        Assert.Equal((nameof(Error.WatchPlanInvalid), $"Nothing was watched: {member} does not fit."), (error.Id, error.What));
    }

    [Fact]
    public async Task A_change_that_was_not_applied_cannot_be_watched()
    {
        _change = (await Ledger.Changes.OpenAsync(Contract.LedgerContract.SampleChange("/x"), Cancellation)).ChangeId;
        File.WriteAllText(Log, "");

        var error = await Assert.ThrowsAsync<JobOpsException>(() => WatchAsync(plan => plan with { LogFiles = [Log] }));

        Assert.Equal(nameof(Error.ChangeNotApplied), error.Error.Id);
    }
}
