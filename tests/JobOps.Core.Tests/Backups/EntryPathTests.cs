using JobOps.Backups;

namespace JobOps.Core.Tests.Backups;

public class EntryPathTests
{
    [Theory]
    [InlineData("site")]
    [InlineData("site/index.html")]
    [InlineData("..hidden/a...b")]
    [InlineData("a b/ü")]
    public void What_stays_below_its_folder_is_safe(string path) => Assert.Null(EntryPath.Danger(path));

    [Theory]
    [InlineData("")]
    [InlineData("/etc/passwd")]
    [InlineData("..")]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("a//x")]
    [InlineData("./x")]
    [InlineData("a/.")]
    [InlineData("a\0b")]
    public void What_could_reach_outside_is_not(string path) => Assert.NotNull(EntryPath.Danger(path));

    [Theory]
    [InlineData("current", "releases/2")]
    [InlineData("site/current", "releases/2")]
    [InlineData("site/a/b", "../../other")]
    [InlineData("site/a", ".././x")]
    public void A_link_may_lead_anywhere_below(string path, string target) => Assert.False(EntryPath.LeadsOut(path, target));

    [Theory]
    [InlineData("current", "..")]
    [InlineData("current", "/srv/site/releases/2")]
    [InlineData("site/current", "../../x")]
    [InlineData("site/current", "")]
    [InlineData("a/b", "c/../d")] // c may be a link itself
    public void A_link_may_not_lead_out_nor_up_after_down(string path, string target) => Assert.True(EntryPath.LeadsOut(path, target));

    [Theory]
    [InlineData("a", "")]
    [InlineData("a/b/c", "a/b")]
    public void The_folder_of_an_entry(string path, string parent) => Assert.Equal(parent, EntryPath.Parent(path));
}
