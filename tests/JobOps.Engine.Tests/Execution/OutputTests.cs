using JobOps.Execution;
using JobOps.Jobs;
using JobOps.Runs;

namespace JobOps.Engine.Tests.Execution;

public sealed class OutputTests : ExecutionTest
{
    const string Secret = "s3cret value with $pecial \"characters\"";

    static readonly ParameterDefinition[] s_password = [new() { Name = "password", Secret = true, Required = true }];

    [Fact]
    public async Task Both_streams_are_kept_with_their_step_and_time()
    {
        var job = await RegisterAsync(Sh("talk", "echo to out; echo to err >&2"));

        var run = await StartAsync(job);

        var log = await Ledger.Log.GetAsync(run.RunId, cancellation: Cancellation);
        Assert.Contains(log, line => line is { Stream: LogStream.Output, StepName: "talk", Text: "to out" });
        Assert.Contains(log, line => line is { Stream: LogStream.Error, StepName: "talk", Text: "to err" });
        Assert.All(log, line => Assert.InRange(line.At, run.RequestedAt.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1)));
    }

    [Fact]
    public async Task Of_a_gigabyte_of_output_the_head_and_the_tail_are_kept()
    {
        var job = await RegisterAsync(
            Sh("flood", "echo begin; head -c 1073741824 /dev/zero | tr '\\0' 'x' | fold -w 1000; echo; echo end"));

        var run = await StartAsync(job);

        Assert.Equal(RunStatus.Succeeded, run.Status);
        var log = await LogAsync(run);
        Assert.Equal("begin", log[0]);
        Assert.Equal("end", log[^1]);
        Assert.Single(log, line => line.Contains("characters left out", StringComparison.Ordinal));
        Assert.InRange(log.Sum(line => line.Length), Options.OutputCap, 2.1 * Options.OutputCap);
    }

    [Fact]
    public async Task Control_characters_and_the_bytes_of_what_is_no_text_are_kept()
    {
        var job = await RegisterAsync(Sh("binary", @"printf '\001\002\033[2J\377\376text\000\n'"));

        var run = await StartAsync(job);

        Assert.Equal("\u0001\u0002\e[2J\\xFF\\xFEtext\uFFFD", Assert.Single(await LogAsync(run)));
    }

    [Theory]
    [InlineData(@"\357\273\277{""a"": 7}")] // UTF-8
    [InlineData(@"\377\376{\0\042\0a\0\042\0:\0007\0}\0")] // UTF-16
    public async Task Json_may_begin_with_a_byte_order_mark(string printed)
    {
        var say = new StepDefinition { Name = "say", Action = Shell($"printf '{printed}'") with { JsonOutput = true } };

        var run = await StartAsync(await RegisterAsync(say));

        Assert.Equal("""{"a":7}""", Assert.Single(await StepsAsync(run)).Result);
    }

    [Fact]
    public async Task A_secret_reaches_the_process_and_nothing_else()
    {
        var step = Sh("use", "printf '%s' \"$PASSWORD\" > seen; echo \"the password is $PASSWORD\"; cat /proc/$$/cmdline | "
            + "tr '\\0' ' ' > arguments; exit 1");
        var job = await RegisterAsync([WithPassword(step)], s_password);

        var run = await StartAsync(job, new() { ["password"] = Secret });

        Assert.Equal(Secret, await File.ReadAllTextAsync(Folder.File("seen"), Cancellation));
        Assert.DoesNotContain(Secret, await File.ReadAllTextAsync(Folder.File("arguments"), Cancellation), StringComparison.Ordinal);
        Assert.Contains("the password is ***", await LogAsync(run));
        Assert.Contains("***", run.Error!.Actual, StringComparison.Ordinal);
        Assert.Empty(run.Parameters);
        await Ledger.DisposeAsync();
        foreach (var file in Directory.GetFiles(Folder.Path, "ledger.db*"))
            Assert.DoesNotContain("s3cret",
                await File.ReadAllTextAsync(file, System.Text.Encoding.Latin1, Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_in_a_line_without_end_is_never_parted()
    {
        // Every length of the text in front moves the secret over the place where the line is parted.
        var step = Sh("long", "for n in 0 1 7 13 20 37; do head -c $((3970 + n)) /dev/zero | tr '\\0' '-'; "
            + "printf '%s' \"$PASSWORD\"; done");
        var job = await RegisterAsync([WithPassword(step)], s_password);

        var run = await StartAsync(job, new() { ["password"] = Secret });

        var text = string.Concat(await LogAsync(run));
        Assert.Equal(6, text.Split("***").Length - 1);
        Assert.DoesNotContain("s3c", text, StringComparison.Ordinal);
        Assert.DoesNotContain("characters", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_is_missing_when_the_run_resumes_is_asked_for_again()
    {
        var job = await RegisterAsync([Sh("fail", "exit 1")], s_password);
        var run = await StartAsync(job, new() { ["password"] = Secret });
        await Ledger.Requests.RestartAsync(run.RunId, null, null, Cancellation);

        var exception = await Assert.ThrowsAsync<Errors.JobOpsException>(
            () => new Worker(Ledger, Options).ExecuteAsync(run.RunId, cancellation: Cancellation));

        Assert.Equal("ParameterMissing", exception.Error.Id);
        Assert.Equal(RunStatus.Queued, (await Ledger.Runs.FindAsync(run.RunId, Cancellation))!.Status);
    }

    [Fact]
    public async Task A_child_does_not_see_what_belongs_to_the_worker()
    {
        var job = await RegisterAsync(Sh("look", "env | grep JOBOPS_ | sed 's/=.*//' | sort > names"));
        Environment.SetEnvironmentVariable("JOBOPS_PARAM_OTHER", "not for you");

        await StartAsync(job);

        Assert.Equal(
            ["JOBOPS_RUN_ID", ProcessTreeCookie], await File.ReadAllLinesAsync(Folder.File("names"), Cancellation));
    }

    const string ProcessTreeCookie = "JOBOPS_STEP_COOKIE";

    [Fact]
    public async Task A_child_that_leaves_its_pipes_to_a_daemon_does_not_hold_up_the_run()
    {
        var job = await RegisterAsync(Sh("daemon", "sleep 30 & echo $! > pid; echo started"));
        try
        {
            var run = await StartAsync(job).WaitAsync(TimeSpan.FromSeconds(20), Cancellation);

            Assert.Equal(RunStatus.Succeeded, run.Status);
            Assert.Contains("started", await LogAsync(run));
        }
        finally
        {
            System.Diagnostics.Process.GetProcessById(int.Parse(await File.ReadAllTextAsync(Folder.File("pid"), Cancellation))).Kill();
        }
    }

    static StepDefinition WithPassword(StepDefinition step) => step with
    {
        Action = (CommandAction)step.Action with
        {
            Environment = new Dictionary<string, Template> { ["PASSWORD"] = Template.Parse("${parameters.password}") },
        },
    };
}
