namespace JobOps.Execution;

/// <summary>Words as files of systemd have them.</summary>
public static class SystemdWords
{
    /// <summary>A word of a unit's command line or of its environment: % and $ stand for something there.</summary>
    public static string Quote(string word)
    {
        var escaped = Escape(word).Replace("%", "%%", StringComparison.Ordinal).Replace("$", "$$", StringComparison.Ordinal);
        return escaped == word && !word.Any(char.IsWhiteSpace) && !word.Contains('\'') ? word : $"\"{escaped}\"";
    }

    /// <summary>A value in an environment file, where % and $ stand for themselves.</summary>
    public static string QuoteValue(string value) => $"\"{Escape(value)}\"";

    /// <summary>A variable of a unit's <c>Environment</c>, in which $ stands for itself.</summary>
    public static string Assignment(string name, string value) =>
        $"\"{Escape($"{name}={value}").Replace("%", "%%", StringComparison.Ordinal)}\"";

    static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
