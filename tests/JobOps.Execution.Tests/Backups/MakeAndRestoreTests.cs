using System.Runtime.Versioning;
using System.Security.Cryptography;
using JobOps.Backups;
using JobOps.Errors;
using JobOps.Steps;

namespace JobOps.Execution.Tests.Backups;

/// <summary>What is in a backup comes out of it again as it was.</summary>
public sealed class MakeAndRestoreTests : BackupRig
{
    static readonly DateTime s_old = new(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Files_folders_links_modes_and_times_come_back_as_they_were()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes");
        File.CreateSymbolicLink(PathOf("site/current"), "releases/1");
        File.CreateSymbolicLink(PathOf("site/dangling"), "not/there");
        Directory.CreateDirectory(PathOf("site/nothing in it"));
        Write("site/größer → 😀", "names");
        Write("site/" + string.Concat(Enumerable.Repeat("long", 50)), new string('x', 100_000));
        File.SetUnixFileMode(PathOf("site/index.html"), (UnixFileMode)0b110_100_000);
        File.SetUnixFileMode(PathOf("site/releases"), (UnixFileMode)0b101_101_101);
        File.SetUnixFileMode(Site, (UnixFileMode)0b101_101_000);
        File.SetLastWriteTimeUtc(PathOf("site/index.html"), s_old.AddTicks(1_234_567));
        Directory.SetLastWriteTimeUtc(PathOf("site/releases"), s_old);
        Directory.SetLastWriteTimeUtc(Site, s_old.AddDays(1));
        var before = State(Site);

        var made = await MakeAsync();
        var restored = await RestoreAsync(made.Backup.Path);

        Assert.Equal(before, State(PathOf("restored/site")));
        Assert.Equal(made.Backup.Files, restored.Files);
        Assert.Equal(made.Backup.Bytes, restored.Bytes);
        Assert.Empty(restored.Kept);
        Assert.Equal(["site"], Directory.EnumerateFileSystemEntries(Restored).Select(path => Path.GetFileName(path)));
    }

    [Fact]
    public async Task Owners_come_back_where_root_restores()
    {
        Assert.SkipUnless(UnixFiles.MayGiveAway, "only root gives files to others");
        UnixFiles.Give(PathOf("site/index.html"), new() { Path = "", Kind = BackupEntryKind.File, User = 12345, Group = 23456 });

        await RestoreAsync((await MakeAsync()).Backup.Path);

        Assert.EndsWith("12345:23456", TouchedPath.Read(PathOf("restored/site/index.html")).Access, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_says_what_it_is_and_that_nobody_tested_it()
    {
        var made = await MakeAsync();

        var backup = Assert.Single(BackupFolder.List(Backups));
        Assert.Equivalent(made.Backup, backup);
        Assert.Equal(("site", 3, 17L, BackupState.NeverTested), (backup.Name, backup.Files, backup.Bytes, backup.State));
        Assert.Equal(new FileInfo(backup.Path).Length, backup.Size);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(backup.Path))), backup.Sha256);
        Assert.InRange(DateTimeOffset.UtcNow - backup.When, TimeSpan.Zero, TimeSpan.FromMinutes(5));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Its_files_are_for_their_owner_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes");
        await MakeAsync();

