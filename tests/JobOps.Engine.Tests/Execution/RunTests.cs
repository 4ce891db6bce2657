using System.Text.Json.Nodes;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Jobs;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Engine.Tests.Execution;

public sealed class RunTests : ExecutionTest
{
    [Fact]
    public async Task Steps_run_in_order_and_later_ones_use_the_results_of_earlier_ones()
    {
        var first = Sh("first", "echo '{\"id\": 42, \"names\": [\"x\"]}'");
        var job = await RegisterAsync(
            first with { Action = (CommandAction)first.Action with { JsonOutput = true } },
            Sh("second", "echo \"$1 $2 $3\" > out", null, "${steps.first.result.id}", "${steps.first.result.names.0}", "${run.id}"));

        var run = await StartAsync(job);

        Assert.Equal(RunStatus.Succeeded, run.Status);
        Assert.Equal($"42 x {run.RunId}\n", await File.ReadAllTextAsync(Folder.File("out"), Cancellation));
    }

    [Fact]
    public async Task A_value_stays_one_argument_and_never_meets_a_shell()
    {
        var hostile = "a b; touch pwned $(touch pwned) `touch pwned` \"quoted\" 'single' * ${run.id}";
        var job = await RegisterAsync(
            [Sh("print", "printf '%s|' \"$@\" > out", null, "x${parameters.text}x", "end")],
            [new() { Name = "text" }]);

        await StartAsync(job, new() { ["text"] = hostile });

        Assert.Equal($"x{hostile}x|end|", await File.ReadAllTextAsync(Folder.File("out"), Cancellation));
        Assert.False(File.Exists(Folder.File("pwned")));
    }

    [Fact]
    public async Task A_failing_command_ends_the_run_with_its_exit_code_and_last_line()
    {
        var job = await RegisterAsync(Sh("bad", "echo before; echo disk is on fire >&2; exit 7"), Sh("never", "touch never"));

        var run = await StartAsync(job);

        Assert.Equal(RunStatus.Failed, run.Status);
        Assert.Equal("CommandFailed", run.Error!.Id);
        Assert.Equal("exit code 0", run.Error.Expected);
        Assert.Contains("exit code 7", run.Error.Actual, StringComparison.Ordinal);
        Assert.Contains("disk is on fire", run.Error.Actual, StringComparison.Ordinal);
        Assert.False(File.Exists(Folder.File("never")));
        Assert.Equal(StepStatus.Failed, Assert.Single(await StepsAsync(run)).Status);
    }

    [Fact]
    public async Task A_missing_command_is_found_before_the_first_step_changes_anything()
    {
        var job = await RegisterAsync(
            Sh("first", "touch changed"),
            new StepDefinition { Name = "second", Action = new CommandAction { Command = [Template.Parse("no-such-program-here")] } });

        var run = await StartAsync(job);

        Assert.Equal("CommandNotFound", run.Error!.Id);
        Assert.Equal(ExitCodes.Configuration, run.ExitCode);
        Assert.False(File.Exists(Folder.File("changed")));
        Assert.Empty(await StepsAsync(run));
    }

    [Fact]
    public async Task A_restarted_run_goes_on_at_the_step_that_failed()
    {
        var job = await RegisterAsync(
            Sh("count", "echo x >> count"), Sh("gate", "test -f gate"), Sh("end", "touch end"));
        var failed = await StartAsync(job);
        await File.WriteAllTextAsync(Folder.File("gate"), "", Cancellation);

        await Ledger.Requests.RestartAsync(failed.RunId, null, "gate is open", Cancellation);
        var run = await new Worker(Ledger, Options).ExecuteAsync(failed.RunId, cancellation: Cancellation);

        Assert.Equal((RunStatus.Succeeded, 2), (run.Status, run.Attempt));
        Assert.Equal("x\n", await File.ReadAllTextAsync(Folder.File("count"), Cancellation));
        Assert.Equal([(1, 1), (2, 2), (1, 2)], (await StepsAsync(run)).Select(step => (step.Try, step.Attempt)));
        Assert.Contains(
            await Ledger.Log.GetAsync(run.RunId, cancellation: Cancellation),
            line => line is { StepName: "count", Text: "done before; not executed again" });
    }

