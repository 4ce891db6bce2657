using System.Text.RegularExpressions;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Tests.Support;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Jobs;
using JobOps.Runs;
using Microsoft.Data.Sqlite;

// What is called in this process prints here: it belongs to its test, not to the report of the run.
[assembly: CaptureConsole]

namespace JobOps.Agent.Tests;

/// <summary>
/// The table of docs/exit-codes.md, as <c>jobops</c> keeps it; tests/module/ExitCodes.Tests.ps1 holds the other front end to the same
/// numbers. What executes nothing is called in this process: a process for each line would take as long as all other tests.
/// </summary>
public sealed partial class ExitCodeTableTests
{
    const string TamperedWay = "a journal that was changed";

    /// <summary>They need no ledger, and no process of their own that they would have to start.</summary>
    static readonly string[] s_withoutLedger = ["powershell", "backup", "checklists", "demo", "demo-site"];

    static readonly string[] s_executing = ["start", "exec", "cache", "restart", "rollback", "rehearse", "worker"];

    // These codes say that nothing was executed.
    static readonly int[] s_refused = [ExitCodes.Usage, ExitCodes.BadInput, ExitCodes.Busy, ExitCodes.NotPermitted];

    static readonly IReadOnlyList<(string Way, string Command, int Code)> s_rows =
    [
        .. from line in File.ReadLines(Path.Combine(Repository.Root, "docs/exit-codes.md"))
        let row = Row().Match(line)
        where row.Success
        select (row.Groups["way"].Value, row.Groups["command"].Value, int.Parse(row.Groups["code"].ValueSpan)),
    ];

    static IEnumerable<string> Commands
    {
        get
        {
            using var signals = new StopSignals();
            return [.. new JobOpsRootCommand(signals, ["--help"]).Subcommands.Select(command => command.Name)];
        }
    }

    [Fact]
    public void Each_command_has_a_line() =>
        Assert.Equal(Commands.Order(), s_rows.Select(row => Name(row.Command)).Distinct().Order());

