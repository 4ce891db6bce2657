using System.Runtime.Versioning;
using JobOps.Agent.Tests.Support;
using JobOps.Jobs;
using JobOps.Runs;
using Microsoft.Data.Sqlite;

namespace JobOps.Agent.Tests;

/// <summary>Whatever an operator can get wrong: a clear error, the right exit code, nothing lost.</summary>
public sealed class BadInputTests
{
    [Theory]
    [InlineData("nonsense")]
    [InlineData("start")]
    [InlineData("run", "seven")]
    [InlineData("run", "-1")]
    [InlineData("runs", "--status", "great")]
    [InlineData("runs", "--since", "yesterday-ish")]
    [InlineData("runs", "--last", "0")]
    [InlineData("start", "easy", "--parameter", "who")]
    [InlineData("start", "easy", "-p", "who=a", "-p", "WHO=b")]
    [InlineData("restart", "1", "--interrupted-step", "maybe")]
    [InlineData("worker", "--concurrency", "0")]
    [InlineData("worker", "--concurrency", "1001")]
    [InlineData("worker", "--drain-time", "soon")]
    [InlineData("worker", "--account", "EXAMPLE\\jobops$")]
    [InlineData("worker", "--install-service", "--uninstall-service")]
    [InlineData("worker", "--install-unit", "--drain")]
    [InlineData("start", "easy", "--due-at", "soon")]
    [InlineData("start", "easy", "--delay", "5")]
    [InlineData("start", "easy", "--priority", "high")]
    [InlineData("start", "easy", "--batch", "-", "--key", "k")]
    [InlineData("start", "easy", "--batch", "-", "--secret", "token")]
    [InlineData("limit", "mail")]
    [InlineData("limit", "mail", "few")]
    [InlineData("limit", "mail", "0")]
    [InlineData("partition", "mail")]
    [InlineData("partition", "mail", "few")]
    [InlineData("suspend")]
    [InlineData("stop", "seven")]
    [InlineData("demo", "--json")]
    [InlineData("backup", "new", "site")]
    [InlineData("backup", "new", "site", "--to", "backups", "--keep", "few")]
    [InlineData("backup", "new", "site", "--to", "backups", "--keep-for", "long")]
    [InlineData("backup", "restore", "a.tar.gz")]
    [InlineData("backup", "test")]
    [InlineData("backup", "forget")]
    public async Task A_wrong_command_line_is_a_usage_error(params string[] arguments)
    {
        await using var shop = new Workshop();

        var answer = (await shop.CallAsync(arguments)).EndsWith(64);

        Assert.NotEmpty(answer.Errors);
        Assert.Empty(answer.Output);
        Assert.False(File.Exists(shop.LedgerFile));
    }

    [Theory]
    [InlineData("JobNotFound", "jobs", "nobody")]
    [InlineData("JobNotFound", "start", "nobody")]
    [InlineData("JobNotFound", "enable", "nobody")]
    [InlineData("RunNotFound", "run", "7")]
    [InlineData("RunNotFound", "steps", "7")]
    [InlineData("RunNotFound", "log", "7")]
    [InlineData("RunNotFound", "restart", "7")]
    [InlineData("RunNotFound", "stop", "7")]
    [InlineData("QueueNotFound", "queues", "nowhere")]
    [InlineData("QueueNotFound", "suspend", "nowhere")]
    [InlineData("QueueNotFound", "resume", "nowhere")]
    [InlineData("BatchFileNotFound", "start", "easy", "--batch", "nowhere.jsonl")]
    [InlineData("RunNotFound", "rollback", "7")]
    [InlineData("RunNotFound", "note", "7", "--reason", "why")]
    [InlineData("JobFileNotFound", "apply", "nowhere.job.json")]
    [InlineData("BackupPathNotFound", "backup", "new", "nowhere", "--to", "backups")]
    [InlineData("BackupNotFound", "backup", "list", "nowhere")]
    [InlineData("BackupNotFound", "backup", "test", "nowhere.tar.gz")]
    [InlineData("BackupNotFound", "backup", "restore", "nowhere.tar.gz", "--to", "restored")]
    public async Task What_is_not_there_is_named(string id, params string[] arguments)
    {
        await using var shop = new Workshop();

        var answer = (await shop.CallAsync([.. arguments, "--json"])).EndsWith(65);

        Assert.Equal(id, answer.Error.GetProperty("id").GetString());
        Assert.Equal("SafeAfter", answer.Error.GetProperty("retrySafety").GetString());
    }

    [Fact]
    public async Task A_job_without_an_owner_is_refused_with_file_line_and_path()
    {
        await using var shop = new Workshop();
        File.WriteAllText(shop.PathOf("ownerless.job.json"), """
            {
              "name": "ownerless",
              "expectedResult": "x", "rollbackNote": "x",
              "steps": [{ "name": "one", "command": ["true"] }]
            }
            """);

        var answer = (await shop.CallAsync("apply", "ownerless.job.json")).EndsWith(65);

        Assert.Contains("ownerless.job.json", answer.Errors);
        Assert.Contains("owner", answer.Errors);
        Assert.Empty((await shop.CallAsync("jobs", "--json")).Json.EnumerateArray());
    }

    [Fact]
    public async Task A_job_file_with_a_syntax_error_is_refused_with_its_line()
    {
        await using var shop = new Workshop();
        File.WriteAllText(shop.PathOf("broken.job.json"), "{\n  \"name\": \"broken\",\n  \"owner\" \"me\"\n}\n");

        var answer = (await shop.CallAsync("apply", "broken.job.json")).EndsWith(65);

        Assert.Contains("broken.job.json", answer.Errors);
        Assert.Matches(@"\b3\b", answer.Errors);
    }