        Assert.Equal(2, Directory.GetFiles(Backups).Length);
        Assert.All(
            Directory.GetFiles(Backups),
            path => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path)));
        Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(Backups));
    }

    [Fact]
    public async Task Any_tar_reads_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "these tests run programs of Linux");
        var made = await MakeAsync();
        Directory.CreateDirectory(Restored);

        var output = await MakeAsync(new()
        {
            Command = ["sh", "-c", $"tar -xzf {made.Backup.Path} -C restored && cd restored && sha256sum -c manifest.sha256"],
            Destination = Backups,
        });

        Assert.Equal("first", File.ReadAllText(PathOf("restored/files/site/releases/1/page")));
        Assert.Equal("sh", output.Backup.Name);
    }

    [Fact]
    public async Task Several_paths_are_kept_from_the_folder_on_that_they_share()
    {
        Write("conf/a/nginx.conf", "server {}");

        await RestoreAsync((await MakeAsync(OfSite with { Paths = [PathOf("conf/a/nginx.conf"), Site, Site] })).Backup.Path);

        Assert.Equal("server {}", File.ReadAllText(PathOf("restored/conf/a/nginx.conf")));
        Assert.Equal("first", File.ReadAllText(PathOf("restored/site/releases/1/page")));
    }

    [Fact]
    public async Task The_root_itself_can_be_kept_and_its_own_backups_are_not_in_it()
    {
        var plan = new NewBackup { Paths = [Folder], Root = Folder, Destination = Backups, Name = "all" };
        await MakeAsync(plan);
        Write("backups/mine.txt", "beside");

        await RestoreAsync((await MakeAsync(plan)).Backup.Path);

        Assert.Equal(["mine.txt"], Directory.GetFiles(PathOf("restored/backups")).Select(path => Path.GetFileName(path)));
        Assert.Equal("first", File.ReadAllText(PathOf("restored/site/releases/1/page")));
    }

    [Fact]
    public async Task The_output_of_a_command_comes_back_as_a_file_however_long_it_is()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "these tests run programs of Linux");
        var random = RandomNumberGenerator.GetBytes(9_000_000);
        File.WriteAllBytes(PathOf("random"), random);

        var made = await MakeAsync(new() { Command = ["cat", "random"], OutputName = "shop.sql", Name = "shop", Destination = Backups });
        await RestoreAsync(made.Backup.Path);

        Assert.Equal((1, 9_000_000L), (made.Backup.Files, made.Backup.Bytes));
        Assert.Equal(random, File.ReadAllBytes(PathOf("restored/shop.sql")));
    }

    [Fact]
    public async Task A_device_or_a_pipe_is_left_out_and_said()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "these tests run programs of Linux");
        await MakeAsync(new() { Command = ["sh", "-c", "mkfifo site/events && echo made"], Destination = Backups });

        var made = await MakeAsync();

        Assert.Equal(["site/events (a pipe)"], made.Backup.LeftOut);
        Assert.Equal("Not in the backup: site/events (a pipe)", Assert.Single(made.Remarks));
    }

    [Fact]
    public async Task Into_a_folder_with_something_in_it_only_by_force_and_what_stood_there_is_kept()
    {
        var made = await MakeAsync();
        Write("restored/site/index.html", "newer");
        Write("restored/other", "mine");

        var error = await RefusedAsync(() => RestoreAsync(made.Backup.Path));
        var restored = await RestoreAsync(made.Backup.Path, force: true);

        Assert.Equal("RestoreFolderNotEmpty", error.Id);
        Assert.Equal("<h1>one</h1>", File.ReadAllText(PathOf("restored/site/index.html")));
        Assert.Equal("mine", File.ReadAllText(PathOf("restored/other")));
        Assert.Equal("newer", File.ReadAllText(Path.Combine(Assert.Single(restored.Kept), "index.html")));
        Assert.StartsWith(PathOf("restored/site.before-"), restored.Kept[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_that_stood_there_is_kept_as_a_link_and_not_followed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "not everybody makes links on Windows");
        var made = await MakeAsync();
        Directory.CreateDirectory(Restored);
        Write("elsewhere/index.html", "untouched");
        File.CreateSymbolicLink(PathOf("restored/site"), PathOf("elsewhere"));

        var restored = await RestoreAsync(made.Backup.Path, force: true);

        Assert.Equal("untouched", File.ReadAllText(PathOf("elsewhere/index.html")));
        Assert.Null(new FileInfo(PathOf("restored/site")).LinkTarget);
        Assert.Equal(PathOf("elsewhere"), new FileInfo(Assert.Single(restored.Kept)).LinkTarget);
    }

    [Fact]
    public async Task What_fails_on_the_way_leaves_what_stood_there()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a mount point cannot be renamed");
        var made = await MakeAsync(OfSite with { Paths = [Site], Root = Site, Name = "site" });
        Write("restored/empty", "old");
        // index.html is the second to get its name, and no file takes the place of what cannot be renamed.
        Directory.CreateDirectory(PathOf("restored/index.html"));
        Assert.SkipUnless(await BindAsync(PathOf("restored/index.html")), "mounting needs rights that this user does not have");
        try
        {
            var error = await RefusedAsync(() => RestoreAsync(made.Backup.Path, force: true));

            Assert.Equal("RestoreFailed", error.Id);
            Assert.Equal("old", File.ReadAllText(PathOf("restored/empty")));
        }
        finally
        {
            await MakeAsync(new() { Command = ["sh", "-c", "umount restored/index.html; echo done"], Destination = Backups });
        }
    }

    async Task<bool> BindAsync(string folder)
    {
        try
        {
            await MakeAsync(new() { Command = ["sh", "-c", $"mount --bind {folder} {folder} && echo done"], Destination = Backups });
            return true;
        }
        catch (JobOpsException)
        {
            return false;
        }
    }

    [Fact]
    public async Task Rotation_keeps_the_newest_and_whatever_is_not_ours()
    {
        Write("backups/site-old.tar.gz", "somebody's");
        var foreign = Write("backups/site-20200101T000000000Z.backup.tar.gz", "somebody's, of a name like ours");
        var other = (await MakeAsync(OfSite with { Name = "other" })).Backup.Path;
        var first = (await MakeAsync()).Backup.Path;
        var second = (await MakeAsync()).Backup.Path;

        var third = await MakeAsync(OfSite with { Keep = 2 });

        Assert.Equal([first], third.Removed);
        Assert.False(File.Exists(BackupName.RecordOf(first)));
        Assert.Equal(
            new[] { foreign, other, second, third.Backup.Path, PathOf("backups/site-old.tar.gz") }.Order(),
            Directory.GetFiles(Backups).Where(path => !path.EndsWith(".json", StringComparison.Ordinal)).Order());
    }

    /// <summary>Everything about each path below a folder, and the folder.</summary>
    static List<string> State(string folder)
    {
        var paths = Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Append(folder);
        return [.. paths.Order(StringComparer.Ordinal).Select(path =>
        {
            var file = new FileInfo(path);
            var content = file.LinkTarget ?? (file.Exists ? File.ReadAllText(path) : "a folder");
            var time = file.LinkTarget is null ? File.GetLastWriteTimeUtc(path).Ticks : 0;
            return $"{Path.GetRelativePath(folder, path)} {content} {TouchedPath.Read(path).Access} {time}";
        })];
    }
}
