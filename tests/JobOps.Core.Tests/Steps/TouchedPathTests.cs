using System.Diagnostics;
using System.Net.Sockets;
using JobOps.Steps;

namespace JobOps.Core.Tests.Steps;

/// <summary>The state of a path: small enough to record, exact enough to see a change.</summary>
public sealed class TouchedPathTests : IDisposable
{
    const string HashOfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Nothing_is_absent()
    {
        var state = TouchedPath.Read(_folder.PathOf("x"));

        Assert.Equal(new TouchedPath(_folder.PathOf("x"), PathKind.Absent, ""), state);
        Assert.Equal("absent", state.ToString());
    }

    [Fact]
    public void A_file_is_its_bytes()
    {
        var path = _folder.Write("x", "abc");
        var state = TouchedPath.Read(path);

        Assert.Equal(new TouchedPath(path, PathKind.File, HashOfAbc), state with { Access = null });
        Assert.Equal("sha256 ba7816bf8f01", state.ToString());
    }

    [Fact]
    public void A_relative_path_becomes_absolute() =>
        Assert.Equal(Path.GetFullPath("x"), TouchedPath.Read("x").Path);

    [Theory]
    [InlineData("releases/2")]
    [InlineData("nowhere")]
    public void A_link_is_its_target_and_is_never_followed(string target)
    {
        var release = Directory.CreateDirectory(_folder.PathOf("releases/2"));
        var link = LinkTo(target);

        Assert.Equal(new TouchedPath(link, PathKind.Link, target), TouchedPath.Read(link) with { Access = null });
        Assert.Equal($"-> {target}", TouchedPath.Read(link).ToString());

        var before = TouchedPath.Read(link);
        File.WriteAllText(Path.Combine(release.FullName, "new"), "");
        Assert.Equal(before, TouchedPath.Read(link));
    }

    [Fact]
    public void A_link_with_a_slash_at_its_end_is_the_same_link()
    {
        Directory.CreateDirectory(_folder.PathOf("releases/2"));
        var link = LinkTo("releases/2");

        Assert.Equal(TouchedPath.Read(link), TouchedPath.Read(link + Path.DirectorySeparatorChar));
    }

    public static TheoryData<string> Changes => ["add", "change", "rename", "remove", "link", "empty folder"];

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_folder_changes_with_whatever_is_in_it(string change)
    {
        var folder = Directory.CreateDirectory(_folder.PathOf("site")).FullName;
        Directory.CreateDirectory(Path.Combine(folder, "sub"));
        var file = _folder.Write("site/sub/a", "abc");
        var before = TouchedPath.Read(folder);
        Assert.Equal(PathKind.Directory, before.Kind);
        Assert.Equal(before, TouchedPath.Read(folder));

        switch (change)
        {
            case "add": _folder.Write("site/sub/.hidden", ""); break;
            case "change": File.WriteAllText(file, "abd"); break;
            case "rename": File.Move(file, file + "2"); break;
            case "remove": File.Delete(file); break;
            case "link": File.CreateSymbolicLink(Path.Combine(folder, "sub", "l"), "a"); break;
            default: Directory.CreateDirectory(Path.Combine(folder, "empty")); break;
        }

        Assert.NotEqual(before.Value, TouchedPath.Read(folder).Value);
    }

    [Fact]
    public void A_folder_that_links_to_itself_has_a_state_too()
    {
        var folder = Directory.CreateDirectory(_folder.PathOf("site")).FullName;
        Directory.CreateSymbolicLink(Path.Combine(folder, "self"), folder);

        Assert.StartsWith("folder sha256 ", TouchedPath.Read(folder).ToString());
    }

    [Fact]
    public void A_mode_belongs_to_the_state_of_a_file_and_of_the_folder_that_it_is_in()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "mode and owner are read on Linux");
        var folder = Directory.CreateDirectory(_folder.PathOf("site")).FullName;
        var file = _folder.Write("site/conf", "abc");
        SetMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var (before, folderBefore) = (TouchedPath.Read(file), TouchedPath.Read(folder));
        SetMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        var (after, folderAfter) = (TouchedPath.Read(file), TouchedPath.Read(folder));

        Assert.False(before.IsSameAs(after));
        Assert.False(folderBefore.IsSameAs(folderAfter));
        Assert.Matches("^sha256 ba7816bf8f01, 600 [0-9]+:[0-9]+$", before.Beside(after));
        Assert.StartsWith("folder sha256 ", folderBefore.Beside(folderAfter));
        Assert.NotEqual(folderBefore.Beside(folderAfter), folderAfter.Beside(folderBefore));
    }

    [Fact]
    public void What_an_older_version_recorded_without_mode_and_owner_is_compared_without_them()
    {
        var now = TouchedPath.Read(_folder.Write("x", "abc"));

        Assert.True((now with { Access = null }).IsSameAs(now));
        Assert.True(now.IsSameAs(now with { Access = null }));
        Assert.False((now with { Access = null, Value = "0" }).IsSameAs(now));
        Assert.False(now.IsSameAs(null));
        Assert.Equal("sha256 ba7816bf8f01", now.Beside(now with { Access = null }));
    }

    [Fact]
    public async Task A_pipe_and_a_socket_are_seen_and_never_opened()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "pipes and sockets are told from files on Linux");
        Directory.CreateDirectory(_folder.PathOf("site"));
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_folder.PathOf("site/socket")));
        using var mkfifo = Process.Start("mkfifo", _folder.PathOf("site/pipe"))!;
        await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        var reader = new TouchedPathReader(TestContext.Current.CancellationToken);

        var folder = await Task.Run(() => reader.Read(_folder.PathOf("site")), TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        Assert.Equal(PathKind.Directory, folder.Kind);
        Assert.Equal(
            [$"{_folder.PathOf("site/pipe")} (a pipe)", $"{_folder.PathOf("site/socket")} (a socket)"], reader.LeftOut);
        Assert.Equal("a device", TouchedPath.Read("/dev/null").ToString());
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_named()
    {
        var file = _folder.Write("site", "abc");
        using var locked = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        Assert.Contains(file, Assert.Throws<IOException>(() => TouchedPath.Read(file)).Message);
    }

    [Fact]
    public void A_long_read_can_be_cancelled() => Assert.Throws<OperationCanceledException>(
        () => new TouchedPathReader(new CancellationToken(canceled: true)).Read(_folder.Write("x", "abc")));

    static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, mode);
    }

    string LinkTo(string target)
    {
        var link = _folder.PathOf("current");
        Directory.CreateSymbolicLink(link, target);
        return link;
    }
}
