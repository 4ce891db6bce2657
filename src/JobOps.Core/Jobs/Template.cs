using System.Text;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace JobOps.Jobs;

/// <summary>
/// Text with placeholders such as <c>${parameters.site}</c>. A value never splits an argument and never meets a shell.
/// <c>$${</c> stands for a literal <c>${</c>.
/// </summary>
[JsonConverter(typeof(TemplateJsonConverter))]
public sealed partial class Template : IEquatable<Template>
{
    readonly IReadOnlyList<Part> _parts;

    Template(string text, IReadOnlyList<Part> parts)
    {
        Text = text;
        _parts = parts;
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>The placeholders in it, without <c>${</c> and <c>}</c>.</summary>
    public IEnumerable<string> Placeholders => _parts.Where(part => part.IsPlaceholder).Select(part => part.Text);

    /// <exception cref="FormatException">A placeholder has no end.</exception>
    public static Template Parse(string text)
    {
        var parts = new List<Part>();
        var at = 0;
        foreach (Match match in PlaceholderPattern().Matches(text))
        {
            if (match.Index > at)
                parts.Add(new(text[at..match.Index], false));
            if (match.Value == "$${")
                parts.Add(new("${", false));
            else if (match.Groups["path"].Success)
                parts.Add(new(match.Groups["path"].Value, true));
            else
                throw new FormatException($"'${{' at character {match.Index + 1} has no '}}'");
            at = match.Index + match.Length;
        }
        if (at < text.Length)
            parts.Add(new(text[at..], false));
        return new(text, parts);
    }

    /// <summary>A text that is meant as it is: what looks like a placeholder in it is none.</summary>
    public static Template Literal(string text) => Parse(text.Replace("${", "$${", StringComparison.Ordinal));

    /// <summary>Fills the placeholders.</summary>
    /// <param name="valueOf">Gives the value of a placeholder, or throws.</param>
    public string Expand(Func<string, string> valueOf)
    {
        if (_parts.Count == 1)
            return _parts[0].IsPlaceholder ? valueOf(_parts[0].Text) : _parts[0].Text;
        var result = new StringBuilder();
        foreach (var part in _parts)
            result.Append(part.IsPlaceholder ? valueOf(part.Text) : part.Text);
        return result.ToString();
    }

    public bool Equals(Template? other) => other is not null && other.Text == Text;
    public override bool Equals(object? obj) => Equals(obj as Template);
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);
    public override string ToString() => Text;

    [GeneratedRegex(@"\$\$\{|\$\{(?:(?<path>[^{}]*)\})?")]
    private static partial Regex PlaceholderPattern();

    readonly record struct Part(string Text, bool IsPlaceholder);
}