    [Theory]
    [InlineData("ParameterUnknown", "colour=red")]
    [InlineData("ParameterInvalid", "count=many")]
    [InlineData("ParameterInvalid", "count=10")]
    public async Task A_wrong_parameter_starts_nothing(string id, string parameter)
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("easy", SampleJobs.Easy);

        var answer = (await shop.CallAsync("start", "easy", "-p", parameter, "--json")).EndsWith(65);

        Assert.Equal(id, answer.Error.GetProperty("id").GetString());
        Assert.Empty(await shop.RunsAsync());
    }

    [Theory]
    [InlineData("QueueNameInvalid", "start", "easy", "--no-wait", "--queue", "a b")]
    [InlineData("PriorityInvalid", "start", "easy", "--no-wait", "--priority", "1001")]
    [InlineData("StartTimeInvalid", "start", "easy", "--no-wait", "--delay", "1h", "--due-at", "2999-01-01")]
    [InlineData("StartTimeInvalid", "start", "easy", "--no-wait", "--due-at", "2999-01-02", "--start-by", "2999-01-01")]
    [InlineData("QueueNameInvalid", "worker", "--queue", "a b")]
    [InlineData("QueueNameInvalid", "limit", "a b", "1")]
    [InlineData("ConcurrencyInvalid", "limit", "mail", "10001")]
    [InlineData("PartitionsInvalid", "partition", "mail", "0")]
    [InlineData("PartitionsInvalid", "partition", "mail", "65")]
    public async Task What_a_queue_cannot_keep_is_refused(string id, params string[] arguments)
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("easy", SampleJobs.Easy);

        var answer = (await shop.CallAsync([.. arguments, "--json"])).EndsWith(65);

        Assert.Equal(id, answer.Error.GetProperty("id").GetString());
        Assert.Empty(await shop.RunsAsync());
    }

    [Fact]
    public async Task A_missing_parameter_starts_nothing()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("switch", SampleJobs.Switches);

        var answer = (await shop.CallAsync("start", "switch", "--json")).EndsWith(65);

        Assert.Equal("ParameterMissing", answer.Error.GetProperty("id").GetString());
    }

    [Fact]
    public async Task The_same_key_with_another_payload_is_refused_for_good()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("easy", SampleJobs.Easy);
        (await shop.CallAsync("start", "easy", "--no-wait", "--key", "k", "-p", "who=you")).EndsWith(0);

        var answer = (await shop.CallAsync("start", "easy", "--no-wait", "--key", "k", "-p", "who=me", "--json")).EndsWith(65);

        Assert.Equal("IdempotencyKeyReused", answer.Error.GetProperty("id").GetString());
        Assert.Equal("NotSafe", answer.Error.GetProperty("retrySafety").GetString());
    }

    [Fact]
    public async Task A_command_that_is_not_on_this_host_fails_the_run_with_a_configuration_error()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("missing", """
            "steps": [{ "name": "one", "command": ["no-such-command-anywhere"] }]
            """);

        var answer = (await shop.CallAsync("start", "missing", "--json")).EndsWith(78);

        Assert.Equal("Failed", answer.Json.GetProperty("status").GetString());
        Assert.Equal("CommandNotFound", answer.Error.GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_file_that_is_not_a_database_is_left_as_it_is()
    {
        await using var shop = new Workshop();
        var text = string.Concat(Enumerable.Repeat("minutes of the meeting\n", 400));
        File.WriteAllText(shop.LedgerFile, text);

        var answer = (await shop.CallAsync("runs", "--json")).EndsWith(78);

        Assert.Equal("LedgerNotALedger", answer.Error.GetProperty("id").GetString());
        Assert.Equal(text, File.ReadAllText(shop.LedgerFile));
    }

    [Fact]
    public async Task A_ledger_of_a_newer_version_is_refused()
    {
        await using var shop = new Workshop();
        (await shop.CallAsync("init")).EndsWith(0);
        await using (var connection = new SqliteConnection($"Data Source={shop.LedgerFile};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "INSERT INTO SchemaVersion VALUES (999, 'from the future', 0, 'somebody')";
            await command.ExecuteNonQueryAsync();
        }

        var answer = (await shop.CallAsync("runs", "--json")).EndsWith(78);

        Assert.Equal("LedgerTooNew", answer.Error.GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_ledger_server_that_does_not_answer_is_said_to_be_unavailable()
    {
        await using var shop = new Workshop();

        // Port 9 of the loopback address: refused at once.
        var answer = (await shop.CallAsync(
            "runs", "--json", "--ledger",
            "sqlserver:Server=tcp:127.0.0.1,9;Database=x;Integrated Security=false;User ID=x;Connect Timeout=2"))
            .EndsWith(69);

        Assert.Equal("LedgerUnavailable", answer.Error.GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("postgres:somewhere")]
    [InlineData("ledger.db")]
    [InlineData("sqlite:")]
    public async Task A_location_that_cannot_be_read_is_a_configuration_error(string location)
    {
        await using var shop = new Workshop();

        var answer = (await shop.CallAsync("runs", "--ledger", location, "--json")).EndsWith(78);

        Assert.Equal("LedgerLocationInvalid", answer.Error.GetProperty("id").GetString());
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_ledger_that_cannot_be_written_changes_nothing()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("easy", SampleJobs.Easy);

        var answer = (await ReadOnlyFolder.CallAsync(shop, "start", "easy", "--no-wait", "--json")).EndsWith(77);

        Assert.Equal("LedgerReadOnly", answer.Error.GetProperty("id").GetString());
        Assert.Empty(await shop.RunsAsync());
    }
}
