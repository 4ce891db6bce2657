namespace JobOps.Execution;

/// <summary>Takes the values of secrets out of a text before anybody sees it.</summary>
public sealed class SecretMask
{
    /// <summary>What stands in the place of a secret.</summary>
    public const string Mask = "***";

    // Longest first, so that a secret that contains another one goes as a whole.
    readonly string[] _secrets;

    /// <param name="secrets">Values. Of one that has several lines, each line is masked by itself, too.</param>
    public SecretMask(IEnumerable<string> secrets)
    {
        _secrets = [.. secrets
            .SelectMany(secret => secret.Split('\n').Select(line => line.Trim('\r')).Append(secret))
            .Where(secret => secret.Trim().Length > 0)
            .Distinct(StringComparer.Ordinal)
            .OrderByDescending(secret => secret.Length)];
        Longest = _secrets.Length == 0 ? 0 : _secrets[0].Length;
    }

    /// <summary>What is masked, longest first.</summary>
    internal IReadOnlyList<string> Secrets => _secrets;

    /// <summary>Length of the longest secret.</summary>
    public int Longest { get; }

    /// <summary>The text with <c>***</c> in place of every secret.</summary>
    public string Apply(string text)
    {
        foreach (var secret in _secrets)
            text = text.Replace(secret, Mask, StringComparison.Ordinal);
        return text;
    }

    /// <summary>Where a text may be parted, at or before <paramref name="wanted"/>, so that no secret is parted.</summary>
    public int SafeCut(ReadOnlySpan<char> text, int wanted)
    {
        foreach (var secret in _secrets)
        {
            var from = Math.Max(0, wanted - secret.Length + 1);
            var at = text[from..Math.Min(text.Length, wanted + secret.Length - 1)].IndexOf(secret, StringComparison.Ordinal);
            if (at >= 0 && from + at > 0)
                wanted = from + at;
            else if (at == 0)
                return secret.Length;
        }
        return wanted;
    }
}
