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

        Assert.Equal(new TouchedPath(path, PathKind.File, HashOfAbc), state);
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

        Assert.Equal(new TouchedPath(link, PathKind.Link, target), TouchedPath.Read(link));
        Assert.Equal($"-> {target}", TouchedPath.Read(link).ToString());

        File.WriteAllText(Path.Combine(release.FullName, "new"), "");
        Assert.Equal(new TouchedPath(link, PathKind.Link, target), TouchedPath.Read(link));
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

    string LinkTo(string target)
    {
        var link = _folder.PathOf("current");
        Directory.CreateSymbolicLink(link, target);
        return link;
    }
}
