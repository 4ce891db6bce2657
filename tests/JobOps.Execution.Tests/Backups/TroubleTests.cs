using System.Security.Cryptography;
using JobOps.Backups;
using JobOps.Errors;

namespace JobOps.Execution.Tests.Backups;

/// <summary>What can go wrong while a backup is made: a clear error, and nothing that looks like a backup.</summary>
public sealed class TroubleTests : BackupRig
{
    [Fact]
    public async Task A_path_that_is_not_there()
    {
        var error = await RefusedAsync(() => MakeAsync(OfSite with { Paths = [PathOf("nosuch")] }));

        Assert.Equal(("BackupPathNotFound", PathOf("nosuch")), (error.Id, error.Target));
    }

    [Fact]
    public async Task A_path_outside_of_the_root()
    {
        var error = await RefusedAsync(() => MakeAsync(OfSite with { Root = PathOf("site/releases") }));
        // The same begin of the name is not the same folder.
        var near = await RefusedAsync(() => MakeAsync(OfSite with { Root = PathOf("sit") }));

        Assert.Equal("BackupPathOutside", error.Id);
        Assert.Equal("BackupPathOutside", near.Id);
    }

    [Theory]
    [InlineData("/etc")]
    [InlineData("../../elsewhere")]
    public async Task A_link_that_leads_out(string target)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "not everybody makes links on Windows");
        File.CreateSymbolicLink(PathOf("site/out"), target);

        var error = await RefusedAsync(() => MakeAsync());

        Assert.Equal(("BackupLinkLeadsOut", PathOf("site/out"), $"-> {target}"), (error.Id, error.Target, error.Actual));
    }

    [Fact]
    public async Task A_link_that_leads_out_is_kept_where_it_is_allowed_and_asked_for_again_when_it_is_restored()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "not everybody makes links on Windows");
        File.CreateSymbolicLink(PathOf("site/out"), "/etc");
        var made = await MakeAsync(OfSite with { AllowOutsideLinks = true });

        Assert.Equal(BackupState.Tested, (await TestAsync(made.Backup.Path)).State);
        Assert.Equal("BackupEntryUnsafe", (await RefusedAsync(() => RestoreAsync(made.Backup.Path))).Id);
        await RestoreAsync(made.Backup.Path, with: source => source with { AllowOutsideLinks = true });
        Assert.Equal("/etc", new FileInfo(PathOf("restored/site/out")).LinkTarget);
    }

    [Fact]
    public async Task A_file_that_changes_while_it_is_read_is_named()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "these tests run programs of Linux");
        File.WriteAllBytes(PathOf("site/log"), RandomNumberGenerator.GetBytes(4_000_000));

        var made = await WhileItIsReadAsync(OfSite, () => File.AppendAllText(PathOf("site/log"), "one more line"));

        Assert.Equal(["site/log"], made.Backup.Changed);
        Assert.StartsWith("Altered while they were read", Assert.Single(made.Remarks), StringComparison.Ordinal);
        Assert.Equal(["site/log"], BackupFolder.Find(made.Backup.Path).Changed);
        var restored = await RestoreAsync(made.Backup.Path, with: source => source with { DecryptWith = ["cat"] });
        Assert.Equal(4_000_000, new FileInfo(PathOf("restored/site/log")).Length);
        Assert.Contains("Altered while the backup was made: site/log", restored.Remarks);
    }

    [Fact]
    public async Task One_that_is_cut_while_it_is_read_is_filled_up_and_named()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "these tests run programs of Linux");
        File.WriteAllBytes(PathOf("site/log"), RandomNumberGenerator.GetBytes(4_000_000));

        var made = await WhileItIsReadAsync(OfSite, () =>
        {
            using var file = new FileStream(PathOf("site/log"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            file.SetLength(3_000_000);
        });

        Assert.Equal(["site/log"], made.Backup.Changed);
        Assert.Equal(BackupState.Tested, (await TestAsync(made.Backup.Path, source => source with { DecryptWith = ["cat"] })).State);
    }

    [Fact]
    public async Task Who_refuses_changes_gets_no_backup_of_them()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "these tests run programs of Linux");
        File.WriteAllBytes(PathOf("site/log"), RandomNumberGenerator.GetBytes(4_000_000));

        var thrown = await Assert.ThrowsAsync<JobOpsException>(() => WhileItIsReadAsync(
            OfSite with { RefuseChanged = true }, () => File.AppendAllText(PathOf("site/log"), "one more line")));

        Assert.Equal(("BackupFilesChanged", "site/log"), (thrown.Error.Id, thrown.Error.Actual));
        Assert.Empty(Directory.GetFiles(Backups));
    }

    [Fact]
    public async Task A_command_that_fails_makes_no_backup_whatever_it_printed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "these tests run programs of Linux");
        var error = await RefusedAsync(() => MakeAsync(
            new() { Command = ["sh", "-c", "echo half; echo connection lost >&2; exit 3"], Destination = Backups }));

        Assert.Equal(("BackupCommandFailed", "exit code 3; last line: connection lost"), (error.Id, error.Actual));
    }

    [Fact]
    public async Task Nor_does_one_that_prints_nothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "these tests run programs of Linux");
        var error = await RefusedAsync(() => MakeAsync(new() { Command = ["true"], Destination = Backups }));

        Assert.Equal(("BackupCommandFailed", "exit code 0, and not one byte"), (error.Id, error.Actual));
    }

    [Fact]
    public async Task Nor_one_that_is_not_there()
    {
        var error = await RefusedAsync(() => MakeAsync(new() { Command = ["no-such-program-anywhere"], Destination = Backups }));

        Assert.Equal("BackupCommandNotFound", error.Id);
    }

    [Theory]
    [InlineData("exit 4", "exit code 4")]
    [InlineData("exit 0", "exit code 0")]
    [InlineData("head -c 100 >/dev/null; echo no key >&2; exit 5", "exit code 5; last line: no key")]
    [InlineData("cat >/dev/null", "exit code 0, and not one byte")]
    public async Task A_command_that_does_not_encrypt_makes_no_backup(string script, string actual)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "these tests run programs of Linux");
        File.WriteAllBytes(PathOf("site/large"), RandomNumberGenerator.GetBytes(1_000_000));

        var error = await RefusedAsync(() => MakeAsync(OfSite with { EncryptWith = ["sh", "-c", script] }));

        Assert.Equal("BackupCommandFailed", error.Id);
        Assert.StartsWith(actual, error.Actual, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_destination_that_cannot_be_a_folder()
    {
        Write("taken", "a file");

        var error = await RefusedAsync(() => MakeAsync(OfSite with { Destination = PathOf("taken") }));

        Assert.Equal("BackupNotWritten", error.Id);
    }

    [Fact]
    public async Task One_that_is_stopped_leaves_nothing_and_its_command_ends()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "these tests run programs of Linux");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var making = BackupMaker.MakeAsync(
            new() { Command = ["sh", "-c", "echo $$ > pid; echo begin; sleep 600"], Destination = Backups }, Commands,
            cancellation: stop.Token);
        await UntilAsync(() => File.Exists(PathOf("pid")) && File.ReadAllText(PathOf("pid")).EndsWith('\n'), making);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => making);

        Assert.Empty(Directory.GetFiles(Backups));
        Assert.True(ProcessTree.IsGone(int.Parse(File.ReadAllText(PathOf("pid")), System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task What_a_dead_one_has_left_goes_and_what_a_live_one_writes_stays()
    {
        Directory.CreateDirectory(Backups);
        var name = new BackupName("site", DateTimeOffset.UnixEpoch, Encrypted: false);
        var dead = Write($"backups/{name.Partial}", "half");
        var orphan = Write($"backups/{BackupName.RecordOf($"{name}")}", "{}");
        var live = new BackupName("live", DateTimeOffset.UnixEpoch, Encrypted: false);
        await using var written = new ArchiveFile(Backups, live);
        var record = Write($"backups/{BackupName.RecordOf($"{live}")}", "{}");

        await MakeAsync();

        Assert.False(File.Exists(dead));
        Assert.False(File.Exists(orphan));
        Assert.True(File.Exists(Path.Combine(Backups, live.Partial)));
        Assert.True(File.Exists(record));
    }

    [Fact]
    public async Task Encrypted_nothing_in_clear_reaches_the_folder_and_the_other_command_gives_it_back()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "these tests run programs of Linux");
        string[] turn = ["tr", "\\000-\\377", "\\200-\\377\\000-\\177"];

        var made = await MakeAsync(OfSite with { EncryptWith = turn });

        Assert.True(made.Backup.Encrypted);
        Assert.EndsWith(".enc", made.Backup.Path, StringComparison.Ordinal);
        Assert.NotEqual(0x1f, File.ReadAllBytes(made.Backup.Path)[0]);
        Assert.Equal("BackupEncrypted", (await RefusedAsync(() => RestoreAsync(made.Backup.Path))).Id);
        var wrong = await RefusedAsync(() => RestoreAsync(made.Backup.Path, with: source => source with { DecryptWith = ["false"] }));
        Assert.Equal(("BackupCommandFailed", "exit code 1"), (wrong.Id, wrong.Actual));
        Assert.Equal(BackupState.Tested, (await TestAsync(made.Backup.Path, source => source with { DecryptWith = turn })).State);
        await RestoreAsync(made.Backup.Path, with: source => source with { DecryptWith = turn });
        Assert.Equal("first", File.ReadAllText(PathOf("restored/site/releases/1/page")));
    }

    /// <summary>Makes a backup, and does something when a part of the file that comes last is read, and the rest is not.</summary>
    async Task<MadeBackup> WhileItIsReadAsync(NewBackup plan, Action change)
    {
        var making = MakeAsync(plan with
        {
            EncryptWith = ["sh", "-c", "head -c 200000; touch halfway; while [ ! -e go ]; do sleep 0.02; done; cat"],
        });
        await UntilAsync(() => File.Exists(PathOf("halfway")), making);
        change();
        Write("go", "");
        return await making;
    }

    static async Task UntilAsync(Func<bool> holds, Task unless)
    {
        while (!holds())
        {
            if (unless.IsCompleted)
                await unless;
            await Task.Delay(20, Cancellation);
        }
    }
}
