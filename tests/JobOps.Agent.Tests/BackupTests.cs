using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using JobOps.Agent.Tests.Faults;
using JobOps.Agent.Tests.Support;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Harness;
using JobOps.Ledger;

namespace JobOps.Agent.Tests;

/// <summary><c>jobops backup</c> as a person and a scheduler call it, and what becomes of it where the machine does not go along.</summary>
public sealed class BackupTests
{
    [Fact]
    public async Task A_backup_is_made_listed_tested_and_restored_without_a_ledger()
    {
        await using var shop = Shop();
        shop.Ledger = LedgerLocation.Parse("sqlite:/dev/null/l.db");

        var made = (await shop.CallAsync("backup", "new", "site", "--to", "backups", "--json")).EndsWith(0).Json;
        var archive = made.GetProperty("backup").GetProperty("path").GetString()!;
        var before = (await shop.CallAsync("backup", "list", "backups")).EndsWith(0);
        var tested = (await shop.CallAsync("backup", "test", archive)).EndsWith(0);
        var after = (await shop.CallAsync("backup", "list", "backups")).EndsWith(0);
        var restored = (await shop.CallAsync("backup", "restore", archive, "--to", "restored")).EndsWith(0);

        Assert.Equal(1, made.GetProperty("backup").GetProperty("files").GetInt32());
        Assert.Contains("never tested", before.Output, StringComparison.Ordinal);
        Assert.Contains("tested 20", tested.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("never tested", after.Output, StringComparison.Ordinal);
        Assert.StartsWith($"Restored into {shop.PathOf("restored")}: files: 1, 3 B", restored.Output, StringComparison.Ordinal);
        Assert.Equal("one", File.ReadAllText(shop.PathOf("restored/site/index.html")));
    }

    [Fact]
    public async Task Into_a_folder_with_something_in_it_only_by_force()
    {
        await using var shop = Shop();
        var archive = await MakeAsync(shop);
        File.WriteAllText(shop.PathOf("site/index.html"), "two");

        var refused = (await shop.CallAsync("backup", "restore", archive, "--to", ".", "--json")).EndsWith(65);
        var looked = (await shop.CallAsync("backup", "restore", archive, "--to", ".", "--force", "--what-if")).EndsWith(0);
        Assert.Equal("two", File.ReadAllText(shop.PathOf("site/index.html")));
        var forced = (await shop.CallAsync("backup", "restore", archive, "--to", ".", "--force")).EndsWith(0);

        Assert.Equal("RestoreFolderNotEmpty", refused.Error.GetProperty("id").GetString());
        Assert.StartsWith("Would restore into", looked.Output, StringComparison.Ordinal);
        Assert.Contains("site.before-", forced.Output, StringComparison.Ordinal);
        Assert.Contains("Warning: The backup was never tested before.", forced.Errors, StringComparison.Ordinal);
        Assert.Equal("one", File.ReadAllText(shop.PathOf("site/index.html")));
    }

    [Fact]
    public async Task The_output_of_a_command_is_kept_and_its_options_are_its_own()
    {
        await using var shop = Shop();

        var made = (await shop.CallAsync(
            "backup", "new", "--to", "backups", "--name", "orders", "--output-name", "o.txt", "--json", "--", "echo", "--json", "--to"))
            .EndsWith(0).Json.GetProperty("backup");
        (await shop.CallAsync("backup", "restore", made.GetProperty("path").GetString()!, "--to", "restored")).EndsWith(0);

        Assert.Equal("orders", made.GetProperty("name").GetString());
        Assert.Equal("--json --to\n", File.ReadAllText(shop.PathOf("restored/o.txt")));
    }

    [Fact]
    public async Task Paths_and_a_command_are_not_both()
    {
        await using var shop = Shop();

        var answer = (await shop.CallAsync("backup", "new", "site", "--to", "backups", "--json", "--", "true")).EndsWith(65);

        Assert.Equal("BackupPlanInvalid", answer.Error.GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_command_in_one_text_encrypts_and_decrypts()
    {
        await using var shop = Shop();
        const string turn = @"tr '\000-\377' '\200-\377\000-\177'";

        var made = (await shop.CallAsync("backup", "new", "site", "--to", "backups", "--encrypt-with", turn, "--json")).EndsWith(0);
        var archive = made.Json.GetProperty("backup").GetProperty("path").GetString()!;
        (await shop.CallAsync("backup", "test", archive, "--decrypt-with", turn)).EndsWith(0);
        var without = (await shop.CallAsync("backup", "test", archive, "--json")).EndsWith(65);

        Assert.Equal("BackupEncrypted", without.Error.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Rotation_is_said_and_an_altered_archive_ends_with_2()
    {
        await using var shop = Shop();
        var first = await MakeAsync(shop);
        var second = (await shop.CallAsync("backup", "new", "site", "--to", "backups", "--keep", "1")).EndsWith(0);
        var left = Directory.GetFiles(shop.PathOf("backups"), "*.gz").Single();
        File.AppendAllText(left, "x");

        var altered = (await shop.CallAsync("backup", "test", left, "--json")).EndsWith(2);

        Assert.Contains($"Not kept any more: {first}", second.Errors, StringComparison.Ordinal);
        Assert.Equal("BackupAltered", altered.Error.GetProperty("id").GetString());
        Assert.Contains("the archive was altered", (await shop.CallAsync("backup", "list", "backups")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_is_killed_in_the_middle_never_looks_like_a_backup_and_the_next_takes_it_away()
    {
        await using var shop = Shop();
        var killed = shop.Start(
            "backup", "new", "--to", "backups", "--name", "db", "--",
            "sh", "-c", "echo $$ > pid; seq 1 9999999; touch half; exec sleep 600");
        await UntilAsync(() => File.Exists(shop.PathOf("half")), killed.EndAsync());
        killed.Kill();
        await killed.EndAsync();
        try
        {
            Assert.Single(Partials(shop));
            Assert.Empty((await shop.CallAsync("backup", "list", "backups", "--json")).EndsWith(0).Json.EnumerateArray());

            await MakeAsync(shop);

            Assert.Empty(Partials(shop));
        }
        finally
        {
            EndOrphan(shop);
        }
    }

    [Fact]
    public async Task A_restoring_that_is_killed_in_the_middle_shows_nothing_and_the_next_one_takes_its_rest_away()
    {
        await using var shop = Shop();
        const string turn = @"tr '\000-\377' '\200-\377\000-\177'";
        var archive = (await shop.CallAsync("backup", "new", "site", "--to", "backups", "--encrypt-with", turn, "--json")).EndsWith(0)
            .Json.GetProperty("backup").GetProperty("path").GetString()!;
        var killed = shop.Start(
            "backup", "restore", archive, "--to", "restored", "--decrypt-with", "sh -c 'echo $$ > pid; touch half; exec sleep 600'");
        await UntilAsync(() => File.Exists(shop.PathOf("half")), killed.EndAsync());
        killed.Kill();
        await killed.EndAsync();
        try
        {
            var left = Assert.Single(Directory.GetFileSystemEntries(shop.PathOf("restored")));
            Assert.StartsWith(".", Path.GetFileName(left), StringComparison.Ordinal);

            (await shop.CallAsync("backup", "restore", archive, "--to", "restored", "--decrypt-with", turn)).EndsWith(0);

            Assert.Equal(shop.PathOf("restored/site"), Assert.Single(Directory.GetFileSystemEntries(shop.PathOf("restored"))));
        }
        finally
        {
            EndOrphan(shop);
        }
    }

    /// <summary>A command is an orphan when the process that started it was killed.</summary>
    static void EndOrphan(Workshop shop)
    {
        using var orphan = Process.GetProcessById(int.Parse(File.ReadAllText(shop.PathOf("pid")), CultureInfo.InvariantCulture));
        orphan.Kill();
    }

    [Fact]
    public async Task One_that_is_asked_to_end_leaves_nothing()
    {
        await using var shop = Shop();
        var stopped = shop.Start("backup", "new", "--to", "backups", "--name", "db", "--", "sh", "-c", "echo x; touch half; sleep 600");
        await UntilAsync(() => File.Exists(shop.PathOf("half")), stopped.EndAsync());

        await Signal.SendAsync("TERM", stopped);
        await stopped.EndAsync();

        Assert.Equal(143, stopped.ExitCode);
        Assert.Empty(Directory.GetFileSystemEntries(shop.PathOf("backups")));
    }

    [Fact]
    public async Task A_full_disk_leaves_nothing_and_is_said()
    {
        await using var shop = Shop();
        using var disk = SmallDisk.Mount(shop.PathOf("disk"), megabytes: 2);
        File.WriteAllBytes(shop.PathOf("site/large"), RandomNumberGenerator.GetBytes(4_000_000));
        var archive = await MakeAsync(shop);

        var making = (await shop.CallAsync("backup", "new", "site", "--to", "disk/backups", "--json")).EndsWith(1);
        var encrypting = (await shop.CallAsync(
            "backup", "new", "site", "--to", "disk/backups", "--encrypt-with", "cat", "--json")).EndsWith(1);
        var restoring = (await shop.CallAsync("backup", "restore", archive, "--to", "disk/restored", "--json")).EndsWith(1);
        var testing = (await shop.CallAsync("backup", "test", archive, "--temporary-folder", "disk", "--json")).EndsWith(1);

        foreach (var (answer, id) in new[]
                 {
                     (making, "BackupNotWritten"), (encrypting, "BackupNotWritten"),
                     (restoring, "RestoreFailed"), (testing, "RestoreFailed"),
                 })
        {
            Assert.Equal(id, answer.Error.GetProperty("id").GetString());
            Assert.Contains("space", answer.Error.GetProperty("actual").GetString()!, StringComparison.OrdinalIgnoreCase);
        }
        Assert.Empty(Directory.GetFileSystemEntries(shop.PathOf("disk/backups")));
        Assert.Empty(Directory.GetFileSystemEntries(shop.PathOf("disk/restored")));
        Assert.Equal("NeverTested", $"{BackupFolder.Find(archive).State}");
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task What_cannot_be_read_or_written_is_named_and_nothing_is_left()
    {
        await using var shop = Shop();
        var archive = await MakeAsync(shop);
        foreach (var file in Directory.GetFiles(shop.PathOf("backups")))
            File.SetUnixFileMode(file, (UnixFileMode)0b110_100_100);
        File.SetUnixFileMode(shop.PathOf("backups"), (UnixFileMode)0b111_101_101);
        File.SetUnixFileMode(shop.PathOf("site/index.html"), UnixFileMode.None);
        var open = Directory.CreateDirectory(shop.PathOf("open"), (UnixFileMode)0b111_111_111).FullName;
        File.SetUnixFileMode(open, (UnixFileMode)0b111_111_111);

        var reading = (await ReadOnlyFolder.CallAsync(shop, "backup", "new", "site", "--to", open, "--json")).EndsWith(1);
        var writing = (await ReadOnlyFolder.CallAsync(shop, "backup", "new", "ledger.db", "--to", "backups", "--json")).EndsWith(1);
        var testing = (await ReadOnlyFolder.CallAsync(shop, "backup", "test", archive, "--temporary-folder", open, "--json")).EndsWith(1);

        Assert.Equal(("BackupFileUnreadable", shop.PathOf("site/index.html")), IdAndTarget(reading));
        Assert.Equal("BackupNotWritten", IdAndTarget(writing).Id);
        Assert.Equal("BackupTestNotRecorded", IdAndTarget(testing).Id);
        Assert.Empty(Directory.GetFileSystemEntries(open));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Who_is_not_root_restores_without_owners_and_is_told()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only what root owns is another user's");
        await using var shop = Shop();
        File.SetUnixFileMode(shop.PathOf("site/index.html"), (UnixFileMode)0b100_111_101_101);
        var archive = await MakeAsync(shop);
        File.SetUnixFileMode(archive, (UnixFileMode)0b110_100_100);
        File.SetUnixFileMode(shop.PathOf("backups"), (UnixFileMode)0b111_101_101);
        var open = Directory.CreateDirectory(shop.PathOf("open")).FullName;
        File.SetUnixFileMode(open, (UnixFileMode)0b111_111_111);

        var answer = (await ReadOnlyFolder.CallAsync(shop, "backup", "restore", archive, "--to", open)).EndsWith(0);

        Assert.Contains("Only root sets owners", answer.Errors, StringComparison.Ordinal);
        Assert.Equal((UnixFileMode)0b111_101_101, File.GetUnixFileMode(Path.Combine(open, "site", "index.html")));
    }

    static (string? Id, string? Target) IdAndTarget(Answer answer) =>
        (answer.Error.GetProperty("id").GetString(), answer.Error.GetProperty("target").GetString());

    static Workshop Shop()
    {
        var shop = new Workshop();
        Directory.CreateDirectory(shop.PathOf("site"));
        File.WriteAllText(shop.PathOf("site/index.html"), "one");
        File.WriteAllText(shop.LedgerFile, "");
        return shop;
    }

    static async Task<string> MakeAsync(Workshop shop) =>
        (await shop.CallAsync("backup", "new", "site", "--to", "backups", "--json")).EndsWith(0)
            .Json.GetProperty("backup").GetProperty("path").GetString()!;

    static string[] Partials(Workshop shop) => Directory.GetFiles(
        shop.PathOf("backups"), ".*", new EnumerationOptions { AttributesToSkip = 0 });

    static async Task UntilAsync(Func<bool> holds, Task unless)
    {
        while (!holds())
        {
            Assert.False(unless.IsCompleted, "it ended before");
            await Task.Delay(20);
        }
    }
}
