using System.Xml.Linq;

namespace JobOps.Cmdlets;

/// <summary>
/// Finds secrets in what is about to be stored. CLIXML keeps a SecureString, and the password of a credential, as plain text in
/// hex where the system has no key of its own for the user. What is looked at is the text itself, so nothing is missed that it
/// holds, however deep.
/// </summary>
static class StoredSecret
{
    // How CLIXML writes a SecureString, and the containers whose items have no name.
    const string SecureString = "SS";
    const string Entry = "En";
    static readonly string[] s_lists = ["LST", "IE", "STK", "QUE"];

    /// <summary>The way to the first secret from the value on: <c>.inner.p</c>, <c>[2]</c>; null where there is none.</summary>
    /// <param name="clixml">What would be stored.</param>
    public static string? PathIn(string clixml) =>
        Secrets(clixml) is { Count: > 0 } secrets ? string.Concat(secrets[0].AncestorsAndSelf().Reverse().Select(Part)) : null;

    /// <summary>The same text without its secrets: what may be hashed.</summary>
    public static string Without(string clixml)
    {
        if (!clixml.Contains($"<{SecureString}", StringComparison.Ordinal))
            return clixml;
        var document = XDocument.Parse(clixml);
        foreach (var secret in document.Descendants().Where(IsSecret))
            secret.Value = "";
        return document.ToString(SaveOptions.DisableFormatting);
    }

    static List<XElement> Secrets(string clixml) => clixml.Contains($"<{SecureString}", StringComparison.Ordinal)
        ? [.. XDocument.Parse(clixml).Descendants().Where(IsSecret)]
        : [];

    static bool IsSecret(XElement element) => element.Name.LocalName == SecureString;

    static string Part(XElement element)
    {
        if (s_lists.Contains(element.Parent?.Name.LocalName))
            return FormattableString.Invariant($"[{element.ElementsBeforeSelf().Count()}]");
        // An entry of a dictionary is a key and a value, both with names that only say so.
        if (element.Parent?.Name.LocalName == Entry)
            return (string?)element.Attribute("N") == "Value" ? $".{element.ElementsBeforeSelf().FirstOrDefault()?.Value}" : "";
        return element.Attribute("N") is { } name ? $".{name.Value}" : "";
    }
}
