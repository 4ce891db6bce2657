using System.Text.Json.Nodes;
using JobOps.Jobs;

namespace JobOps.Core.Tests.Jobs;

/// <summary>How the stored block of a rollback is shown with the values that it is executed with.</summary>
public class StoredValueTests
{
    [Theory]
    [InlineData("<S>/srv/it's here</S>", "'/srv/it''s here'")]
    [InlineData("<S>two_x000A_lines</S>", "'two\nlines'")]
    [InlineData("<I32>7</I32>", "7")]
    [InlineData("<B>true</B>", "$true")]
    [InlineData("<Nil />", "$null")]
    [InlineData("<SS>0100</SS>", "a secret")]
    [InlineData("<Obj RefId=\"0\"><TN><T>System.Object[]</T></TN><LST><S>a</S><I32>1</I32></LST></Obj>", "@('a', 1)")]
    [InlineData(
        "<Obj RefId=\"0\"><DCT><En><S N=\"Key\">port</S><I32 N=\"Value\">80</I32></En></DCT></Obj>", "@{ port = 80 }")]
    [InlineData("<Obj RefId=\"0\"><ToString>/srv/site</ToString><Props><S N=\"Name\">site</S></Props></Obj>", "'/srv/site'")]
    [InlineData("<Obj RefId=\"0\"><ToString>@{Path=/b}</ToString><MS><S N=\"Path\">/b</S></MS></Obj>", "@{ Path = '/b' }")]
    [InlineData("<Obj RefId=\"0\" />", "an object")]
    public void A_value_is_shown_as_it_would_be_typed(string stored, string shown) =>
        Assert.Equal(
            $"Restore $using:from  # $using:from = {shown}",
            Block("Restore $using:from", ("from", $"<Objs xmlns=\"http://schemas.microsoft.com/powershell/2004/04\">{stored}</Objs>"))
                .Describe(result: null));

    [Fact]
    public void The_result_comes_first_and_what_is_no_xml_stays_as_it_is() =>
        Assert.Equal(
            "param($b)\nRestore $b\n# result = plain; $using:a = <broken",
            Block("param($b)\nRestore $b", ("a", "<broken")).Describe("plain"));

    [Fact]
    public void A_long_value_is_cut_where_it_is_shown() =>
        Assert.EndsWith("…", Block("x", ("a", new string('y', 1000))).Describe(null), StringComparison.Ordinal);

    [Fact]
    public void A_block_without_values_is_its_text() => Assert.Equal("Restart-Web", Block(" Restart-Web ").Describe(null));

    [Fact]
    public void A_script_is_shown_with_its_parameters()
    {
        var script = new ScriptAction
        {
            Path = Template.Parse("/srv/undo.ps1"),
            Parameters = new Dictionary<string, Template> { ["To"] = Template.Parse("${parameters.to}"), ["As"] = Template.Parse("x") },
        };

        Assert.Equal(
            "pwsh -File /srv/undo.ps1 -To 'release 1' -As x",
            StepKind.Of(script).Describe(script, text => text.Text.Replace("${parameters.to}", "release 1", StringComparison.Ordinal)));
    }

    static ScriptBlockAction Block(string text, params (string Name, string Value)[] values) => new(new JsonObject
    {
        ["text"] = text,
        ["values"] = new JsonObject(values.Select(value => KeyValuePair.Create(value.Name, (JsonNode?)value.Value))),
    });
}
