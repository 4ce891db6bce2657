namespace JobOps.Cmdlets.Tests.Help;

public class HelpTests
{
    public static TheoryData<string> CmdletNames => [.. CmdletType.All.Select(cmdlet => cmdlet.Name)];

    [Fact]
    public void The_help_file_says_what_the_documentation_comments_say()
    {
        var document = HelpWriter.Write();

        Generated.AssertCurrent(
            Repository.PathOf("en-US", "JobOps.Cmdlets.dll-Help.xml"),
            $"{document.Declaration}\n{document}\n".ReplaceLineEndings("\n"));
    }

    [Theory]
    [MemberData(nameof(CmdletNames))]
    public void Every_cmdlet_is_documented_with_two_examples(string name)
    {
        var docs = XmlDocs.Of(Cmdlet(name).Type);

        Assert.NotEmpty(XmlDocs.Paragraphs(docs?.Element("summary")));
        Assert.NotEmpty(XmlDocs.Paragraphs(docs?.Element("remarks")));
        Assert.True(docs!.Elements("example").Count() >= 2);
        Assert.All(docs.Elements("example"), example =>
        {
            Assert.NotEmpty(XmlDocs.Paragraphs(example.Element("para")));
            Assert.Contains(name, example.Element("code")!.Value, StringComparison.Ordinal);
        });
    }

    [Theory]
    [MemberData(nameof(CmdletNames))]
    public void Every_parameter_of_ours_is_documented(string name) =>
        Assert.All(
            Cmdlet(name).Parameters.Where(parameter => parameter.DeclaringType!.Assembly == typeof(AsyncCmdlet).Assembly),
            parameter => Assert.NotEmpty(XmlDocs.Paragraphs(XmlDocs.Of(parameter)?.Element("summary"))));

    static CmdletType Cmdlet(string name) => CmdletType.All.Single(cmdlet => cmdlet.Name == name);
}
