using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using JobOps.Backups;
using JobOps.Errors;

namespace JobOps.Execution.Tests.Backups;

/// <summary>An archive may be cut, changed, or made by somebody who means harm: nothing of it is restored.</summary>
public sealed class HostileArchiveTests : BackupRig
{
    static readonly BackupEntry s_page = new()
    {
        Path = "page", Kind = BackupEntryKind.File, Length = 4, Modified = DateTimeOffset.UnixEpoch,
        Sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", // test
    };

    [Fact]
    public async Task A_forged_one_that_is_sound_is_restored()
    {
        await RestoreAsync(Forge([Member("files/page", "test")], [s_page]));

        Assert.Equal("test", File.ReadAllText(PathOf("restored/page")));
    }

    public static TheoryData<string, string> Unsafe => new()
    {
        { "files//etc/cron.d/evil", "an absolute path" },
        { "/etc/cron.d/evil", "an entry that no backup has" },
        { "files/../evil", "a path with .." },
        { "files/a/../../evil", "a path with .." },
        { "evil", "an entry that no backup has" },
        { "files/a/evil", "an entry below something that is no folder of this archive" },
        { "files/page", "an entry that is there already" },
        { "files/page/evil", "an entry below something that is no folder of this archive" },
        { "files/link/evil", "an entry below something that is no folder of this archive" },
        { "output/000002", "a part of an output out of its order" },
        { "output/../evil", "a part of an output out of its order" },
    };

