using System.Runtime.Versioning;
using JobOps.Agent.Tests.Support;
using JobOps.Errors;
using JobOps.Harness;
using JobOps.Ledger;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Agent.Tests.Faults;

/// <summary>A command of a crontab while its ledger does not answer, and what the ledger knows of it afterwards.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("category", "faults")]
public sealed class ExecWithoutLedgerTests
{
    const string Sqlite = LedgerLocation.Sqlite;

    const string Secret = "correct-horse-battery";

    public static TheoryData<string> Providers => FaultGround.Providers;

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Nothing_is_executed_unless_the_line_says_so(string provider)
    {
        await using var absent = await AbsentLedger.CreateAsync(provider);
        absent.TakeAway();

        var refused = (await ExecAsync(absent, [], "touch", "done")).EndsWith(ExitCodes.LedgerUnavailable);

        Assert.Contains("does not answer", refused.Errors);
        Assert.False(File.Exists(absent.Shop.PathOf("done")));
        Assert.Empty(absent.Spooled);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_command_that_was_executed_without_it_is_written_down_when_it_is_back(string provider)
    {
        await using var absent = await AbsentLedger.CreateAsync(provider);
        var shop = absent.Shop;
        absent.TakeAway();
        var before = DateTimeOffset.UtcNow.AddMilliseconds(-1);

        var alone = (await ExecAsync(
            absent, [$"JOBOPS_PARAM_TOKEN={Secret}"], ["--secret", "TOKEN", "--if-ledger-fails", "run", "--undo", "rm -f done"],
            "sh", "-c", "touch done; echo it says $TOKEN; echo oh >&2; exit 3")).EndsWith(3);
        var file = Assert.Single(absent.Spooled);
        var record = File.ReadAllText(file);
        var rights = File.GetUnixFileMode(file);
        absent.BringBack();
        var next = (await ExecAsync(absent, [], "true")).EndsWith(0);

        Assert.Equal("it says ***\n", alone.Output);
        Assert.Contains("was executed without it and failed; its exit code is 3", alone.Errors);
        Assert.Contains(file, alone.Errors);
        Assert.DoesNotContain(Secret, record);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, rights);
        Assert.Contains("Run 1 of nightly failed at", next.Errors);
        Assert.Empty(absent.Spooled);
        await using var ledger = await shop.OpenLedgerAsync();
        var run = (await ledger.Runs.FindAsync(1))!;
        Assert.Equal((RunStatus.Failed, 3, 1), (run.Status, run.Error?.CommandExitCode, run.Attempt));
        Assert.InRange(run.StartedAt!.Value, before, run.FinishedAt!.Value);
        Assert.Equal(["it says ***", "oh"], (await ledger.Log.GetAsync(1)).Select(line => line.Text).Order());
        Assert.Equal(StepStatus.Failed, Assert.Single(await ledger.Steps.GetAsync(1)).Status);
        Assert.Equal(["RunRecorded"], (await ledger.Journal.GetAsync(1)).Select(entry => entry.Event));
        Assert.Contains("exit code 3", await shop.WhyAsync(1));
        (await shop.CallAsync("rollback", "1")).EndsWith(0);
        Assert.False(File.Exists(shop.PathOf("done")));
        (await shop.CallAsync("verify")).EndsWith(0);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_writer_that_is_killed_half_way_leaves_each_record_once(string provider)
    {
        await using var absent = await AbsentLedger.CreateAsync(provider);
        var count = FaultForm.Of(provider == Sqlite ? 30 : 8, 200);
        absent.TakeAway();
        (await ExecAsync(absent, ["--if-ledger-fails", "run"], "echo", "ran")).EndsWith(0);
        Multiply(Assert.Single(absent.Spooled), count);
        absent.BringBack();

        for (var stop = 1; absent.Spooled.Length > 0; stop += count / 4)
        {
            var writer = absent.Shop.StartWith(absent.DataFolder, "worker", "--drain");
            await Task.WhenAny(writer.WaitForExitAsync(), absent.Shop.WaitUntilAsync(
                async ledger => (await ledger.Runs.GetAsync(new())).Count >= stop));
            writer.Kill(entireProcessTree: true);
            await writer.EndAsync();
        }

        var runs = await absent.Shop.RunsAsync();
        Assert.Equal(count, runs.Count);
        Assert.Equal(count, runs.Select(run => run.Worker).Distinct().Count());
        (await absent.Shop.CallAsync("verify")).EndsWith(0);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_record_whose_file_outlives_it_is_not_written_again_and_its_key_is_replayed(string provider)
    {
        await using var absent = await AbsentLedger.CreateAsync(provider);
        absent.TakeAway();
        (await ExecAsync(absent, ["--if-ledger-fails", "run", "--key", "monday"], "touch", "done")).EndsWith(0);
        var file = Assert.Single(absent.Spooled);
        File.Copy(file, absent.Shop.PathOf("copy"));
        absent.BringBack();

        var replayed = (await ExecAsync(absent, ["--key", "monday"], "touch", "done")).EndsWith(0);
        File.Move(absent.Shop.PathOf("copy"), file);
        (await absent.Shop.CallWithAsync(absent.DataFolder, "start", "nightly", "--key", "monday")).EndsWith(0);

        Assert.Contains("replayed, nothing was executed", replayed.Errors);
        Assert.Empty(absent.Spooled);
        Assert.Equal("monday", Assert.Single(await absent.Shop.RunsAsync()).IdempotencyKey);
    }

    [Fact]
    public async Task A_key_that_another_run_has_stays_its_own_and_the_record_is_written_beside_it()
    {
        await using var absent = await AbsentLedger.CreateAsync(Sqlite);
        (await ExecAsync(absent, ["--key", "monday"], "true")).EndsWith(0);
        absent.TakeAway();
        (await ExecAsync(absent, ["--key", "monday", "--if-ledger-fails", "run"], "true")).EndsWith(0);
        absent.BringBack();

        (await ExecAsync(absent, ["--key", "monday"], "true")).EndsWith(0);

        var runs = await absent.Shop.RunsAsync();
        Assert.Equal([2, 1], runs.Select(run => run.RunId));
        Assert.Equal("monday", runs[1].IdempotencyKey);
        Assert.StartsWith("recorded ", runs[0].IdempotencyKey);
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_stays_and_is_told_of_and_that_of_another_ledger_waits()
    {
        await using var absent = await AbsentLedger.CreateAsync(Sqlite);
        absent.TakeAway();
        (await ExecAsync(absent, ["--if-ledger-fails", "run"], "true")).EndsWith(0);
        var other = Assert.Single(absent.Spooled);
        File.WriteAllText(other, File.ReadAllText(other).Replace("ledger.db", "other.db", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(absent.SpoolFolder, "broken.json"), "{");
        absent.BringBack();

        var next = (await ExecAsync(absent, [], "true")).EndsWith(0);

        Assert.Contains("broken.json of a run stays", next.Errors);
        Assert.DoesNotContain(other, next.Errors);
        Assert.Equal(2, absent.Spooled.Length);
        Assert.Single(await absent.Shop.RunsAsync());
    }

    [Fact]
    public async Task Time_limit_further_attempts_and_signals_hold_without_it_too()
    {
        await using var absent = await AbsentLedger.CreateAsync(Sqlite);
        absent.TakeAway();
        string[] options = ["--if-ledger-fails", "run", "--retry", "2", "--retry-delay", "10ms"];

        var late = (await ExecAsync(absent, [.. options, "--timeout", "200ms"], "sh", "-c", "echo try >> tries.txt; exec sleep 60"))
            .EndsWith(ExitCodes.TimedOut);
        var missing = (await ExecAsync(absent, options, "no-such-program")).EndsWith(ExitCodes.Configuration);
        var exec = absent.Shop.StartWith(absent.DataFolder, Exec(options, "sh", "-c", "echo up; exec sleep 600"));
        await exec.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1));
        await Signal.SendAsync("TERM", exec);
        (await Workshop.EndOfAsync(exec)).EndsWith(ExitCodes.Terminated);
        absent.BringBack();
        (await absent.Shop.CallWithAsync(absent.DataFolder, "worker", "--drain")).EndsWith(0);

        Assert.Equal(2, File.ReadAllLines(absent.Shop.PathOf("tries.txt")).Length);
        Assert.Contains("was ended after its time limit", late.Errors);
        Assert.Contains("was not found: no-such-program", missing.Errors);
        var runs = await absent.Shop.RunsAsync();
        Assert.Equal(
            [(RunStatus.Cancelled, "RunCancelled"), (RunStatus.Failed, "CommandNotFound"), (RunStatus.Failed, "RunTimedOut")],
            runs.Select(run => (run.Status, run.Error!.Id)));
    }

    /// <summary>Copies of a record, each of a run of its own.</summary>
    static void Multiply(string file, int count)
    {
        var text = File.ReadAllText(file);
        var worker = text.Split("\"worker\":\"")[1].Split('"')[0];
        for (var copy = 1; copy < count; copy++)
            File.WriteAllText(
                Path.ChangeExtension(file, $".{copy:000}.json"), text.Replace(worker, $"{worker}-{copy}", StringComparison.Ordinal));
    }

    static Task<Answer> ExecAsync(AbsentLedger absent, string[] options, params string[] command) =>
        ExecAsync(absent, [], options, command);

    static Task<Answer> ExecAsync(AbsentLedger absent, string[] variables, string[] options, params string[] command) =>
        absent.Shop.CallWithAsync([absent.DataFolder, .. variables], Exec(options, command));

    static string[] Exec(string[] options, params string[] command) =>
    [
        "exec", "--job", "nightly", "--owner", "night shift", "--expected-result", "it has run", "--rollback-note", "nothing to undo",
        .. options, "--", .. command,
    ];
}