    [Fact]
    public async Task Two_workers_on_one_run_execute_it_once()
    {
        var job = await RegisterAsync(Sh("count", "echo x >> count; sleep 0.3"), Sh("again", "echo x >> count"));
        var started = await new JobStarter(Ledger).StartAsync(new() { JobName = job.Name }, executedHere: true, Cancellation);

        var ends = await Task.WhenAll(
            new Worker(Ledger, new()).ExecuteAsync(started.Run.RunId, cancellation: Cancellation),
            new Worker(Ledger, new()).ExecuteAsync(started.Run.RunId, cancellation: Cancellation));

        Assert.All(ends, run => Assert.Equal((RunStatus.Succeeded, 1), (run.Status, run.Attempt)));
        Assert.Equal("x\nx\n", await File.ReadAllTextAsync(Folder.File("count"), Cancellation));
    }

    [Fact]
    public async Task A_step_over_its_time_limit_ends_with_its_whole_process_tree()
    {
        // The child ignores TERM, and leaves a grandchild in a session of its own, which ignores it, too.
        var script = "trap '' TERM; setsid sh -c 'trap \"\" TERM; echo $$ > grandchild; while :; do sleep 1; "
            + "done' & echo $$ > child; while :; do sleep 1; done";
        var job = await RegisterAsync(Sh("stubborn", script) with { Timeout = TimeSpan.FromSeconds(1) });

        var run = await StartAsync(job);

        Assert.Equal("StepTimedOut", run.Error!.Id);
        Assert.Equal(ExitCodes.TimedOut, run.ExitCode);
        foreach (var name in (string[])["child", "grandchild"])
            Assert.False(IsAlive(int.Parse(await File.ReadAllTextAsync(Folder.File(name), Cancellation))), name);
    }

    [Fact]
    public async Task A_run_over_its_time_limit_is_ended()
    {
        var job = await RegisterAsync([Sh("slow", "sleep 60")], [], TimeSpan.FromMilliseconds(500));

        var run = await StartAsync(job);

        Assert.Equal("RunTimedOut", run.Error!.Id);
        Assert.Equal(ExitCodes.TimedOut, run.ExitCode);
    }

    [Fact]
    public async Task A_stopped_run_is_cancelled_its_process_ended_and_it_can_go_on()
    {
        var job = await RegisterAsync(Sh("long", "echo $$ > pid; if [ -f gate ]; then exit 0; fi; sleep 60"));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var running = StartAsync(job, null, stop.Token);
        var pid = await ReadWhenThereAsync("pid");
        await stop.CancelAsync();
        var run = await running;

        Assert.Equal(RunStatus.Cancelled, run.Status);
        Assert.Equal(ExitCodes.Interrupted, run.ExitCode);
        Assert.False(IsAlive(int.Parse(pid)));
        Assert.Equal(StepStatus.Interrupted, Assert.Single(await StepsAsync(run)).Status);
        await File.WriteAllTextAsync(Folder.File("gate"), "", Cancellation);
        await Ledger.Requests.RestartAsync(run.RunId, null, null, Cancellation);
        Assert.Equal(RunStatus.Succeeded, (await new Worker(Ledger, Options).ExecuteAsync(run.RunId, cancellation: Cancellation)).Status);
    }

    [Fact]
    public async Task A_worker_that_lost_its_lease_stops_before_the_next_step()
    {
        var job = await RegisterAsync(Sh("first", "echo $$ > pid; sleep 60"), Sh("second", "touch second"));
        var started = await new JobStarter(Ledger).StartAsync(new() { JobName = job.Name }, executedHere: true, Cancellation);
        var shortLease = Options with { Lease = TimeSpan.FromSeconds(1) };
        var running = new Worker(Ledger, shortLease).ExecuteAsync(started.Run.RunId, cancellation: Cancellation);
        var pid = await ReadWhenThereAsync("pid");

        // Somebody else takes the run over and ends it: the heartbeat finds a newer token.
        await TakeOverAsync(started.Run.RunId);
        var run = await running;

        Assert.Equal((RunStatus.Cancelled, 2), (run.Status, run.Attempt));
        Assert.False(IsAlive(int.Parse(pid)));
        Assert.False(File.Exists(Folder.File("second")));
    }

    [Fact]
    public async Task A_worker_drains_what_is_queued()
    {
        var job = await RegisterAsync(Sh("count", "echo x >> count"));
        for (var n = 0; n < 3; n++)
            await Ledger.Requests.EnqueueAsync(new RunRequest { JobName = job.Name, JobVersion = job.Version }, Cancellation);

        Assert.Equal(3, await new Worker(Ledger, Options).DrainAsync(Cancellation));
        Assert.Equal(0, await new Worker(Ledger, Options).DrainAsync(Cancellation));
        Assert.Equal("x\nx\nx\n", await File.ReadAllTextAsync(Folder.File("count"), Cancellation));
    }