    [Theory]
    [MemberData(nameof(Unsafe))]
    public async Task A_path_that_could_reach_outside_is_refused(string name, string reason)
    {
        var archive = Forge(
            [Member("files/page", "test"), Member(TarEntryType.SymbolicLink, "files/link", "page"), Member(name, "evil")], [s_page]);

        var error = await RefusedAsync(() => RestoreAsync(archive));

        Assert.Equal(("BackupEntryUnsafe", reason), (error.Id, error.Actual));
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink, "/etc/passwd", "a link that leads out: -> /etc/passwd")]
    [InlineData(TarEntryType.SymbolicLink, "../x", "a link that leads out: -> ../x")]
    [InlineData(TarEntryType.HardLink, "/etc/passwd", "a HardLink")]
    [InlineData(TarEntryType.CharacterDevice, null, "a CharacterDevice")]
    [InlineData(TarEntryType.BlockDevice, null, "a BlockDevice")]
    [InlineData(TarEntryType.Fifo, null, "a Fifo")]
    public async Task What_is_no_file_folder_or_link_below_is_refused(TarEntryType type, string? target, string reason)
    {
        var error = await RefusedAsync(() => RestoreAsync(Forge([Member(type, "files/evil", target)])));

        Assert.Equal(("BackupEntryUnsafe", reason), (error.Id, error.Actual));
    }

    [Fact]
    public async Task Nothing_may_stand_behind_the_manifest()
    {
        var error = await RefusedAsync(() => RestoreAsync(Forge([Member("manifest.json", "{}"), Member("files/page", "test")])));

        Assert.Equal("BackupEntryUnsafe", error.Id);
    }

    [Fact]
    public async Task One_that_was_cut_is_told_by_its_record_and_without_it_by_itself()
    {
        var made = (await MakeAsync()).Backup;
        using (var file = new FileStream(made.Path, FileMode.Open))
            file.SetLength(file.Length - 200);

        Assert.Equal(BackupState.Altered, Assert.Single(BackupFolder.List(Backups)).State);
        Assert.Equal("BackupAltered", (await RefusedAsync(() => RestoreAsync(made.Path))).Id);
        Assert.Equal("BackupAltered", (await RefusedAsync(() => TestAsync(made.Path))).Id);
        File.Delete(BackupName.RecordOf(made.Path));
        Assert.Equal("BackupDamaged", (await RefusedAsync(() => RestoreAsync(made.Path))).Id);
        Assert.Equal("BackupDamaged", (await RefusedAsync(() => TestAsync(made.Path))).Id);
    }

    [Fact]
    public async Task Wherever_one_is_cut_and_whatever_byte_is_another_nothing_is_restored()
    {
        var made = (await MakeAsync()).Backup;
        File.Delete(BackupName.RecordOf(made.Path));
        var (whole, meaningless) = (File.ReadAllBytes(made.Path), 0);
        // Each of the last bytes, which say how long it is, and of the others one now and then.
        foreach (var at in Enumerable.Range(0, whole.Length).Where(at => at % 37 == 0 || at > whole.Length - 40))
        {
            File.WriteAllBytes(made.Path, whole[..at]);
            Assert.Equal("BackupDamaged", (await RefusedAsync(() => RestoreAsync(made.Path))).Id);
            byte[] other = [.. whole];
            other[at] ^= 0x10;
            File.WriteAllBytes(made.Path, other);
            // Not every bit of gzip means something: where none does, what comes out is what it was.
            if (await Record.ExceptionAsync(() => RestoreAsync(made.Path)) is { } thrown)
                Assert.Equal(ErrorKind.CheckFailed, Assert.IsType<JobOpsException>(thrown).Error.Kind);
            else
            {
                Assert.Equal("first", File.ReadAllText(PathOf("restored/site/releases/1/page")));
                Directory.Delete(Restored, recursive: true);
                meaningless++;
            }
        }
        Assert.InRange(meaningless, 0, 3);
    }

    [Fact]
    public async Task One_without_a_manifest_is_no_whole_one()
    {
        var error = await RefusedAsync(() => RestoreAsync(Forge([Member("files/page", "test")], withManifest: false)));

        Assert.Equal(("BackupDamaged", "it ends without its manifest"), (error.Id, error.Actual));
    }

    [Fact]
    public async Task A_manifest_that_was_changed()
    {
        var error = await RefusedAsync(() => RestoreAsync(Forge(
            [Member("files/page", "test")], [s_page], text => text.Replace("page", "egap", StringComparison.Ordinal))));

        Assert.Equal("BackupManifestAltered", error.Id);
    }

    public static TheoryData<string, BackupEntry[]> Wrong => new()
    {
        { "page is not in the manifest", [] },
        { "page has another SHA-256", [s_page with { Sha256 = s_page.Sha256!.Replace('9', '8') }] },
        { "page has another length", [s_page with { Length = 5 }] },
        { "page is something else", [s_page with { Kind = BackupEntryKind.Folder }] },
        { "more is not in it once", [s_page, s_page with { Path = "more" }] },
        { "page is not in it once", [s_page, s_page] },
        { "page has another mode or time than there is", [s_page with { Mode = -1 }] },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_is_not_as_its_manifest_says(string difference, BackupEntry[] entries)
    {
        var archive = Forge([Member("files/page", "test")], entries);

        var error = await RefusedAsync(() => RestoreAsync(archive));

        Assert.Equal(("BackupDiffers", difference), (error.Id, error.Actual));
        Assert.Equal("BackupDiffers", (await RefusedAsync(() => TestAsync(archive))).Id);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{ "format": "jobops-backup", "name": "x", "when": "2026-01-31T18:00:00Z", "entries": null }""")]
    [InlineData("""{ "format": "jobops-backup", "name": "x", "when": "2026-01-31T18:00:00Z", "entries": [null] }""")]
    [InlineData("""{ "format": "jobops-backup", "version": 2, "name": "x", "when": "2026-01-31T18:00:00Z", "entries": [] }""")]
    public async Task A_manifest_that_is_none(string text)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        var archive = Forge(
            [Member("manifest.json", text), Member("manifest.sha256", $"{hash}  manifest.json\n")], withManifest: false);

        Assert.Equal("CheckFailed", $"{(await RefusedAsync(() => RestoreAsync(archive))).Kind}");
    }

    [Fact]
    public async Task Another_SHA_256_than_the_caller_knows()
    {
        var made = (await MakeAsync()).Backup;
        var expected = new string('0', 64);

        var error = await RefusedAsync(() => RestoreAsync(made.Path, with: source => source with { Sha256 = expected }));

        Assert.Equal(("BackupAltered", $"SHA-256 {expected}"), (error.Id, error.Expected));
    }

    [Fact]
    public async Task Something_that_is_no_archive_or_is_not_there()
    {
        Assert.Equal("BackupDamaged", (await RefusedAsync(() => RestoreAsync(PathOf("site/index.html")))).Id);
        Assert.Equal("BackupNotFound", (await RefusedAsync(() => RestoreAsync(PathOf("nosuch")))).Id);
        Assert.Equal("BackupNotFound", (await RefusedAsync(() => RestoreAsync(Site))).Id);
        Assert.Equal("BackupNotFound", (await RefusedAsync(() => RestoreAsync("a\0b"))).Id);
    }
}
