using System.Diagnostics;
using System.Text;
using JobOps.Windows.Tests.Rig;

namespace JobOps.Windows.Tests;

/// <summary>How the program of a step is found, started, heard and ended on Windows.</summary>
public sealed class ProcessTests
{
    const string Ping = "ping -n 600 127.0.0.1";

    // A pulse comes every second.
    static readonly TimeSpan s_longestPulse = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task No_argument_of_a_batch_file_means_anything_to_cmd()
    {
        await using var place = new Workplace();
        WriteBatch(place, "show.cmd", "@echo off", "echo all=[%*]");
        await place.RegisterAsync("show", """ "command": [".\\show.cmd", "x\"&echo INJECTED&\"", "a^b|c", "", "a b\\"] """);

        (await place.CallAsync("start", "show")).EndsWith(0);

        Assert.Equal(""""all=["x""&echo INJECTED&""" "a^b|c" "" "a b\\"]"""", (await LogAsync(place, 1)).Trim());
    }

    [Fact]
    public async Task What_cmd_cannot_be_told_is_refused()
    {
        await using var place = new Workplace();
        WriteBatch(place, "show.cmd", "@echo off", "echo all=[%*]");
        await place.RegisterAsync("show", """ "command": [".\\show.cmd", "two\nlines"] """);

        var answer = (await place.CallAsync("start", "show")).EndsWith(65);

        Assert.Contains("argument 1 has a line break", answer.Errors);
    }

    [Fact]
    public async Task A_name_may_have_dots_and_only_a_program_is_a_program()
    {
        await using var place = new Workplace();
        WriteBatch(place, "tool2.1.cmd", "@echo off", "echo found");
        File.WriteAllText(place.PathOf("notes.txt"), "");
        await place.RegisterAsync("dots", """ "command": [".\\tool2.1"] """);
        await place.RegisterAsync("text", """ "command": [".\\notes.txt"] """);

        (await place.CallAsync("start", "dots")).EndsWith(0);
        var answer = (await place.CallAsync("start", "text")).EndsWith(78);

        Assert.Equal("found", (await LogAsync(place, 1)).Trim());
        Assert.Contains("notes.txt' was not found", answer.Errors);
    }

    [Fact]
    public async Task A_time_limit_ends_a_program_whose_parent_has_ended()
    {
        await using var place = new Workplace();
        WriteLeaver(place);
        await place.RegisterAsync("orphan", $""" "timeout": "5s", "command": ["cmd", "/c", "leave.cmd & {Ping}"] """);

        (await place.CallAsync("start", "orphan")).EndsWith(124);

        Assert.True(File.Exists(place.PathOf("pulse.txt")));
        Assert.False(await LivesAsync(place));
    }

    [Fact]
    public async Task What_a_step_leaves_running_when_it_ends_goes_on_and_nobody_waits_for_it()
    {
        await using var place = new Workplace();
        WriteLeaver(place);
        await place.RegisterAsync("leaves", """ "command": ["cmd", "/c", "leave.cmd"] """);

        // The end of the output does not come while anybody else can write to it. Wine gives all processes the same standard error.
        var output = await place.Start("start", "leaves").StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Contains("Run 1 succeeded", output);
        Assert.True(await LivesAsync(place));
        File.WriteAllText(place.PathOf("end.txt"), "");
        while (await LivesAsync(place));
    }

    [Fact]
    public async Task What_a_step_has_at_work_ends_with_a_killed_worker()
    {
        await using var place = new Workplace();
        WriteLeaver(place);
        await place.RegisterAsync("orphan", $""" "command": ["cmd", "/c", "leave.cmd & {Ping}"] """);
        var worker = place.Start("start", "orphan");
        while (!await LivesAsync(place))
            Assert.False(worker.HasExited);

        worker.Kill();
        await worker.WaitForExitAsync();

        Assert.False(await LivesAsync(place));
    }

    [Fact]
    public async Task What_a_program_prints_in_the_code_page_of_the_console_is_read_so()
    {
        await using var place = new Workplace();
        // As 437 and 850 have it.
        File.WriteAllBytes(place.PathOf("oem.txt"), [.. "gr"u8, 0x94, 0xE1, .. "er\r\n"u8]);
        File.WriteAllText(place.PathOf("utf8.txt"), "größer\r\n");
        await place.RegisterAsync("say", """ "command": ["cmd", "/c", "type oem.txt & type utf8.txt"] """);

        (await place.CallAsync("start", "say")).EndsWith(0);

        Assert.Equal(["größer", "größer"], (await LogAsync(place, 1)).Split('\n', StringSplitOptions.TrimEntries)[..2]);
    }

    [Fact]
    public async Task Json_may_begin_with_a_byte_order_mark()
    {
        await using var place = new Workplace();
        File.WriteAllText(place.PathOf("answer.json"), """{"a":7}""", Encoding.UTF8);
        await place.RegisterAsync("say", """ "command": ["cmd", "/c", "type answer.json"], "output": "json" """);

        (await place.CallAsync("start", "say")).EndsWith(0);
    }

    [Fact]
    public async Task Jobops_writes_UTF_8_and_its_JSON_is_ASCII()
    {
        await using var place = new Workplace();
        await place.RegisterAsync("easy", """ "command": ["hostname"] """);
        (await place.CallAsync("disable", "easy", "--reason", "größer → 5")).EndsWith(0);

        var text = (await place.CallAsync("jobs", "easy")).EndsWith(0);
        var json = (await place.CallAsync("jobs", "easy", "--json")).EndsWith(0);

        Assert.Contains("größer → 5", text.Output);
        Assert.Contains(@"gr\u00F6\u00DFer \u2192 5", json.Output);
    }

    [Fact]
    public async Task A_command_that_is_suggested_is_quoted_for_cmd()
    {
        await using var place = new Workplace("a b");

        var file = place.WriteJob("wrong", """ "comand": ["hostname"] """);

        var answer = (await place.CallAsync("apply", file)).EndsWith(65);

        Assert.Contains($"jobops apply \"{file}\"", answer.Errors);
    }

    static void WriteBatch(Workplace place, string name, params string[] lines) =>
        File.WriteAllText(place.PathOf(name), string.Concat(lines.Select(line => line + "\r\n")));

    // What starts the last one has ended when it returns.
    static void WriteLeaver(Workplace place)
    {
        WriteBatch(place, "leave.cmd", "@echo off", "cmd /c between.cmd");
        WriteBatch(place, "between.cmd", "@echo off", "start /b cmd /c pulse.cmd > nul");
        WriteBatch(
            place, "pulse.cmd", "@echo off", ":again", "echo alive>> pulse.txt", "ping -n 2 127.0.0.1 > nul",
            "if not exist end.txt goto again");
    }

    static async Task<bool> LivesAsync(Workplace place)
    {
        var pulse = new FileInfo(place.PathOf("pulse.txt"));
        var before = pulse.Exists ? pulse.Length : 0;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < s_longestPulse; pulse.Refresh())
        {
            if (pulse.Exists && pulse.Length > before)
                return true;
            await Task.Delay(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
        }
        return false;
    }

    static async Task<string> LogAsync(Workplace place, long run) =>
        (await place.CallAsync("log", $"{run}", "--raw")).EndsWith(0).Output;
}
