using System.Reflection;
using System.Text;
using System.Xml.Linq;

namespace JobOps.Cmdlets.Tests.Help;

/// <summary>The documentation comments of the cmdlets, as the compiler wrote them.</summary>
static class XmlDocs
{
    static readonly Dictionary<string, XElement> s_members =
        XDocument.Load(Path.ChangeExtension(typeof(AsyncCmdlet).Assembly.Location, ".xml"))
            .Descendants("member").ToDictionary(member => (string)member.Attribute("name")!);

    public static XElement? Of(Type type) => s_members.GetValueOrDefault($"T:{type.FullName}");

    public static XElement? Of(PropertyInfo property) =>
        s_members.GetValueOrDefault($"P:{property.DeclaringType!.FullName}.{property.Name}");

    /// <summary>The text of an element: one line per paragraph, whatever its line breaks in the source.</summary>
    public static IReadOnlyList<string> Paragraphs(XElement? element) =>
        element is null ? [] : [.. Text(element).ReplaceLineEndings("\n").Split("\n\n").Select(Line).Where(line => line.Length > 0)];

    /// <summary>Code as it stands, without the indentation of the comment.</summary>
    public static string Code(XElement element) =>
        string.Join('\n', element.Value.ReplaceLineEndings("\n").Trim().Split('\n').Select(line => line.TrimStart()));

    static string Text(XElement element)
    {
        var text = new StringBuilder();
        foreach (var node in element.Nodes())
            text.Append(node switch
            {
                XText plain => string.Join('\n', plain.Value.ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim())),
                XElement { Name.LocalName: "c" } code => code.Value,
                XElement { Name.LocalName: "see" } see => ((string?)see.Attribute("cref") ?? "").Split('.')[^1],
                _ => "",
            });
        return text.ToString();
    }

    static string Line(string paragraph) => string.Join(' ', paragraph.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
