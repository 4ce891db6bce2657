using System.Text.RegularExpressions;

namespace JobOps.Values;

/// <summary>What a kind of name looks like. Job files, cmdlets and the ledger keep the same rules.</summary>
public sealed class NameRule
{
    readonly Regex _whole;

    NameRule(string pattern, string words)
    {
        Pattern = $"^{pattern}$";
        Words = words;
        _whole = new($@"\A{pattern}\z", RegexOptions.CultureInvariant);
    }

    /// <summary>Jobs and steps.</summary>
    public static NameRule Job { get; } = new(
        "[A-Za-z0-9][A-Za-z0-9._-]{0,127}",
        "a name of letters, digits, '.', '_' or '-' that begins with a letter or digit, 128 characters at most");

    /// <summary>Environments of jobs.</summary>
    public static NameRule Environment { get; } = new(
        "[A-Za-z0-9][A-Za-z0-9._-]{0,63}",
        "a name of letters, digits, '.', '_' or '-' that begins with a letter or digit, 64 characters at most");

    /// <summary>Parameters and touched paths.</summary>
    public static NameRule Parameter { get; } = new(
        "[A-Za-z][A-Za-z0-9_]{0,63}",
        "a name of letters, digits or '_' that begins with a letter, 64 characters at most");

    /// <summary>Environment variables and parameters of scripts.</summary>
    public static NameRule Variable { get; } = new(
        "[A-Za-z_][A-Za-z0-9_]{0,127}",
        "a name of letters, digits or '_' that does not begin with a digit, 128 characters at most");

    /// <summary>Headers of HTTP.</summary>
    public static NameRule Header { get; } = new(
        "[A-Za-z0-9][A-Za-z0-9-]{0,63}", "the name of a header: letters, digits or '-', 64 characters at most");

    /// <summary>As an anchored regular expression for other programs, such as editors.</summary>
    public string Pattern { get; }

    /// <summary>In words, as an error says what was expected.</summary>
    public string Words { get; }

    public bool Fits(string name) => _whole.IsMatch(name);
}