    [Fact]
    public async Task A_probe_measures_and_one_that_is_not_answered_as_expected_fails()
    {
        await using var site = new TestSite();
        var job = await RegisterAsync(
            new StepDefinition { Name = "baseline", Action = new HttpAction { Url = Template.Parse(site.Url), Requests = 20 } },
            new StepDefinition
            {
                Name = "verify",
                Action = new HttpAction
                {
                    Url = Template.Parse(site.Url), Requests = 3,
                    Expect = new() { Status = 200, Body = Template.Parse("version 2"), Within = TimeSpan.FromSeconds(5) },
                },
            });
        site.Answer = (200, "this is version 2");
        var good = await StartAsync(job);
        site.Answer = (500, "oops");
        var bad = await StartAsync(job);

        Assert.Equal(RunStatus.Succeeded, good.Status);
        var measured = JsonNode.Parse((await StepsAsync(good))[0].Result!)!;
        Assert.Equal(20, (int)measured["requests"]!);
        Assert.Equal(20, (int)measured["statuses"]!["200"]!);
        Assert.Equal(20, measured["timesMs"]!.AsArray().Count);
        Assert.Equal("HttpCheckFailed", bad.Error!.Id);
        Assert.Contains("3 of 3 requests", bad.Error.What, StringComparison.Ordinal);
        Assert.Contains("status 200, a body with 'version 2'", bad.Error.Expected, StringComparison.Ordinal);
        Assert.Equal("status 500", bad.Error.Actual);
        Assert.Equal($"Invoke-Rollback {bad.RunId}", bad.Error.NextCommand.PowerShell);
        // A baseline measures a broken site, too, and says so.
        Assert.Equal(1.0, (double)JsonNode.Parse((await StepsAsync(bad))[0].Result!)!["errorRate"]!);
    }

    async Task TakeOverAsync(long runId)
    {
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Location.Target};Pooling=False");
        await connection.OpenAsync(Cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = "UPDATE Run SET LeaseExpiresAt = 1 WHERE RunId = $id";
        command.Parameters.AddWithValue("$id", runId);
        await command.ExecuteNonQueryAsync(Cancellation);
        var claim = Assert.Single(await Ledger.Claims.ClaimAsync("other", TimeSpan.FromMinutes(1), 1, runId, Cancellation));
        await Ledger.Claims.CompleteAsync([new(claim.Lease, RunStatus.Cancelled, Error.RunCancelled(runId))], Cancellation);
    }

    async Task<string> ReadWhenThereAsync(string name)
    {
        while (!File.Exists(Folder.File(name)) || (await File.ReadAllTextAsync(Folder.File(name), Cancellation)).Length == 0)
            await Task.Yield();
        return await File.ReadAllTextAsync(Folder.File(name), Cancellation);
    }

    static bool IsAlive(int pid) =>
        Directory.Exists($"/proc/{pid}") && !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);

    [Fact]
    public async Task A_start_takes_up_first_what_waits_for_nobody()
    {
        var job = await RegisterAsync(Sh("only", "echo $$ >> ran"));
        var waiting = (await new JobStarter(Ledger).StartAsync(new() { JobName = job.Name }, executedHere: false, Cancellation)).Run;
        var told = new List<string>();
        Leftovers Patient(TimeSpan patience) => new(
            Ledger, (run, cancellation) => new Worker(Ledger, Options).ExecuteAsync(run, cancellation), told.Add) { Patience = patience };

        await new JobStarter(Ledger, Patient(TimeSpan.FromHours(1))).StartAsync(
            new() { JobName = job.Name }, executedHere: true, Cancellation);
        Assert.Empty(told);
        Assert.Equal(RunStatus.Queued, (await Ledger.Runs.FindAsync(waiting.RunId, Cancellation))!.Status);
        await new JobStarter(Ledger, Patient(TimeSpan.Zero)).StartAsync(new() { JobName = job.Name }, executedHere: true, Cancellation);

        Assert.Contains($"Run {waiting.RunId} of job waits, and no worker is alive that would execute it: it goes on here first.", told);
        Assert.Equal(RunStatus.Succeeded, (await Ledger.Runs.FindAsync(waiting.RunId, Cancellation))!.Status);
    }
}
