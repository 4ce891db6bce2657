using System.Text.Json;
using System.Text.RegularExpressions;
using JobOps.Checklists;
using JobOps.Harness;

namespace JobOps.Execution.Tests.Checks;

/// <summary>The page on kinds of checks, and the lists that JobOps brings, are what a checklist may say.</summary>
public sealed partial class CheckKindsPageTests : CheckRig
{
    static readonly string s_page = File.ReadAllText(Checkout.PathOf("docs", "checklist-kinds.md")).ReplaceLineEndings("\n");

    [Fact]
    public void Each_kind_has_a_section_a_row_and_an_example_that_is_read()
    {
        foreach (var kind in CheckKind.All)
        {
            var section = Section().Matches(s_page).Single(match => match.Groups["name"].Value == kind.Name).Groups["text"].Value;
            var example = Example().Match(section).Groups["json"].Value;

            Assert.Contains($"| [`{kind.Name}`](#{kind.Name.ToLowerInvariant()}) |", s_page);
            var file = Write("one.checklist.json", $$"""{ "name": "one", "owner": "Ops", "items": [{{example}}] }""");
            Assert.Equal(kind, CheckKind.Of(ChecklistFile.Read(file, Folder).Items[0].Check));
        }
    }

    [Fact]
    public void Each_section_is_of_a_kind() => Assert.Equal(
        CheckKind.All.Select(kind => kind.Name).Order(StringComparer.Ordinal),
        Section().Matches(s_page).Select(match => match.Groups["name"].Value).Order(StringComparer.Ordinal));

    [Fact]
    public void Each_member_is_on_the_page()
    {
        foreach (var kind in CheckKind.All)
        {
            var section = Section().Matches(s_page).Single(match => match.Groups["name"].Value == kind.Name).Groups["text"].Value;
            // A list that has a member which no kind knows is told all that it may have.
            var file = Write("one.checklist.json", $$"""
                { "name": "one", "owner": "Ops", "items": [{ "name": "it", "title": "It.", "{{kind.Name}}": { "no such member": 1 } }] }
                """);
            var told = Assert.Throws<JobOps.Errors.JobOpsException>(() => ChecklistFile.Read(file, Folder)).Error.Actual;
            var members = Members().Match(told).Groups["names"].Value.Split(", ");

            Assert.NotEmpty(members[0]);
            Assert.All(members, member =>
                Assert.True(section.Contains($"`{member}`") || section.Contains($"\"{member}\""), $"{kind.Name}: {member}"));
        }
    }

    [Theory]
    [InlineData("security", "root", "url", "uploadUrl", "uploadLimit", "log")]
    [InlineData("cache", "url", "cached", "personal", "cookie")]
    [InlineData("release", "root", "url", "health")]
    public void A_ready_list_is_read_and_says_which_settings_it_takes(string name, params string[] settings)
    {
        var list = ChecklistFile.Read(name, Folder);
        var text = File.ReadAllText(Checkout.PathOf("scripts", "checklists", $"{name}.checklist.json"));
        var taken = Setting().Matches(text).Select(match => match.Groups["name"].Value).Distinct();

        Assert.Equal(name, list.Name);
        Assert.Equal(settings.Order(StringComparer.Ordinal), taken.Order(StringComparer.Ordinal));
        Assert.All(settings, setting => Assert.Matches($@"(?m)^//   {setting} +\w", text));
        Assert.All(list.Items, item => Assert.EndsWith(".", item.Title));
        using var document = JsonDocument.Parse(text, new() { CommentHandling = JsonCommentHandling.Skip });
        Assert.Equal(list.Items.Count, document.RootElement.GetProperty("items").GetArrayLength());
    }

    [GeneratedRegex(@"^## `(?<name>\w+)`\n(?<text>.*?)(?=^## |\z)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Section();

    [GeneratedRegex("```json\n(?<json>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex("one of the members (?<names>[A-Za-z, ]+?), found")]
    private static partial Regex Members();

    [GeneratedRegex(@"\$\{environment\.(secrets\.)?(?<name>\w+)\}")]
    private static partial Regex Setting();
}
