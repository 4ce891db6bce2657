using System.Runtime.Versioning;
using JobOps.Agent.Tests.Faults;
using JobOps.Agent.Tests.Support;
using JobOps.Harness;
using JobOps.Jobs;
using JobOps.Runs;

namespace JobOps.Agent.Tests;

/// <summary><c>jobops exec</c>: a command of a crontab as a run of a job.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ExecTests
{
    static readonly string[] s_texts =
        ["exec", "--job", "nightly", "--owner", "night shift", "--expected-result", "it has run", "--rollback-note", "nothing to undo"];

    public static TheoryData<string> Providers => FaultGround.Providers;

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_command_is_registered_executed_and_kept_and_its_key_is_replayed(string provider)
    {
        await using var ground = await FaultGround.CreateAsync(provider);
        var shop = ground.Shop;
        string[] line = Exec(["--key", "monday"], "sh", "-c", "echo ran >> ran.txt; printf 'one\\n\\ntwo'; echo oh >&2");

        var first = (await shop.CallAsync(line)).EndsWith(0);
        var again = (await shop.CallAsync(line)).EndsWith(0);
        var quiet = (await shop.CallAsync(With(line, "--quiet-on-success"))).EndsWith(0);

        Assert.Equal("one\n\ntwo", first.Output);
        Assert.Matches(@"\Aoh\nRun 1 of nightly succeeded after .*\.\n\z", first.Errors);
        Assert.Equal("", again.Output);
        Assert.Contains("replayed, nothing was executed", again.Errors);
        Assert.Equal(("", ""), (quiet.Output, quiet.Errors));
        Assert.Single(File.ReadAllLines(shop.PathOf("ran.txt")));
        await using var ledger = await shop.OpenLedgerAsync();
        var job = (await ledger.Jobs.FindAsync("nightly"))!;
        Assert.Equal((1, "night shift", "it has run", "nothing to undo"), (job.Version, job.Owner, job.ExpectedResult, job.RollbackNote));
        Assert.Equal(["oh", "one", "two"], (await ledger.Log.GetAsync(1)).Select(line => line.Text).Order());
    }

    [Fact]
    public async Task A_command_that_is_another_makes_a_new_version_and_the_same_one_none()
    {
        await using var shop = new Workshop();

        foreach (var word in new[] { "one", "one", "two" })
            (await shop.CallAsync(Exec([], "echo", word))).EndsWith(0);

        Assert.Equal([2, 1, 1], (await shop.RunsAsync()).Select(run => run.JobVersion));
    }

    [Fact]
    public async Task The_exit_code_is_the_commands_own_and_an_error_is_shown_only_where_JobOps_decides()
    {
        await using var shop = new Workshop();

        var failed = (await shop.CallAsync(Exec([], "sh", "-c", "echo before; exit 124"))).EndsWith(124);
        var late = (await shop.CallAsync(Exec(["--timeout", "200ms"], "sleep", "60"))).EndsWith(124);
        var missing = (await shop.CallAsync(Exec([], "no-such-program"))).EndsWith(78);

        Assert.Equal("before\n", failed.Output);
        Assert.Contains("Run 1 of nightly failed after", failed.Errors);
        Assert.Contains("the command's exit code is 124. Its log: jobops log 1", failed.Errors);
        Assert.DoesNotContain("Error:", failed.Errors);
        Assert.Contains("Error: Run 2 took longer than its time limit.", late.Errors);
        Assert.Contains("Error: Step 'run' cannot start: the command 'no-such-program' was not found.", missing.Errors);
    }

    [Fact]
    public async Task With_json_the_answer_tells_whose_exit_code_it_is()
    {
        await using var shop = new Workshop();

        var failed = (await shop.CallAsync(With(Exec([], "sh", "-c", "echo out; exit 7"), "--json"))).EndsWith(7);
        var late = (await shop.CallAsync(With(Exec(["--timeout", "200ms"], "sleep", "60"), "--json"))).EndsWith(124);

        Assert.Equal(7, failed.Json.GetProperty("error").GetProperty("commandExitCode").GetInt32());
        Assert.Equal("CommandFailed", failed.Error.GetProperty("id").GetString());
        Assert.False(late.Json.GetProperty("error").TryGetProperty("commandExitCode", out _));
    }

    [Fact]
    public async Task Quiet_is_quiet_about_a_success_and_shows_all_of_a_failure()
    {
        await using var shop = new Workshop();
        const string Talks = "echo out; echo err >&2; exit $1";

        var good = (await shop.CallAsync(Exec(["--quiet-on-success"], "sh", "-c", Talks, "sh", "0"))).EndsWith(0);
        var bad = (await shop.CallAsync(Exec(["--quiet-on-success"], "sh", "-c", Talks, "sh", "5"))).EndsWith(5);

        Assert.Equal(("", ""), (good.Output, good.Errors));
        Assert.Equal("out\n", bad.Output);
        Assert.StartsWith("err\n", bad.Errors);
        Assert.Contains("exit code is 5", bad.Errors);
    }

    [Fact]
    public async Task Of_much_that_was_held_the_head_and_the_tail_are_shown()
    {
        await using var shop = new Workshop();
        const string Talks = "echo head; head -c 3000000 /dev/zero | tr '\\0' 'x' | fold -w 100; echo tail; exit 1";

        var live = (await shop.CallAsync(Exec([], "sh", "-c", Talks))).EndsWith(1);
        var held = (await shop.CallAsync(Exec(["--quiet-on-success"], "sh", "-c", Talks))).EndsWith(1);

        Assert.InRange(live.Output.Length, 3_000_000, 4_000_000);
        Assert.InRange(held.Output.Length, 256 * 1024, 600_000);
        Assert.StartsWith("head\n", held.Output);
        Assert.EndsWith("tail\n", held.Output);
        Assert.Matches("… [0-9,]+ bytes left out …", held.Errors);
    }

    [Fact]
    public async Task Output_comes_while_the_command_runs_without_a_line_break_too()
    {
        await using var shop = new Workshop();
        await Pipe.CreateAsync(shop.PathOf("go"));
        var exec = shop.Start(Exec([], "sh", "-c", "printf 'sure? '; cat go"));

        var question = new char[6];
        await exec.StandardOutput.ReadBlockAsync(question).AsTask().WaitAsync(TimeSpan.FromMinutes(1));
        await Pipe.SayGoAsync(shop.PathOf("go"));
        var rest = (await Workshop.EndOfAsync(exec)).EndsWith(0);

        Assert.Equal(("sure? ", "go\n"), (new string(question), rest.Output));
    }

    [Fact]
    public async Task A_second_start_is_skipped_while_the_first_runs_and_safe_later()
    {
        await using var shop = new Workshop();
        await Pipe.CreateAsync(shop.PathOf("go"));
        string[] line = Exec(["--overlap", "skip", "--quiet-on-success"], "sh", "-c", "cat go");
        var first = shop.Start(line);
        await shop.WaitForAsync(1, RunStatus.Running);

        var second = (await shop.CallAsync(line)).EndsWith(75);
        await Pipe.SayGoAsync(shop.PathOf("go"));
        (await Workshop.EndOfAsync(first)).EndsWith(0);

        Assert.Contains("run 1 of it has not ended", second.Errors);
    }

    [Fact]
    public async Task It_is_tried_again_as_often_as_the_line_says()
    {
        await using var shop = new Workshop();

        const string Tries = "echo try >> tries.txt; test $(wc -l < tries.txt) -ge 3";

        var answer = (await shop.CallAsync(Exec(["--retry", "3", "--retry-delay", "10ms"], "sh", "-c", Tries))).EndsWith(0);

        Assert.Equal(3, File.ReadAllLines(shop.PathOf("tries.txt")).Length);
        Assert.Contains("Run 1 of nightly succeeded", answer.Errors);
    }

    [Fact]
    public async Task A_rollback_executes_the_undo_of_the_line_word_by_word()
    {
        await using var shop = new Workshop();
        (await shop.CallAsync(Exec(["--undo", "touch 'not $HOME' ${run.id} \"a \\\"b\\\"\""], "touch", "done"))).EndsWith(0);

        (await shop.CallAsync("rollback", "1")).EndsWith(0);

        foreach (var name in new[] { "not $HOME", "1", "a \"b\"" })
            Assert.True(File.Exists(shop.PathOf(name)), name);
    }

    [Theory]
    [InlineData("rm -f a; rm -f b", "';' at character 8 is for a shell")]
    [InlineData("rm $FILE", "'$' at character 4 is for a shell")]
    [InlineData("rm *.tgz", "'*' at character 4 is for a shell")]
    [InlineData("rm 'a", "the quote at character 4 has no end")]
    [InlineData("  ", "it has no words")]
    public async Task An_undo_that_only_a_shell_could_read_is_refused_before_anything_is_executed(string undo, string expected)
    {
        await using var shop = new Workshop();

        var answer = (await shop.CallAsync(Exec(["--undo", undo], "touch", "done"))).EndsWith(64);

        Assert.Contains(expected, answer.Errors);
        Assert.False(File.Exists(shop.PathOf("done")));
    }

    [Fact]
    public async Task A_secret_reaches_the_command_and_is_masked_in_what_is_passed_on_and_in_the_log()
    {
        const string Value = "correct-horse-battery";
        await using var shop = new Workshop();
        // Printed in two parts: no line of the shell holds it whole.
        const string Talks = "printf %s \"$TOKEN\" | wc -c; printf %.7s \"$TOKEN\"; printf '%s\\n' \"${TOKEN#???????}\"; printf corr";

        var answer = (await shop.CallWithAsync(
            $"JOBOPS_PARAM_TOKEN={Value}", Exec(["--secret", "TOKEN"], "sh", "-c", Talks))).EndsWith(0);

        Assert.Equal("21\n***\ncorr", answer.Output);
        Assert.DoesNotContain(Value, (await shop.CallAsync("log", "1")).Output);
        Assert.DoesNotContain(Value, File.ReadAllText(shop.LedgerFile, System.Text.Encoding.Latin1));
    }

    [Fact]
    public async Task The_texts_may_stand_in_a_file_beside_the_script()
    {
        await using var shop = new Workshop();
        Script(shop, "backup.sh", "echo backup $1");
        File.WriteAllText(shop.PathOf("backup.sh" + JobTexts.Suffix), """
            { "name": "backup", "owner": "storage", "expectedResult": "There is one more backup.", "rollbackNote": "Delete it." }
            """);

        var plain = (await shop.CallAsync("exec", "--", "./backup.sh", "--full")).EndsWith(0);
        (await shop.CallAsync("exec", "--owner", "somebody else", "--", "sh", "./backup.sh")).EndsWith(0);

        Assert.Equal("backup --full\n", plain.Output);
        await using var ledger = await shop.OpenLedgerAsync();
        Assert.Equal("storage", (await ledger.Jobs.FindAsync("backup", 1))!.Owner);
        Assert.Equal("somebody else", (await ledger.Jobs.FindAsync("backup", 2))!.Owner);
    }

    [Fact]
    public async Task Texts_that_are_missing_or_wrong_are_named()
    {
        await using var shop = new Workshop();
        Script(shop, "backup.sh", "echo backup");

        var none = (await shop.CallAsync("exec", "--job", "backup", "--owner", "storage", "--", "./backup.sh")).EndsWith(64);
        File.WriteAllText(shop.PathOf("backup.sh" + JobTexts.Suffix), """{ "ownr": "storage" }""");
        var wrong = (await shop.CallAsync("exec", "--", "./backup.sh")).EndsWith(65);

        Assert.Contains("without --expected-result, --rollback-note", none.Errors);
        Assert.Contains("(1,3): $.ownr: expected 'owner' (did you mean that?), found 'ownr'", wrong.Errors);
        Assert.Empty(await shop.RunsAsync());
    }

    [Fact]
    public async Task What_stands_behind_the_dashes_is_the_commands_to_the_letter()
    {
        await using var shop = new Workshop();

        var answer = (await shop.CallAsync(
            Exec([], "printf", "%s\\n", "--json", "--help", "--", "${parameters.x}", "$${", "@file", ""))).EndsWith(0);
        var without = (await shop.CallAsync([.. s_texts, "echo", "hello"])).EndsWith(64);

        Assert.Equal("--json\n--help\n--\n${parameters.x}\n$${\n@file\n\n", answer.Output);
        Assert.Contains("the command has to stand behind --", without.Errors);
    }

    [Fact]
    public async Task A_signal_ends_the_command_with_all_that_it_started()
    {
        await using var shop = new Workshop();
        var exec = shop.Start(Exec([], "sh", "-c", "sleep 600 & echo $!; wait"));
        var child = await exec.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1));

        await Signal.SendAsync("TERM", exec);
        (await Workshop.EndOfAsync(exec)).EndsWith(143);

        Assert.Equal(RunStatus.Cancelled, (await shop.RunAsync(1)).Status);
        Assert.False(Directory.Exists($"/proc/{child}"), "a child is still there");
    }

    [Fact]
    public async Task Who_reads_only_the_first_line_does_not_end_the_command()
    {
        await using var shop = new Workshop();
        await Pipe.CreateAsync(shop.PathOf("go"));
        var exec = shop.Start(Exec([], "sh", "-c", "echo one; cat go; for n in 1 2 3; do echo $n; done; touch done"));
        await exec.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1));
        exec.StandardOutput.Close();

        await Pipe.SayGoAsync(shop.PathOf("go"));
        await exec.EndAsync();

        Assert.Equal(0, exec.ExitCode);
        Assert.True(File.Exists(shop.PathOf("done")));
    }

    static string[] Exec(string[] options, params string[] command) => [.. s_texts, .. options, "--", .. command];

    static string[] With(string[] line, string option) => [line[0], option, .. line[1..]];

    static void Script(Workshop shop, string name, string text)
    {
        File.WriteAllText(shop.PathOf(name), "#!/bin/sh\n" + text + "\n");
        File.SetUnixFileMode(shop.PathOf(name), UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }
}
