using JobOps.Agent.Tests.Support;

namespace JobOps.Agent.Tests;

/// <summary>What standard output looks like to programs and to people.</summary>
public sealed class OutputTests
{
    [Fact]
    public async Task Every_command_gives_one_json_document()
    {
        await using var shop = new Workshop();
        File.CreateSymbolicLink(shop.PathOf("current"), "old");
        shop.WriteJob("switch", SampleJobs.Switches);
        shop.WriteJob("fails", SampleJobs.FailsUntilFixed);
        File.WriteAllText(shop.PathOf("empty.jsonl"), "");

        foreach (var (exitCode, line) in new (int, string)[]
                 {
                     (0, "init --what-if"), (0, "init"), (0, "ledger"), (0, "apply ."), (0, "jobs"), (0, "jobs switch"),
                     (0, "disable switch --reason why"), (0, "enable switch"), (0, "start switch -p to=new"),
                     (1, "start fails"), (0, "start switch -p to=newer --no-wait"), (0, "limit mail 2"), (0, "suspend mail --reason why"),
                     (0, "resume mail"), (0, "queues"), (0, "workers"), (0, "worker --drain"), (0, "runs"),
                     (0, "worker --install-unit units"), (0, "worker --install-unit -"),
                     (0, "run 1"), (0, "steps 1"), (0, "log 1"), (0, "log 1 --follow"), (1, "restart 2"),
                     (0, "note 1 --reason why"), (0, "notes"), (0, "notes --markdown"), (0, "rollback 3 --what-if"),
                     (0, "rollback 3"), (0, "verify"), (0, "journal"), (0, "journal 1"),
                     (0, "backup new switch.job.json --to backups"), (0, "backup list backups"), (0, "backup test only.tar.gz"),
                     (0, "backup restore only.tar.gz --to restored"), (0, "backup new switch.job.json --to backups --what-if"),
                     (0, "backup restore only.tar.gz --to other --what-if"),
                     (0, "start switch -p to=newest --no-wait --delay 1h"), (0, "stop 5"), (0, "start switch --batch empty.jsonl"),
                 })
        {
            var answer = (await shop.CallAsync([.. line.Split(' '), "--json"])).EndsWith(exitCode);
            Assert.True(answer.Json.ValueKind is System.Text.Json.JsonValueKind.Object or System.Text.Json.JsonValueKind.Array, line);
            Assert.Equal(exitCode == 0, answer.Errors.Length == 0);
            if (line.StartsWith("backup new", StringComparison.Ordinal) && !File.Exists(shop.PathOf("only.tar.gz")))
                File.Copy(Directory.GetFiles(shop.PathOf("backups"), "*.gz").Single(), shop.PathOf("only.tar.gz"));
        }
    }

    [Fact]
    public async Task A_table_that_goes_to_a_file_is_plain_and_80_columns_wide()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("a-job-with-quite-a-long-name", SampleJobs.Easy);
        await shop.CallAsync("start", "a-job-with-quite-a-long-name", "--key", "a-key-of-some-length-2026-01-31", "--no-wait");

        await shop.CallAsync("start", "a-job-with-quite-a-long-name", "--queue", "a-queue-with-a-long-name", "--delay", "1h", "--no-wait");
        await shop.CallAsync("suspend", "a-queue-with-a-long-name", "--reason", "a reason that takes more than a column has");

        foreach (var command in new[] { "runs", "jobs", "journal", "queues", "workers" })
        {
            var answer = (await shop.CallAsync(command)).EndsWith(0);
            Assert.DoesNotContain('\e', answer.Output);
            Assert.All(answer.Output.Split('\n'), line => Assert.True(line.Length <= 80 && line == line.TrimEnd(), line));
        }
    }

    [Fact]
    public async Task An_error_tells_what_was_expected_and_found_whether_to_retry_and_what_to_type()
    {
        await using var shop = new Workshop();

        var answer = (await shop.CallAsync("start", "nobody")).EndsWith(65);

        Assert.Equal(
            """
            Error: There is no job 'nobody' in this ledger.
              Expected: the name of a registered job
              Actual:   nobody
              Retry:    safe after the cause is mended
              Next:     jobops jobs

            """.ReplaceLineEndings(Environment.NewLine),
            answer.Errors);
        Assert.Empty(answer.Output);
    }

    [Fact]
    public async Task Whatever_the_locale_says_a_file_gets_UTF_8_and_JSON_is_ASCII()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("easy", SampleJobs.Easy);
        await shop.CallAsync("disable", "easy", "--reason", "größer → 😀");

        var text = (await shop.CallWithAsync("LC_ALL=de_DE.ISO-8859-1", "jobs", "easy")).EndsWith(0);
        var json = (await shop.CallWithAsync("LC_ALL=de_DE.ISO-8859-1", "jobs", "easy", "--json")).EndsWith(0);

        Assert.Contains("größer → 😀", text.Output, StringComparison.Ordinal);
        Assert.Contains(@"gr\u00F6\u00DFer \u2192 \uD83D\uDE00", json.Output, StringComparison.Ordinal);
        Assert.All(json.Output, character => Assert.True(char.IsAscii(character)));
    }

    [Theory]
    [InlineData("nightly-backup-of-the-shop", "nightly-2026-11-28-backup-of-the-shop", 80)]
    [InlineData("a", "k", 80)]
    [InlineData("nightly-backup-of-the-shop-database-and-of-everything-else-there-is-in-the-house", "k", int.MaxValue)]
    public async Task Names_and_keys_are_never_broken_in_two(string name, string key, int widest)
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync(name, """ "command": ["true"] """);
        (await shop.CallAsync("start", name, "--key", key, "--no-wait")).EndsWith(0);
        (await shop.CallAsync("start", name, "--no-wait")).EndsWith(0);

        foreach (var arguments in (string[][])[["runs"], ["jobs"], ["run", "1"]])
        {
            var lines = (await shop.CallAsync(arguments)).EndsWith(0).Output.Split('\n');
            Assert.Contains(lines, line => line.Contains(name, StringComparison.Ordinal));
            Assert.All(lines, line => Assert.True(line.Length <= widest, line));
            if (arguments[0] is "runs" or "run")
                Assert.Contains(lines, line => line.Contains(key, StringComparison.Ordinal));
        }
    }
}
