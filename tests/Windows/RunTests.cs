using JobOps.Windows.Tests.Rig;

namespace JobOps.Windows.Tests;

/// <summary>Job files and their runs on Windows.</summary>
public sealed class RunTests
{
    [Fact]
    public async Task A_job_file_whose_programs_are_on_both_systems_runs()
    {
        await using var place = new Workplace();
        await place.RegisterAsync("look", """
            "steps": [
              { "name": "where", "command": ["hostname"], "readOnly": true },
              { "name": "who", "command": ["whoami"], "readOnly": true }
            ]
            """);

        (await place.CallAsync("start", "look")).EndsWith(0);
        var runs = (await place.CallAsync("runs", "--json")).EndsWith(0).Json;
        var log = (await place.CallAsync("log", "1", "--raw")).EndsWith(0).Output;

        var run = Assert.Single(runs.EnumerateArray());
        Assert.Equal(("look", "Succeeded"), (run.GetProperty("jobName").GetString(), run.GetProperty("status").GetString()));
        Assert.Contains(Environment.MachineName, log, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_command_that_fails_fails_its_run_and_says_with_which_code()
    {
        await using var place = new Workplace();
        await place.RegisterAsync("fails", """
            "steps": [
              { "name": "first", "command": ["cmd", "/c", "mkdir", "first"] },
              { "name": "second", "command": ["cmd", "/c", "exit", "3"] },
              { "name": "third", "command": ["cmd", "/c", "mkdir", "third"] }
            ]
            """);

        (await place.CallAsync("start", "fails")).EndsWith(1);

        Assert.Contains("3", (await place.CallAsync("run", "1")).EndsWith(0).Output);
        Assert.True(Directory.Exists(place.PathOf("first")));
        Assert.False(Directory.Exists(place.PathOf("third")));
    }

    [Fact]
    public async Task A_job_file_is_taken_from_a_folder_with_blanks_and_umlauts_and_works_there()
    {
        await using var place = new Workplace("Läden & Söhne");
        await place.RegisterAsync("make", """ "command": ["cmd", "/c", "mkdir", "über uns"] """);

        (await place.CallAsync("start", "make")).EndsWith(0);

        Assert.True(Directory.Exists(place.PathOf("über uns")));
    }

    [Fact]
    public async Task A_mistake_in_a_job_file_is_named_with_its_line()
    {
        await using var place = new Workplace();

        var answer = (await place.CallAsync("apply", place.WriteJob("wrong", """ "comand": ["hostname"] """), "--json")).EndsWith(65);

        Assert.Contains("comand", answer.Errors);
    }

    [Fact]
    public async Task Variables_of_a_job_reach_its_process_and_parameters_are_checked()
    {
        await using var place = new Workplace();
        await place.RegisterAsync("greet", """
            "parameters": { "who": { "required": true, "pattern": "[a-z ]+" } },
            "command": ["cmd", "/c", "echo hello %WHO%"],
            "environment": { "WHO": "${parameters.who}" }
            """);

        (await place.CallAsync("start", "greet", "-p", "who=night shift")).EndsWith(0);
        (await place.CallAsync("start", "greet", "-p", "who=1")).EndsWith(65);

        Assert.Contains("hello night shift", (await place.CallAsync("log", "1", "--raw")).EndsWith(0).Output);
    }

    [Fact]
    public async Task A_key_runs_a_job_once()
    {
        await using var place = new Workplace();
        await place.RegisterAsync("make", """ "command": ["cmd", "/c", "mkdir", "made"] """);

        (await place.CallAsync("start", "make", "--key", "monday")).EndsWith(0);
        var again = (await place.CallAsync("start", "make", "--key", "monday", "--json")).EndsWith(0);

        Assert.True(again.Json.GetProperty("replayed").GetBoolean());
    }

    [Fact]
    public async Task A_run_that_failed_is_tried_again()
    {
        await using var place = new Workplace();
        await place.RegisterAsync("retried", """
            "retry": { "attempts": 2, "delay": "1s" },
            "command": ["cmd", "/c", "if exist again (exit 0) else (mkdir again& exit 5)"]
            """);

        var run = (await place.CallAsync("start", "retried", "--json")).EndsWith(0).Json;

        Assert.Equal(("Succeeded", 1), (run.GetProperty("status").GetString(), run.GetProperty("retries").GetInt32()));
    }

    [Fact]
    public async Task A_time_limit_ends_the_program()
    {
        await using var place = new Workplace();
        await place.RegisterAsync("slow", """ "timeout": "2s", "command": ["ping", "-n", "600", "127.0.0.1"] """);

        (await place.CallAsync("start", "slow")).EndsWith(124);
    }

    [Fact]
    public async Task A_stop_ends_the_program()
    {
        await using var place = new Workplace();
        (await place.CallAsync("init")).EndsWith(0);
        var run = place.Start(
            "exec", "--job", "slow", "--owner", "me", "--expected-result", "none", "--rollback-note", "none",
            "--", "cmd", "/c", "mkdir begun& ping -n 600 127.0.0.1");
        await place.WaitForFolderAsync("begun");

        (await place.CallAsync("stop", "1", "--reason", "enough")).EndsWith(0);
        await WindowsMachine.EndOfAsync(run);

        Assert.Equal("Cancelled", await StatusAsync(place, 1));
    }

    [Fact]
    public async Task A_run_whose_worker_was_killed_goes_on_with_its_key_at_the_step_that_was_not_finished()
    {
        await using var place = new Workplace();
        await place.RegisterAsync("halfway", """
            "steps": [
              { "name": "first", "command": ["cmd", "/c", "mkdir", "first"] },
              { "name": "second", "command": ["cmd", "/c", "if exist go (mkdir second) else (mkdir begun& ping -n 600 127.0.0.1)"] }
            ]
            """);
        var killed = place.StartWith(["JOBOPS_LEASE_SECONDS=5"], "start", "halfway", "--key", "monday");
        await place.WaitForFolderAsync("begun");

        killed.Kill();
        await place.RunAsync("taskkill", "/f", "/im", "ping.exe");
        Directory.CreateDirectory(place.PathOf("go"));
        (await place.CallAsync("start", "halfway", "--key", "monday")).EndsWith(0);

        Assert.True(Directory.Exists(place.PathOf("second")));
        Assert.Equal("Succeeded", await StatusAsync(place, 1));
    }

    [Fact]
    public async Task A_rollback_undoes_what_was_done_and_sees_what_somebody_changed()
    {
        await using var place = new Workplace();
        await place.RegisterAsync("make", """
            "steps": [{
              "name": "make", "command": ["cmd", "/c", "mkdir", "made"], "touches": { "made": "made" },
              "undo": { "command": ["cmd", "/c", "rmdir", "made"] }
            }]
            """);
        (await place.CallAsync("start", "make")).EndsWith(0);
        (await place.CallAsync("rollback", "1")).EndsWith(0);
        Assert.False(Directory.Exists(place.PathOf("made")));
        (await place.CallAsync("start", "make")).EndsWith(0);
        File.WriteAllText(Path.Combine(place.PathOf("made"), "theirs.txt"), "theirs");

        var refused = await place.CallAsync("rollback", "3");

        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("rifted", refused.Output + refused.Errors);
        Assert.True(File.Exists(Path.Combine(place.PathOf("made"), "theirs.txt")));
    }

    [Fact]
    public async Task Exec_passes_the_output_and_the_exit_code_on()
    {
        await using var place = new Workplace();
        (await place.CallAsync("init")).EndsWith(0);

        var answer = (await place.CallAsync(
            "exec", "--job", "say", "--owner", "me", "--expected-result", "none", "--rollback-note", "none",
            "--", "cmd", "/c", "echo out& echo err >&2& exit 7")).EndsWith(7);

        Assert.StartsWith("out", answer.Output);
        Assert.Contains("err", answer.Errors);
    }

    [Fact]
    public async Task What_waits_for_a_ledger_that_is_away_is_its_owners_alone()
    {
        await using var place = new Workplace { Ledger = "sqlserver:Server=127.0.0.1,1;Database=ops;Connect Timeout=1" };
        var marker = $"{Guid.NewGuid():N}";

        (await place.CallAsync(
            "exec", "--job", "kept", "--owner", "me", "--expected-result", marker, "--rollback-note", "none",
            "--if-ledger-fails", "run", "--", "hostname")).EndsWith(0);

        var users = Path.Combine(WindowsMachine.DriveC, "users");
        var spool = Assert.Single(
            OperatingSystem.IsWindows()
                ? [Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)]
                : Directory.GetDirectories(users).Select(user => Path.Combine(user, "AppData", "Local")),
            folder => Directory.Exists(Path.Combine(folder, "jobops", "spool")));
        var file = Assert.Single(
            Directory.GetFiles(Path.Combine(spool, "jobops", "spool"), "*.json", SearchOption.AllDirectories),
            path => File.ReadAllText(path).Contains(marker, StringComparison.Ordinal));
        try
        {
            Workplace.AssertOwnersAlone(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task What_waited_for_a_ledger_finds_it_by_its_path_in_another_case()
    {
        await using var place = new Workplace();
        // A file where the folder of the ledger is to be: the ledger does not answer.
        File.WriteAllText(place.PathOf("later"), "");
        place.Ledger = $"sqlite:{place.Windows("later")}\\ledger.db";
        (await place.CallAsync(
            "exec", "--job", "kept", "--owner", "me", "--expected-result", "none", "--rollback-note", "none",
            "--if-ledger-fails", "run", "--", "hostname")).EndsWith(0);
        File.Delete(place.PathOf("later"));
        Directory.CreateDirectory(place.PathOf("later"));
        place.Ledger = $"sqlite:{place.Windows("LATER")}\\Ledger.DB";
        (await place.CallAsync("init")).EndsWith(0);

        var told = (await place.CallAsync("worker", "--drain")).EndsWith(0);

        Assert.Contains("Run 1 of kept succeeded", told.Output + told.Errors);
        Assert.Equal("Succeeded", await StatusAsync(place, 1));
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_named()
    {
        await using var place = new Workplace();
        await place.RegisterAsync("missing", """ "command": ["no-such-program"] """);

        var answer = (await place.CallAsync("start", "missing")).EndsWith(78);

        Assert.Contains("the command 'no-such-program' was not found", answer.Errors);
    }

    [Fact]
    public async Task A_worker_executes_what_waits_and_ends()
    {
        await using var place = new Workplace();
        await place.RegisterAsync("make", """ "command": ["cmd", "/c", "mkdir", "made-${run.id}"] """);
        (await place.CallAsync("start", "make", "--no-wait")).EndsWith(0);
        (await place.CallAsync("start", "make", "--no-wait")).EndsWith(0);

        var answer = (await place.CallAsync("worker", "--drain", "--concurrency", "2")).EndsWith(0);

        Assert.Contains("Executed 2 runs", answer.Output);
        Assert.True(Directory.Exists(place.PathOf("made-1")) && Directory.Exists(place.PathOf("made-2")));
    }

    static async Task<string?> StatusAsync(Workplace place, long run)
    {
        var runs = (await place.CallAsync("runs", "--json")).EndsWith(0).Json;
        return runs.EnumerateArray().Single(one => one.GetProperty("runId").GetInt64() == run).GetProperty("status").GetString();
    }
}
