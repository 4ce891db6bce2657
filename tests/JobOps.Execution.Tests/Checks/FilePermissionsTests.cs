using System.Diagnostics;
using JobOps.Harness;

namespace JobOps.Execution.Tests.Checks;

public sealed class FilePermissionsTests : CheckRig
{
    const UnixFileMode Owned = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    [Fact]
    public async Task Passes_where_nobody_else_can_write()
    {
        Site();

        Assert.Equal("none of 4 paths can be written by others", (await PassesAsync("filePermissions", "\"www\"")).Actual);
    }

    [Fact]
    public async Task Fails_for_a_file_that_every_account_can_write()
    {
        var file = Site();
        await OpenAsync(file);

        var outcome = await FailsAsync("filePermissions", "\"www\"", file, OperatingSystem.IsWindows() ? "icacls " : "chmod o-w ");

        Assert.Contains("can write it", outcome.Actual);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Its_remedy_is_one(bool group)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "what it says there is a command of cmd");
        var site = Path.GetDirectoryName(Site())!;
        await OpenAsync(site);
        await OpenAsync(Write("www/it's one", "two"));

        if (group)
            SetMode(PathOf("www"), Owned | UnixFileMode.GroupWrite);
        var check = $$"""{ "path": "www", "group": {{(group ? "true" : "false")}} }""";

        var outcome = await FailsAsync("filePermissions", check, $"{(group ? 3 : 2)} of 5 paths", "find ");
        using var shell = Process.Start("sh", ["-c", outcome.Remedy!.Split(": ", 2)[1]]);
        await shell.EndAsync();

        await PassesAsync("filePermissions", check);
    }

    [Fact]
    public async Task A_list_may_say_what_others_may_write_and_what_is_none_of_its_business()
    {
        await OpenAsync(Site());
        await OpenAsync(Write("www/cache/one/page"));

        await PassesAsync("filePermissions", """{ "path": "www", "allow": ["^app/config$"], "ignore": ["^cache$"] }""");
        await FailsAsync("filePermissions", """{ "path": "www", "allow": ["^app/config$"] }""", "page", "");
    }

    [Fact]
    public async Task A_sticky_folder_is_fine_and_a_link_is_not_followed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no sticky folders");
        Site();
        await OpenAsync(Write("elsewhere/open"));
        Directory.CreateDirectory(PathOf("www/tmp"));
        SetMode(PathOf("www/tmp"), (UnixFileMode)0x3FF);
        File.CreateSymbolicLink(PathOf("www/link"), PathOf("elsewhere/open"));
        Directory.CreateSymbolicLink(PathOf("www/folder"), PathOf("elsewhere"));

        await PassesAsync("filePermissions", "\"www\"");
    }

    [Fact]
    public async Task The_root_may_be_a_link_as_that_of_a_release_is()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "who may make links there is another matter");
        await OpenAsync(Site());
        Directory.CreateSymbolicLink(PathOf("current"), PathOf("www"));

        await FailsAsync("filePermissions", "\"current\"", "config", "chmod");
    }

    [Fact]
    public async Task The_group_counts_where_it_is_said()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such group");
        SetMode(Site(), Owned | UnixFileMode.GroupWrite);

        await PassesAsync("filePermissions", "\"www\"");
        await FailsAsync("filePermissions", """{ "path": "www", "group": true }""", "its group can write it (mode 720)", "chmod go-w");
    }

    [Fact]
    public async Task Fails_where_there_is_nothing() =>
        await FailsAsync("filePermissions", "\"none\"", $"there is nothing at {PathOf("none")}", "Name the file or the folder");

    string Site()
    {
        Write("www/index.html");
        var file = Write("www/app/config");
        foreach (var path in new[] { "www", "www/app", "www/index.html", "www/app/config" })
            SetMode(PathOf(path), Owned);
        return file;
    }

    static async Task OpenAsync(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.OtherWrite);
            return;
        }
        using var icacls = Process.Start(
            new ProcessStartInfo("icacls", [path, "/grant", "*S-1-1-0:(W)"]) { RedirectStandardOutput = true })!;
        await icacls.EndAsync();
    }
}
