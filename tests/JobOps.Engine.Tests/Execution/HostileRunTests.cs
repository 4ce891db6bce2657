using System.Diagnostics;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Jobs;
using JobOps.Runs;
using JobOps.Steps;
using Microsoft.Data.Sqlite;

namespace JobOps.Engine.Tests.Execution;

/// <summary>Whatever a run brings along is its own failure: its worker survives it, and so do the runs beside it.</summary>
public sealed class HostileRunTests : ExecutionTest
{
    // How each of them ends: with a result that the next step can use, or with an error that says why not.
    static readonly string[] s_outputs =
    [
        """{"a":"1","a":"2"}""", """{"a":{"b":1},"A":2}""", "{", "[1,2", "nul", "\"\\ud800\"", """{"a":"\ud800"}""",
        """{"\ud800":1}""", """{"a":"x\u0000y"}""", "1e999", "-", "NaN", "{\"a\":1}\0", "\u0001\u001b[2J", """{"a":[[[[[[]]]]]]}""",
        new string('[', 100) + new string(']', 100), """{"$jobops:omitted":"x"}""", """{"$jobops:omitted":5}""", "", " ", "\"\"",
        """{"a":null}""", """{"a":"${parameters.x}"}""", "\uFEFF{}", """{"a":9007199254740993}""",
    ];

    static StepDefinition Prints(bool asJson) => new()
    {
        Name = "say", ReadOnly = true,
        Action = new CommandAction { Command = [Template.Parse("cat"), Template.Parse("output")], JsonOutput = asJson },
    };

    static StepDefinition Uses(string placeholder) => new()
    {
        Name = "use",
        Action = new CommandAction { Command = [Template.Parse("echo"), Template.Parse(placeholder)] },
        Touches = Touch("file", placeholder),
        Undo = new CommandAction { Command = [Template.Parse("echo"), Template.Parse(placeholder)] },
    };

    async Task<JobRun> WorkAsync(JobDefinition job)
    {
        var run = await Ledger.Requests.EnqueueAsync(new RunRequest { JobName = job.Name, JobVersion = job.Version }, Cancellation);
        var neighbour = await Ledger.Jobs.RegisterAsync(
            job with { Name = "neighbour", Steps = [Sh("ok", "true")], Parameters = [], Timeout = null }, Cancellation);
        var other = await Ledger.Requests.EnqueueAsync(
            new RunRequest { JobName = neighbour.Name, JobVersion = neighbour.Version }, Cancellation);

        await new Worker(Ledger, Options with { Concurrency = 2 }).DrainAsync(Cancellation, Cancellation);

        Assert.Equal(RunStatus.Succeeded, (await Ledger.Runs.FindAsync(other.RunId, Cancellation))!.Status);
        return (await Ledger.Runs.FindAsync(run.RunId, Cancellation))!;
    }

    static void AssertContractError(JobRun run)
    {
        Assert.True(run.IsFinished);
        if (run.Status == RunStatus.Succeeded)
            return;
        Assert.NotNull(run.Error);
        Assert.NotEqual(nameof(Error.RunThrew), run.Error.Id);
        Assert.All([run.Error.What, run.Error.Expected, run.Error.Actual], Assert.NotEmpty);
    }

    public static TheoryData<string, bool> Outputs =>
        new(s_outputs.SelectMany(output => (bool[])[true, false], (output, asJson) => (output, asJson)));

    [Theory]
    [MemberData(nameof(Outputs))]
    public async Task Whatever_a_step_prints_ends_as_a_run_that_says_why(string output, bool asJson)
    {
        await File.WriteAllTextAsync(Folder.File("output"), output, Cancellation);

        AssertContractError(await WorkAsync(await RegisterAsync(
            Prints(asJson), Uses(asJson ? "${steps.say.result.a}" : "${steps.say.result}"))));
    }

    [Fact]
    public async Task A_worker_survives_random_outputs_states_and_definitions()
    {
        var random = new Random(20260101);
        for (var round = 0; round < 20; round++)
        {
            var asJson = random.Next(2) == 0;
            await File.WriteAllBytesAsync(Folder.File("output"), RandomOutput(random), Cancellation);
            var steps = new List<StepDefinition> { Prints(asJson), Uses(RandomPlaceholder(random)) };
            if (random.Next(2) == 0)
                steps.Add(Sh("leave", RandomState(random)) with { Touches = Touch("place", "place") });

            AssertContractError(await WorkAsync(await RegisterAsync([.. steps])));
        }
        // A name that is no UTF-8 cannot be deleted by .NET, so not by the folder's own end either.
        await WorkAsync(await RegisterAsync(Sh("tidy", "rm -rf place")));
    }

    static byte[] RandomOutput(Random random)
    {
        var text = s_outputs[random.Next(s_outputs.Length)].ToCharArray();
        for (var change = random.Next(4); change > 0 && text.Length > 0; change--)
            text[random.Next(text.Length)] = "{}[]\",:\\u0dae1 \0\n\u00e4"[random.Next(18)];
        var bytes = System.Text.Encoding.UTF8.GetBytes(new string(text));
        if (bytes.Length > 0 && random.Next(4) == 0)
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return bytes;
    }

    static string RandomPlaceholder(Random random) =>
        ((string[])["${steps.say.result}", "${steps.say.result.a}", "${steps.say.result.0}", "${run.id}", "x ${steps.say.result.a.b} y"])
        [random.Next(5)];

