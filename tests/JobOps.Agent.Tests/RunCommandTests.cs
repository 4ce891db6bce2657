using JobOps.Agent.Tests.Support;
using JobOps.Harness;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Agent.Tests;

/// <summary>start, runs, run, steps, log, restart, worker.</summary>
public sealed class RunCommandTests
{
    [Fact]
    public async Task Start_executes_the_steps_and_says_so()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("easy", SampleJobs.Easy);

        var answer = (await shop.CallAsync("start", "easy", "--parameter", "who=you")).EndsWith(0);

        Assert.Contains("greet", answer.Errors);
        Assert.Contains("Run 1 succeeded", answer.Output);
    }

    [Fact]
    public async Task Start_with_the_same_key_brings_the_stored_run_back_and_executes_nothing()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("count", """
            "steps": [{ "name": "count", "command": ["sh", "-c", "echo ran >> ran.txt"] }]
            """);
        string[] start = ["start", "count", "--key", "monday"];

        (await shop.CallAsync(start)).EndsWith(0);
        var again = (await shop.CallAsync(start)).EndsWith(0);
        var asJson = (await shop.CallAsync([.. start, "--json"])).EndsWith(0);

        Assert.Contains("replayed, nothing was executed", again.Output);
        Assert.True(asJson.Json.GetProperty("replayed").GetBoolean());
        Assert.Equal(1, asJson.RunId);
        Assert.Single(File.ReadAllLines(shop.PathOf("ran.txt")));
    }

    [Fact]
    public async Task A_run_that_fails_gives_the_error_the_next_command_and_exit_code_1()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("fails", SampleJobs.FailsUntilFixed);

        var answer = (await shop.CallAsync("start", "fails")).EndsWith(1);

        Assert.Contains("Step 'second' of run 1 failed.", answer.Errors);
        foreach (var label in new[] { "Expected:", "Actual:", "Retry:", "Next:     jobops" })
            Assert.Contains(label, answer.Errors);
    }

    [Fact]
    public async Task A_failed_run_of_a_key_goes_on_where_that_is_wanted_here_or_with_a_worker()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("fails", SampleJobs.FailsUntilFixed);
        (await shop.CallAsync("start", "fails", "--key", "k")).EndsWith(1);
        Assert.Contains("replayed", (await shop.CallAsync("start", "fails", "--key", "k")).EndsWith(1).Output);

        var queued = (await shop.CallAsync("start", "fails", "--key", "k", "--retry-failed", "--no-wait")).EndsWith(0);
        Assert.Contains("Run 1 is queued.", queued.Output);
        const string batch = "{\"key\":\"k\"}\n{\"key\":\"l\"}\n";
        (await shop.CallWithInputAsync(batch, "start", "fails", "--batch", "-", "--retry-failed")).EndsWith(0);
        (await shop.CallAsync("stop", "1")).EndsWith(0);
        File.WriteAllText(shop.PathOf("fixed"), "");
        (await shop.CallAsync("start", "fails", "--key", "k", "--retry-failed")).EndsWith(0);

        Assert.Single(File.ReadAllLines(shop.PathOf("first.txt")));
        Assert.Contains("replayed", (await shop.CallAsync("start", "fails", "--key", "k", "--retry-failed")).EndsWith(0).Output);
    }

    [Fact]
    public async Task A_run_that_fails_is_undone_where_that_is_wanted_and_has_failed_all_the_same()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("undone", """
            "steps": [
              { "name": "make", "command": ["touch", "made"], "undo": { "command": ["rm", "made"] } },
              { "name": "gate", "command": ["false"], "readOnly": true }
            ]
            """);

        var answer = (await shop.CallAsync("start", "undone", "--rollback-on-failure")).EndsWith(1);
        Assert.Contains("Run 1 is undone, by run 2.", answer.Output);
        Assert.Contains("Step 'gate' of run 1 failed.", answer.Errors);
        Assert.False(File.Exists(shop.PathOf("made")));

        var json = (await shop.CallAsync("start", "undone", "--rollback-on-failure", "--json")).EndsWith(1).Json;
        Assert.Equal("failed", json.GetProperty("status").GetString(), ignoreCase: true);
        Assert.Equal(4, json.GetProperty("rolledBackBy").GetInt32());

        await shop.RegisterAsync("stuck", """
            "steps": [{ "name": "make", "command": ["sh", "-c", "touch made; false"], "undo": { "command": ["false"] } }]
            """);
        var stuck = (await shop.CallAsync("start", "stuck", "--rollback-on-failure")).EndsWith(1);
        Assert.Contains("is not undone.", stuck.Output);
        Assert.Contains("is not wholly undone", stuck.Errors);
    }

    [Theory]
    [InlineData("--no-wait")]
    [InlineData("--batch", "-")]
    public async Task Nothing_is_undone_where_nobody_waits_for_the_run(params string[] left)
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("easy", SampleJobs.Easy);

        var answer = (await shop.CallAsync(["start", "easy", "--rollback-on-failure", .. left])).EndsWith(64);

        Assert.Contains("a start that waits for the run", answer.Errors);
    }

    [Fact]
    public async Task Restart_goes_on_at_the_step_that_failed()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("fails", SampleJobs.FailsUntilFixed);
        (await shop.CallAsync("start", "fails")).EndsWith(1);
        File.WriteAllText(shop.PathOf("fixed"), "");

        var answer = (await shop.CallAsync("restart", "1", "--reason", "the file is there now")).EndsWith(0);

        Assert.Contains("first", answer.Errors);
        Assert.Contains("done before; not executed again", answer.Errors);
        Assert.Contains("done before; not executed again", (await shop.CallAsync("log", "1")).EndsWith(0).Output);
        Assert.Contains("done before, in attempt 1", (await shop.CallAsync("steps", "1")).EndsWith(0).Output);
        Assert.Contains("done before, in attempt 1", (await shop.CallAsync("run", "1")).EndsWith(0).Output);
        var steps = (await shop.CallAsync("steps", "1", "--json")).EndsWith(0).Json;
        Assert.Equal([1, 2], steps.EnumerateArray().Select(step => step.GetProperty("try").GetInt32()));
        Assert.Single(File.ReadAllLines(shop.PathOf("first.txt")));
    }

    [Fact]
    public async Task Restart_asks_what_became_of_a_step_that_must_not_run_twice()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("pay", """
            "steps": [{ "name": "pay", "once": true, "command": ["sh", "-c", "echo paid >> paid.txt; cat go"] }]
            """);
        await Pipe.CreateAsync(shop.PathOf("go"));
        var worker = shop.StartWith("JOBOPS_LEASE_SECONDS=1", "start", "pay");
        await shop.WaitUntilAsync(async ledger => (await ledger.Steps.GetAsync(1)).Any() && File.Exists(shop.PathOf("paid.txt")));
        worker.Kill(entireProcessTree: true);
        await worker.EndAsync();
        await shop.WaitUntilAsync(async ledger => (await ledger.Runs.FindAsync(1))!.IsAbandoned);

        (await shop.CallAsync("worker", "--drain")).EndsWith(0);
        var undecided = await shop.CallAsync("run", "1", "--json");
        (await shop.CallAsync("restart", "1")).EndsWith(3);
        (await shop.CallAsync("restart", "1", "--interrupted-step", "accept")).EndsWith(0);

        Assert.Equal("Unknown", undecided.Json.GetProperty("run").GetProperty("status").GetString());
        Assert.Single(File.ReadAllLines(shop.PathOf("paid.txt")));
    }

    [Fact]
    public async Task Worker_drain_executes_what_was_left_to_it()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("easy", SampleJobs.Easy);
        (await shop.CallAsync("start", "easy", "--no-wait")).EndsWith(0);
        (await shop.CallAsync("start", "easy", "--no-wait")).EndsWith(0);

        var first = (await shop.CallAsync("worker", "--drain")).EndsWith(0);
        var second = (await shop.CallAsync("worker", "--drain", "--json")).EndsWith(0);

        Assert.Contains("Executed 2 runs.", first.Output);
        Assert.Equal(0, second.Json.GetProperty("executed").GetInt32());
    }

    [Fact]
    public async Task Runs_are_listed_by_name_status_time_and_number()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("easy", SampleJobs.Easy);
        await shop.RegisterAsync("fails", SampleJobs.FailsUntilFixed);
        await shop.CallAsync("start", "easy");
        await shop.CallAsync("start", "fails");
        await shop.CallAsync("start", "easy", "--no-wait");

        Assert.Equal("3, 2, 1", await IdsAsync());
        Assert.Equal("3, 1", await IdsAsync("--job", "ea*"));
        Assert.Equal("2", await IdsAsync("--status", "failed"));
        Assert.Equal("3, 2", await IdsAsync("--status", "failed", "--status", "queued"));
        Assert.Equal("3", await IdsAsync("--last", "1"));
        Assert.Equal("3, 2, 1", await IdsAsync("--since", "5m"));
        Assert.Empty(await IdsAsync("--since", "2999-01-01"));

        async Task<string> IdsAsync(params string[] filter)
        {
            var answer = (await shop.CallAsync(["runs", "--json", .. filter])).EndsWith(0);
            return string.Join(", ", answer.Json.EnumerateArray().Select(run => run.GetProperty("runId").GetInt64()));
        }
    }

    [Fact]
    public async Task Run_says_in_one_sentence_why_it_is_where_it_is()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("fails", SampleJobs.FailsUntilFixed);
        await shop.CallAsync("start", "fails", "--environment", "staging", "--key", "k");

        var answer = (await shop.CallAsync("run", "1")).EndsWith(0);

        foreach (var word in new[] { "Failed: Step 'second' of run 1 failed.", "staging", "Key", "first", "second" })
            Assert.Contains(word, answer.Output);
    }

    [Fact]
    public async Task Steps_shows_what_each_step_changed()
    {
        await using var shop = new Workshop();
        File.CreateSymbolicLink(shop.PathOf("current"), "old");
        await shop.RegisterAsync("switch", SampleJobs.Switches);
        (await shop.CallAsync("start", "switch", "-p", "to=new")).EndsWith(0);

        var answer = (await shop.CallAsync("steps", "1")).EndsWith(0);

        Assert.Contains("current: old → new", answer.Output);
    }

    [Fact]
    public async Task Log_shows_what_the_steps_printed_by_stream()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("easy", SampleJobs.Easy);
        (await shop.CallAsync("start", "easy", "-p", "who=night owl")).EndsWith(0);

        var text = (await shop.CallAsync("log", "1")).EndsWith(0);
        var lines = (await shop.CallAsync("log", "1", "--json")).EndsWith(0).Json.EnumerateArray().ToArray();

        Assert.Contains("greet: hello night owl", text.Output);
        Assert.Contains(lines, line => line.GetProperty("text").GetString() == "oh" && line.GetProperty("stream").GetString() == "Error");
    }

    [Fact]
    public async Task Log_follow_shows_lines_as_they_come_and_ends_with_the_run()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("chatty", """
            "steps": [{ "name": "talk", "command": ["sh", "-c", "echo before; cat go; echo after"] }]
            """);
        await Pipe.CreateAsync(shop.PathOf("go"));
        var worker = shop.Start("start", "chatty");
        await shop.WaitUntilAsync(async ledger => (await ledger.Log.GetAsync(1)).Any(line => line.Text == "before"));

        var follower = shop.Start("log", "1", "--follow");
        var first = await follower.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1));
        await Pipe.SayGoAsync(shop.PathOf("go"));
        var rest = (await Workshop.EndOfAsync(follower)).EndsWith(0);
        (await Workshop.EndOfAsync(worker)).EndsWith(0);

        Assert.Contains("before", first);
        Assert.Contains("after", rest.Output);
    }

    [Fact]
    public async Task A_run_left_half_way_by_a_killed_worker_goes_on_where_it_stopped()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("waits", SampleJobs.WaitsForGo);
        await Pipe.CreateAsync(shop.PathOf("go"));
        string[] start = ["start", "waits", "--key", "once"];
        var worker = shop.StartWith("JOBOPS_LEASE_SECONDS=1", start);
        await shop.WaitUntilAsync(async ledger => (await ledger.Steps.GetAsync(1)).Any(IsSecondRunning));
        worker.Kill(entireProcessTree: true);
        await worker.EndAsync();

        var second = shop.Start(start);
        await Pipe.SayGoAsync(shop.PathOf("go"));
        (await Workshop.EndOfAsync(second)).EndsWith(0);

        Assert.Single(File.ReadAllLines(shop.PathOf("first.txt")));
        Assert.Single(File.ReadAllLines(shop.PathOf("second.txt")));
        await using var ledger = await shop.OpenLedgerAsync();
        Assert.Equal([(1, 1), (2, 2)], (await ledger.Steps.GetAsync(1)).Select(step => (step.Try, step.Attempt)));
    }

    [Fact]
    public async Task Two_processes_that_resume_the_same_run_execute_each_step_once()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("waits", SampleJobs.WaitsForGo);
        await Pipe.CreateAsync(shop.PathOf("go"));
        string[] start = ["start", "waits", "--key", "once", "--json"];
        (await shop.CallAsync([.. start, "--no-wait"])).EndsWith(0);

        var one = shop.Start(start);
        var two = shop.Start(start);
        await Pipe.SayGoAsync(shop.PathOf("go"));
        var answers = await Task.WhenAll(Workshop.EndOfAsync(one), Workshop.EndOfAsync(two));

        Assert.All(answers, answer => Assert.Equal(nameof(RunStatus.Succeeded), answer.EndsWith(0).Json.GetProperty("status").GetString()));
        Assert.Single(File.ReadAllLines(shop.PathOf("first.txt")));
        Assert.Single(File.ReadAllLines(shop.PathOf("second.txt")));
    }

    static bool IsSecondRunning(JobStep step) => step is { StepName: "second", Status: StepStatus.Running };
}
