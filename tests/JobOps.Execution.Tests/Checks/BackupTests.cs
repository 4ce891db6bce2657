using JobOps.Backups;

namespace JobOps.Execution.Tests.Checks;

public sealed class BackupTests : CheckRig
{
    const string Any = """{ "to": "backups", "maxAge": "24h" }""";

    [Fact]
    public async Task Passes_for_one_that_is_young_and_was_tested()
    {
        await TestAsync(await MakeAsync());

        Assert.Matches("^site is [0-9]+ m?s old, tested$", (await PassesAsync("backup", Any)).Actual);
    }

    [Fact]
    public async Task Fails_for_one_that_nobody_has_restored()
    {
        var archive = await MakeAsync();

        await FailsAsync("backup", Any, "was never restored in a test", $"jobops backup test {archive}");
        await PassesAsync("backup", """{ "to": "backups", "maxAge": "24h", "tested": false }""");
    }

    [Fact]
    public async Task Fails_for_one_that_is_too_old()
    {
        var archive = await MakeAsync();
        await TestAsync(archive);
        var old = Path.Combine(PathOf("backups"), $"{new BackupName("site", DateTimeOffset.UtcNow.AddHours(-30), false)}");
        File.Move(archive, old);
        File.Move(BackupName.RecordOf(archive), BackupName.RecordOf(old));

        await FailsAsync("backup", Any, "the newest backup 'site' is 1 d 6 h old instead of at most 1 d", "jobops backup new");
    }

    [Fact]
    public async Task Fails_for_one_that_was_altered()
    {
        var archive = await MakeAsync();
        await File.AppendAllTextAsync(archive, "more", Cancellation);

        await FailsAsync("backup", Any, "no backup 'site' is good", "jobops backup new");
    }

    [Fact]
    public async Task Each_name_counts_unless_one_is_said()
    {
        await TestAsync(await MakeAsync());
        await MakeAsync("database");

        await FailsAsync("backup", Any, "the backup 'database'", "jobops backup test");
        await PassesAsync("backup", """{ "to": "backups", "maxAge": "24h", "name": "site" }""");
    }

    [Fact]
    public async Task Fails_where_there_is_none()
    {
        await FailsAsync("backup", Any, $"there is no folder {PathOf("backups")}", "jobops backup new");
        await MakeAsync();
        await FailsAsync("backup", """{ "to": "backups", "maxAge": "24h", "name": "db" }""", "there is no backup 'db'", "--name db");
    }

    BackupCommands Commands => new() { Folder = Folder };

    async Task<string> MakeAsync(string name = "site")
    {
        Write("site/index.html");
        var plan = new NewBackup { Paths = [PathOf("site")], Destination = PathOf("backups"), Name = name };
        return (await BackupMaker.MakeAsync(plan, Commands, cancellation: Cancellation)).Backup.Path;
    }

    Task TestAsync(string archive) =>
        BackupRestorer.TestAsync(new BackupSource { Path = archive }, Folder, Commands, cancellation: Cancellation);
}
