namespace JobOps.Execution;

/// <summary>A cookie as a site sets it. Its value is nobody's business.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Attributes">What follows the value, by name without regard to case; null for one without a value.</param>
/// <seealso href="https://www.rfc-editor.org/rfc/rfc6265"/>
sealed record SetCookie(string Name, IReadOnlyDictionary<string, string?> Attributes)
{
    public static SetCookie Parse(string header)
    {
        var parts = header.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var attributes = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in parts.Skip(1))
        {
            var pair = part.Split('=', 2, StringSplitOptions.TrimEntries);
            attributes[pair[0]] = pair.Length > 1 ? pair[1] : null;
        }
        return new(parts.Length == 0 ? "" : parts[0].Split('=', 2)[0].Trim(), attributes);
    }

    /// <summary>The header with the value hidden.</summary>
    public static string Masked(string header) =>
        header.IndexOf('=', StringComparison.Ordinal) is > 0 and var at && header.IndexOf(';', StringComparison.Ordinal) is var end
            ? $"{header[..at]}={SecretMask.Mask}{(end > at ? header[end..] : "")}"
            : SecretMask.Mask;

    /// <summary>It takes a cookie away.</summary>
    public bool IsDeletion =>
        Attributes.GetValueOrDefault("Max-Age") is { } age ? age.StartsWith('-') || age == "0"
        : Attributes.GetValueOrDefault("Expires") is { } end && DateTimeOffset.TryParse(
            end, System.Globalization.CultureInfo.InvariantCulture, out var time) && time < DateTimeOffset.UtcNow;

    public bool Has(string attribute) => Attributes.ContainsKey(attribute);
}