    static string RandomState(Random random) => ((string[])
    [
        "rm -rf place; mkfifo place", "rm -rf place; mkdir -p place/a; mkfifo place/a/p; ln -s . place/self",
        "rm -rf place; ln -s place place", "rm -rf place; printf '\\377' > place; chmod 000 place",
        "rm -rf place; mkdir place; touch \"place/$(printf '\\377\\n')\"", "rm -rf place",
    ])[random.Next(6)];

    [Theory]
    [InlineData("UPDATE RunPayload SET Parameters = '{\"a\":'")]
    [InlineData("UPDATE RunPayload SET Parameters = '{\"a\":1,\"A\":2}'")]
    [InlineData("UPDATE RunPayload SET Parameters = '{\"a\":{}}'")]
    [InlineData("UPDATE RunPayload SET Parameters = 'null'")]
    [InlineData("UPDATE RunPayload SET Error = '{'")]
    [InlineData("UPDATE JobVersion SET Definition = '{' WHERE JobId = (SELECT JobId FROM Job WHERE Name = 'job')")]
    public async Task A_stored_row_that_cannot_be_read_fails_its_own_run(string damage)
    {
        var job = await RegisterAsync(Sh("ok", "true"));
        var run = await Ledger.Requests.EnqueueAsync(new RunRequest { JobName = job.Name, JobVersion = job.Version }, Cancellation);
        await using (var connection = new SqliteConnection($"Data Source={Folder.File("ledger.db")}"))
        {
            await connection.OpenAsync(Cancellation);
            await using var command = connection.CreateCommand();
            command.CommandText = damage;
            await command.ExecuteNonQueryAsync(Cancellation);
        }
        var neighbour = await Ledger.Jobs.RegisterAsync(job with { Name = "neighbour" }, Cancellation);
        var other = await Ledger.Requests.EnqueueAsync(
            new RunRequest { JobName = neighbour.Name, JobVersion = neighbour.Version }, Cancellation);

        await new Worker(Ledger, Options with { Concurrency = 2 }).DrainAsync(Cancellation, Cancellation);

        Assert.Equal(RunStatus.Succeeded, (await Ledger.Runs.FindAsync(other.RunId, Cancellation))!.Status);
        var ended = (await Ledger.Runs.FindAsync(run.RunId, Cancellation))!;
        Assert.Equal(RunStatus.Failed, ended.Status);
    }

    [Fact]
    public async Task A_state_that_takes_too_long_to_read_obeys_the_step_s_time_limit()
    {
        // So many zeros take minutes to read and no room on the disk.
        await using (var file = File.Create(Folder.File("huge")))
            file.SetLength(1L << 40);
        var clock = Stopwatch.StartNew();

        var run = await WorkAsync(await RegisterAsync(
            Sh("touch", "true") with { Touches = Touch("huge", "huge"), Timeout = TimeSpan.FromSeconds(1) }));

        Assert.Equal((RunStatus.Failed, nameof(Error.StepTimedOut)), (run.Status, run.Error!.Id));
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
    }

    [Theory]
    [InlineData(false, StepStatus.Failed)]
    [InlineData(true, StepStatus.Interrupted)]
    public async Task What_a_step_left_and_cannot_be_read_fails_it_and_names_the_file(bool once, StepStatus status)
    {
        await File.WriteAllTextAsync(Folder.File("out"), "", Cancellation);
        Directory.CreateDirectory(Folder.File("site"));
        await using var locked = new FileStream(Folder.File("out"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        var run = await WorkAsync(await RegisterAsync(
            Sh("move", "mv out site/") with { Touches = Touch("site", "site"), Once = once }, Sh("never", "touch never")));

        Assert.Equal((RunStatus.Failed, nameof(Error.TouchedPathUnreadable)), (run.Status, run.Error!.Id));
        Assert.Contains(Folder.File("site/out"), run.Error.Actual);
        Assert.Equal(status, Assert.Single(await StepsAsync(run)).Status);
    }

    [Fact]
    public async Task What_cannot_be_read_before_a_step_keeps_it_from_beginning()
    {
        await File.WriteAllTextAsync(Folder.File("conf"), "", Cancellation);
        await using var locked = new FileStream(Folder.File("conf"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        var run = await WorkAsync(await RegisterAsync(Sh("change", "touch ran") with { Touches = Touch("conf", "conf") }));

        Assert.Equal((RunStatus.Failed, nameof(Error.TouchedPathUnreadable)), (run.Status, run.Error!.Id));
        Assert.Contains(Folder.File("conf"), run.Error.Actual);
        Assert.False(File.Exists(Folder.File("ran")));
    }

    [Fact]
    public async Task What_is_in_the_folder_and_cannot_be_read_to_its_end_is_left_out_and_told()
    {
        var run = await WorkAsync(await RegisterAsync(
            Sh("make", "mkdir site; mkfifo site/pipe") with { Touches = Touch("site", "site") }));

        Assert.Equal(RunStatus.Succeeded, run.Status);
        Assert.Contains($"Not read, only seen: {Folder.File("site/pipe")} (a pipe).", await LogAsync(run));
        Assert.Equal(PathKind.Directory, Assert.Single(await StepsAsync(run)).After["site"].Kind);
    }
}
