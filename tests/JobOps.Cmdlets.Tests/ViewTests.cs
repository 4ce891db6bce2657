using System.Reflection;
using System.Xml.Linq;
using JobOps.Execution;
using JobOps.Runs;

namespace JobOps.Cmdlets.Tests;

public class ViewTests
{
    [Theory]
    [InlineData("check-the-front-page", 20, "check-the-front-page")]
    [InlineData("check-the-front-page", 19, "check-the-front-pa…")]
    [InlineData("exit code 3\r\nlast line: two", 20, "exit code 3")]
    [InlineData(null, 5, "")]
    public void A_text_that_has_to_fit_is_cut_and_shows_it(string? text, int width, string fitted) =>
        Assert.Equal(fitted, View.Fit(text, width));

    [Fact]
    public void A_text_that_has_to_fit_shows_its_control_characters() => Assert.Equal(@"\e[2J", View.Fit("\e[2J\nmore", 20));

    /// <summary>Whatever came from outside is made visible: no cell and no item shows the text of a property as it is.</summary>
    [Fact]
    public void No_view_shows_a_text_as_it_is()
    {
        var views = XDocument.Load(Repository.PathOf("module", "JobOps.format.ps1xml")).Descendants("View").ToList();
        Assert.True(views.Count > 30);
        foreach (var view in views)
        {
            var type = TypeOf(view.Descendants("TypeName").First().Value);
            foreach (var shown in view.Descendants("TableColumnItem").Concat(view.Descendants("ListItem")))
            {
                if (shown.Element("PropertyName")?.Value is { } name)
                    Assert.True(
                        type.GetProperty(name)?.PropertyType != typeof(string) || s_ours.Contains(name), $"{type.Name}.{name} is a text");
                else
                    Assert.Matches(
                        @"^(if \(|\[JobOps\.Cmdlets\.View\]::(Text|Fit|Status|Stream|Undo)\(|"
                            + @"\[JobOps\.Wording\.TimeWords\]::(Took|Ago|At|Clock)\()",
                        shown.Element("ScriptBlock")!.Value);
            }
        }
    }

    // Nobody but JobOps itself says what stands there.
    static readonly HashSet<string> s_ours = ["Provider", "Digest", "Sha256", "Version"];

    static Type TypeOf(string name) => ((Assembly[])[typeof(JobRun).Assembly, typeof(View).Assembly, typeof(Worker).Assembly])
        .Select(assembly => assembly.GetType(name)).First(type => type is not null)!;
}
