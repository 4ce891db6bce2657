using JobOps.Backups;

namespace JobOps.Execution.Tests.Backups;

/// <summary>A backup is as good as its last test, and says so.</summary>
public sealed class TestedBackupTests : BackupRig
{
    [Fact]
    public async Task A_test_is_recorded_beside_the_archive_and_leaves_nothing_else()
    {
        var made = (await MakeAsync()).Backup;

        var tested = await TestAsync(made.Path);

        Assert.Equal((BackupState.Tested, null), (tested.State, tested.Problem));
        Assert.InRange(DateTimeOffset.UtcNow - tested.TestedAt!.Value, TimeSpan.Zero, TimeSpan.FromMinutes(5));
        Assert.Equivalent(tested, Assert.Single(BackupFolder.List(Backups)));
        Assert.Equal(["backups", "site"], Directory.EnumerateFileSystemEntries(Folder).Select(path => Path.GetFileName(path)).Order());
    }

    [Fact]
    public async Task It_is_void_when_the_archive_is_another_one()
    {
        var made = (await MakeAsync()).Backup;
        await TestAsync(made.Path);
        File.AppendAllText(made.Path, "x");

        Assert.Equal((BackupState.Altered, null), (BackupFolder.Find(made.Path).State, BackupFolder.Find(made.Path).TestedAt));
    }

    [Fact]
    public async Task It_is_void_where_only_bytes_are_others_and_good_where_only_the_time_is()
    {
        var made = (await MakeAsync()).Backup;
        await TestAsync(made.Path);
        File.SetLastWriteTimeUtc(made.Path, DateTime.UtcNow.AddDays(1));
        Assert.Equal(BackupState.Tested, BackupFolder.Find(made.Path).State);

        var bytes = File.ReadAllBytes(made.Path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(made.Path, bytes);

        Assert.Equal(BackupState.Altered, BackupFolder.Find(made.Path).State);
    }

    [Fact]
    public async Task One_whose_record_is_lost_was_never_tested_and_gets_one_when_it_is()
    {
        var made = (await MakeAsync()).Backup;
        File.Delete(BackupName.RecordOf(made.Path));
        Assert.Equal((BackupState.NeverTested, null), (BackupFolder.Find(made.Path).State, BackupFolder.Find(made.Path).Files));

        var tested = await TestAsync(made.Path);

        Assert.Equal((BackupState.Tested, 3, made.Sha256), (tested.State, tested.Files, tested.Sha256));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{ "format": "other" }""")]
    [InlineData("""{ "format": "jobops-backup", "sha256": null, "size": 1, "files": 1 }""")]
    public async Task A_record_that_cannot_be_read_is_none(string text)
    {
        var made = (await MakeAsync()).Backup;
        File.WriteAllText(BackupName.RecordOf(made.Path), text);

        Assert.Equal((BackupState.NeverTested, null), (BackupFolder.Find(made.Path).State, BackupFolder.Find(made.Path).Sha256));
    }

    [Fact]
    public async Task One_that_is_bad_says_so_and_what_is_wrong()
    {
        var archive = Forge([Member("files/page", "test")]);
        var sound = (await MakeAsync()).Backup;
        File.Copy(BackupName.RecordOf(sound.Path), BackupName.RecordOf(archive));
        BackupFolder.WriteRecord(
            archive, BackupFolder.ReadRecord(archive)! with { Sha256 = BackupFolder.HashOf(archive), Size = new FileInfo(archive).Length });

        await RefusedAsync(() => TestAsync(archive));

        var bad = BackupFolder.Find(archive);
        Assert.Equal((BackupState.Failed, "page is not in the manifest"), (bad.State, bad.Problem));
    }

    [Fact]
    public async Task A_command_that_decrypts_wrongly_says_nothing_against_the_archive()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "these tests run programs of Linux");
        var made = (await MakeAsync(OfSite with { EncryptWith = ["tr", "a-z", "b-za"] })).Backup;

        var error = await RefusedAsync(() => TestAsync(made.Path, source => source with { DecryptWith = ["cat"] }));

        Assert.Equal("BackupDamaged", error.Id);
        Assert.Equal(BackupState.NeverTested, BackupFolder.Find(made.Path).State);
    }

    [Fact]
    public void Names_are_taken_back_and_what_cannot_be_is_told()
    {
        Directory.CreateDirectory(PathOf("old"));
        Directory.CreateDirectory(PathOf("lost"));
        var names = new GivenNames();
        names.Give(PathOf("old"), PathOf("old.before"));
        names.Give(PathOf("lost"), PathOf("lost.before"));
        names.Give(PathOf("site"), PathOf("old"));
        Directory.Delete(PathOf("lost.before"));

        Assert.Equal([PathOf("lost.before")], names.TakeBack());

        Assert.True(File.Exists(PathOf("site/index.html")));
        Assert.Empty(Directory.GetFileSystemEntries(PathOf("old")));
    }

    [Fact]
    public async Task Whoever_restores_one_that_was_never_tested_is_told()
    {
        var made = (await MakeAsync()).Backup;

        var restored = await RestoreAsync(made.Path);

        Assert.Contains("The backup was never tested before.", restored.Remarks);
    }

    [Fact]
    public async Task What_a_restoring_has_left_that_was_ended_in_the_middle_goes_with_the_next_one()
    {
        var made = (await MakeAsync()).Backup;
        Write("restored/.jobops-restore-dead/lock", "");
        Write("restored/.jobops-restore-dead/files/half", "x");
        using var live = new StagingFolder(Folder);

        await RestoreAsync(made.Path);
        await TestAsync(made.Path);

        Assert.Equal([PathOf("restored/site")], Directory.EnumerateFileSystemEntries(Restored));
        Assert.True(Directory.Exists(live.Files));
    }
}