    [Fact]
    public async Task Each_line_is_true()
    {
        await using var shop = await LedgerOfTheTableAsync();
        var wrong = new List<string>();
        foreach (var (way, command, code) in s_rows)
        {
            if (way == TamperedWay)
                await ExecuteAsync(shop, "UPDATE Journal SET Actor = 'nobody' WHERE RunId = 1");
            if (await CodeOfAsync(shop, command, code) is var found && found != code)
                wrong.Add($"{way}: jobops {command} ended with {found}, not {code}");
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Fact]
    public async Task Each_command_says_that_the_ledger_cannot_be_opened()
    {
        await using var shop = await LedgerOfTheTableAsync();
        var wrong = new List<string>();
        foreach (var rows in s_rows.GroupBy(row => Name(row.Command)).Where(rows => !s_withoutLedger.Contains(rows.Key)))
        {
            // The first line of each command has a command line that is right.
            var command = rows.First().Command;
            if (await CodeInProcessAsync(shop, command, "sqlite:/dev/null/l.db") is var found && found != ExitCodes.LedgerUnavailable)
                wrong.Add($"jobops {command} ended with {found}");
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    static string Name(string command) => command.Split(' ')[0];

    // What executes a run makes its process a worker: this one would inherit what other tests leave behind.
    static async Task<int> CodeOfAsync(Workshop shop, string command, int code) =>
        s_executing.Contains(Name(command)) && !s_refused.Contains(code)
        ? (await shop.CallAsync(command.Split(' '))).ExitCode
        : await CodeInProcessAsync(shop, command, $"sqlite:{shop.LedgerFile}");

    static Task<int> CodeInProcessAsync(Workshop shop, string command, string ledger)
    {
        string[] words =
        [
            .. from word in command.Split(' ')
            select word.StartsWith("./", StringComparison.Ordinal) ? shop.PathOf(word[2..]) : word,
        ];
        return JobOpsProgram.RunAsync(words.Contains("--ledger") ? words : [words[0], "--ledger", ledger, .. words[1..]]);
    }

    /// <summary>As the page describes it.</summary>
    static async Task<Workshop> LedgerOfTheTableAsync()
    {
        var shop = new Workshop();
        await shop.RegisterAsync("fails", Step("exit 3"));
        await shop.RegisterAsync("ok", Step("true"));
        await shop.RegisterAsync("off", Step("true"));
        await shop.RegisterAsync("skips", Step("true", """, "overlap": "skip" """));
        await shop.RegisterAsync("slow", Step("sleep 600", """, "timeout": "500ms" """));
        await shop.RegisterAsync("missing", """ "steps": [{ "name": "run", "command": ["./nosuch-program"] }] """);
        await shop.RegisterAsync("takes", Step("true", """, "parameters": { "count": { "type": "integer", "default": 1 } } """));
        await shop.RegisterAsync("reverts", """ "steps": [{ "name": "run", "command": ["true"], "undo": { "command": ["true"] } }] """);
        await shop.RegisterAsync("placed", """
            "environments": ["production"], "command": ["true"], "environment": { "DB": "${environment.secrets.db}" }
            """);
        await shop.RegisterAsync("rehearsed", """
            "steps": [{ "name": "run", "command": ["touch", "made"], "undo": { "command": ["rm", "-f", "made"] } }],
            "probes": { "made": { "path": "made" } }
            """);
        await shop.RegisterAsync("idle", Step("true", """
            , "probes": { "made": { "path": "made" } }, "requireRehearsal": { "environment": "test", "maxAge": "1d" }
            """));
        await shop.RegisterAsync("awaits", Step("true", """, "approval": { "within": "4h" } """));
        await shop.RegisterAsync("stopped", $$"""
            "steps": [{
              "name": "run",
              "command": ["sh", "-c", "{{Path.Combine(Repository.AgentOutput, "jobops")}} stop $1 --ledger $2; sleep 600",
                "sh", "${run.id}", "sqlite:{{shop.LedgerFile}}"]
            }]
            """);
        shop.WriteJob("wrong", """ "steps": [] """);
        // Quiet for a minute, and then anything but that: the changes are applied below.
        var earlier = $"{DateTimeOffset.UtcNow.AddSeconds(-50):o} all is well";
        File.WriteAllLines(shop.PathOf("quiet.log"), [earlier]);
        File.WriteAllLines(
            shop.PathOf("loud.log"),
            [earlier, .. Enumerable.Repeat($"{DateTimeOffset.UtcNow.AddMinutes(1):o} error: no answer", 20)]);
        foreach (var (list, program) in new[] { ("good", "true"), ("bad", "false") })
            File.WriteAllText(shop.PathOf($"{list}.checklist.json"), $$"""
                { "name": "{{list}}", "owner": "o", "items": [{ "name": "there", "title": "t", "command": { "run": ["{{program}}"] } }] }
                """);
        await using var ledger = await shop.OpenLedgerAsync();
        await ledger.Jobs.SetEnabledAsync("off", enabled: false, reason: null);
        await ledger.Environments.SetAsync(new() { Name = "test", Settings = new Dictionary<string, object?> { ["url"] = "x" } });
        await ledger.Environments.SetAsync(
            new() { Name = "production", Secrets = new Dictionary<string, string> { ["db"] = "env:JOBOPS_TEST_NOT_SET" } });
        await StartAsync("fails");
        var skips = await new JobStarter(ledger).StartAsync(new() { JobName = "skips" }, executedHere: false);
        await StartAsync("takes", "k");
        var reverts = await StartAsync("reverts", "undone");
        var rollback = await (await Rollback.ReadAsync(ledger, reverts.RunId)).RequestAsync(force: false);
        await new Worker(ledger).ExecuteAsync(rollback.RunId);
        await new JobStarter(ledger).StartAsync(new() { JobName = "awaits" }, executedHere: false);
        await SampleChanges.MeasuredAsync(ledger, "/c1", before: 100, after: 100, count: 4);
        await SampleChanges.MeasuredAsync(ledger, "/c2", before: 100, after: 150);
        await SampleChanges.MeasuredAsync(ledger, "/c3", before: 100, after: 50);
        await SampleChanges.OpenAsync(ledger, "/c4");
        Assert.Equal(0, await JobOpsProgram.RunAsync(["export", shop.PathOf("exported"), "--ledger", $"sqlite:{shop.LedgerFile}"]));
        await ledger.Claims.ClaimAsync(
            new() { Worker = "elsewhere/1/ab", Lease = TimeSpan.FromHours(1), RunId = skips.Run.RunId });
        return shop;

        async Task<JobRun> StartAsync(string job, string? key = null) => await new Worker(ledger).ExecuteAsync(
            await new JobStarter(ledger).StartAsync(new() { JobName = job, IdempotencyKey = key }, executedHere: true));
    }

    static string Step(string script, string more = "") =>
        $$"""
        "steps": [{ "name": "run", "command": ["sh", "-c", "{{script}}"] }]{{more}}
        """;

    static async Task ExecuteAsync(Workshop shop, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={shop.LedgerFile};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    [GeneratedRegex(@"^\| (?<way>[^|`]+) \| (?:`[^`]+`|–) \| `jobops (?<command>[^`]+)` \| (?<code>\d+) \|$")]
    private static partial Regex Row();
}
