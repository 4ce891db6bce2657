using System.Reflection;
using System.Xml.Linq;

namespace JobOps.Cmdlets.Tests.Help;

/// <summary>Writes PowerShell's help file (MAML) out of the documentation comments of the cmdlets.</summary>
static class HelpWriter
{
    static readonly XNamespace s_msh = "http://msh";
    static readonly XNamespace s_maml = "http://schemas.microsoft.com/maml/2004/10";
    static readonly XNamespace s_command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    static readonly XNamespace s_dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    public static XDocument Write() => new(
        new XDeclaration("1.0", "utf-8", null),
        new XComment(" Made from the documentation comments in src/JobOps.Cmdlets: see tests/JobOps.Cmdlets.Tests/Help. "),
        new XElement(s_msh + "helpItems", new XAttribute("schema", "maml"), CmdletType.All.Select(Command)));

    static XElement Command(CmdletType cmdlet)
    {
        var docs = XmlDocs.Of(cmdlet.Type);
        return new(
            s_command + "command",
            new XAttribute(XNamespace.Xmlns + "maml", s_maml),
            new XAttribute(XNamespace.Xmlns + "command", s_command),
            new XAttribute(XNamespace.Xmlns + "dev", s_dev),
            new XElement(
                s_command + "details",
                new XElement(s_command + "name", cmdlet.Name),
                new XElement(s_command + "verb", cmdlet.Verb),
                new XElement(s_command + "noun", cmdlet.Noun),
                Description(docs?.Element("summary"))),
            Description(docs?.Element("remarks")),
            new XElement(s_command + "syntax", Sets(cmdlet).Select(set => Syntax(cmdlet, set))),
            new XElement(s_command + "parameters", cmdlet.Parameters.Select(parameter => Parameter(parameter, set: null))),
            new XElement(s_command + "inputTypes"),
            new XElement(s_command + "returnValues", cmdlet.Outputs.Where(type => type != "System.Void").Distinct().Select(ReturnValue)),
            new XElement(s_command + "examples", (docs?.Elements("example") ?? []).Select(Example)));
    }

    static IEnumerable<string?> Sets(CmdletType cmdlet)
    {
        var sets = cmdlet.Parameters.SelectMany(CmdletType.Sets).Select(parameter => parameter.Set).OfType<string>().Distinct()
            .OrderBy(set => set == cmdlet.DefaultSet ? 0 : 1).ToList();
        return sets.Count > 0 ? sets : new string?[] { null };
    }

    static XElement Syntax(CmdletType cmdlet, string? set) => new(
        s_command + "syntaxItem",
        new XElement(s_maml + "name", cmdlet.Name),
        cmdlet.Parameters.Where(parameter => InSet(parameter, set) is not null)
            .OrderBy(parameter => InSet(parameter, set)!.Position ?? int.MaxValue)
            .Select(parameter => Parameter(parameter, set)));

    static ParameterInSet? InSet(PropertyInfo parameter, string? set) =>
        CmdletType.Sets(parameter).FirstOrDefault(one => one.Set is null || set is null || one.Set == set);

    static XElement Parameter(PropertyInfo parameter, string? set)
    {
        var one = InSet(parameter, set)!;
        var type = Nullable.GetUnderlyingType(parameter.PropertyType) ?? parameter.PropertyType;
        var isSwitch = type.Name == "SwitchParameter";
        var aliases = string.Join(", ", CmdletType.AliasesOf(parameter));
        return new(
            s_command + "parameter",
            new XAttribute("required", one.Mandatory),
            new XAttribute("globbing", CmdletType.Has<System.Management.Automation.SupportsWildcardsAttribute>(parameter)),
            new XAttribute("pipelineInput", PipelineInput(one)),
            new XAttribute("position", one.Position?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "named"),
            new XAttribute("aliases", aliases.Length > 0 ? aliases : "none"),
            new XElement(s_maml + "name", parameter.Name),
            Description(XmlDocs.Of(parameter)?.Element("summary"), "As in PowerShell's own cmdlet of this name."),
            type.IsEnum ? new XElement(s_command + "parameterValueGroup", Enum.GetNames(type).Select(name => Value(name))) : null,
            isSwitch ? null : Value(type.Name),
            new XElement(s_dev + "type", new XElement(s_maml + "name", type.Name)));
    }

    static XElement Value(string text) => new(
        s_command + "parameterValue", new XAttribute("required", true), new XAttribute("variableLength", false), text);

    static string PipelineInput(ParameterInSet parameter) => parameter switch
    {
        { FromPipeline: true, FromProperty: true } => "true (ByValue, ByPropertyName)",
        { FromPipeline: true } => "true (ByValue)",
        { FromProperty: true } => "true (ByPropertyName)",
        _ => "false",
    };

    static XElement ReturnValue(string type) => new(
        s_command + "returnValue", new XElement(s_dev + "type", new XElement(s_maml + "name", type)));

    static XElement Example(XElement example, int index) => new(
        s_command + "example",
        new XElement(s_maml + "title", $"Example {index + 1}"),
        new XElement(s_dev + "code", XmlDocs.Code(example.Element("code")!)),
        new XElement(s_dev + "remarks", XmlDocs.Paragraphs(example.Element("para")).Select(Paragraph)));

    static XElement Description(XElement? docs, string otherwise = "")
    {
        var paragraphs = XmlDocs.Paragraphs(docs);
        return new(s_maml + "description", (paragraphs.Count > 0 ? paragraphs : [otherwise]).Select(Paragraph));
    }

    static XElement Paragraph(string text) => new(s_maml + "para", text);
}
