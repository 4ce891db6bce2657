using System.Xml;
using System.Xml.Linq;

namespace JobOps.Jobs;

/// <summary>A value that PowerShell has stored as CLIXML, in short for a person: also where no PowerShell is at hand.</summary>
static class StoredValue
{
    // Enough for paths and names; whoever wants the whole of it asks for the step's result.
    const int Longest = 200;

    /// <summary>As it would be typed, or what PowerShell says of it; what is no CLIXML, as it is.</summary>
    public static string Show(string? stored)
    {
        var text = Parse(stored) is { } value ? Text(value) : stored ?? "$null";
        return text.Length > Longest ? text[..Longest] + "…" : text;
    }

    static XElement? Parse(string? stored)
    {
        try
        {
            return stored is null ? null : XDocument.Parse(stored).Root!.Elements().FirstOrDefault();
        }
        catch (XmlException)
        {
            return null;
        }
    }

    static string Text(XElement value) => value.Name.LocalName switch
    {
        "Nil" => "$null",
        "B" => $"${value.Value}",
        "SS" => "a secret",
        "Obj" => Object(value),
        "By" or "SB" or "I16" or "U16" or "I32" or "U32" or "I64" or "U64" or "Sg" or "Db" or "D" => value.Value,
        _ => Quoted(value.Value),
    };

    // Lists and dictionaries by what is in them, as they are executed; of other objects their own words, or else their members.
    static string Object(XElement value) =>
        Child(value, "LST", "IE", "STK", "QUE") is { } list ? $"@({string.Join(", ", list.Elements().Select(Text))})"
        : Child(value, "DCT") is { } map ? $"@{{ {string.Join("; ", map.Elements().Select(Entry))} }}"
        : Child(value, "ToString") is { } words && !words.Value.StartsWith("@{", StringComparison.Ordinal) ? Quoted(words.Value)
        : Child(value, "MS", "Props") is { } members ? $"@{{ {string.Join("; ", members.Elements().Select(Member))} }}"
        : "an object";

    static string Entry(XElement entry) => string.Join(" = ", entry.Elements().Select(
        part => (string?)part.Attribute("N") == "Key" ? Name(part.Value) : Text(part)));

    static string Member(XElement member) => $"{Name((string?)member.Attribute("N") ?? "")} = {Text(member)}";

    static XElement? Child(XElement value, params ReadOnlySpan<string> names)
    {
        foreach (var child in value.Elements())
            if (names.Contains(child.Name.LocalName))
                return child;
        return null;
    }

    static string Quoted(string text) => $"'{Name(text).Replace("'", "''", StringComparison.Ordinal)}'";

    // CLIXML writes what XML cannot hold as _x000A_.
    static string Name(string text) => XmlConvert.DecodeName(text);
}
