namespace JobOps.Execution;

/// <summary>A command line that a shell read.</summary>
static class ShellLine
{
    // What means the same with and without a shell is of other signs only.
    const string OfShells = "|&;<>()$`\\\"'*?[]#~=%!{}\n";

    static readonly HashSet<string> s_builtIn =
        [".", ":", "alias", "cd", "command", "eval", "exec", "exit", "export", "if", "read", "set", "source", "test", "trap",
         "ulimit", "umask", "unset", "wait", "while", "for", "case", "until"];

    // What stands in front of the program that a line is about.
    static readonly HashSet<string> s_front =
        ["cd", "env", "exec", "sudo", "nice", "ionice", "nohup", "flock", "timeout", "test", "if", "sh", "bash", "dash", "zsh", "ksh",
         "perl", "php", "python", "python3", "ruby", "node", "dotnet", "pwsh", "chronic", "time", "command", "[", "-x", "then", "&&", "||",
         ";", "(", "{"];

    /// <summary>The words of the command; a shell is one of them where only it understands the line.</summary>
    public static IReadOnlyList<string> Words(string line, string shell)
    {
        var words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 || line.AsSpan().ContainsAny(OfShells) || s_builtIn.Contains(words[0]) ? [shell, "-c", line] : words;
    }

    /// <summary>What the line may be called: the first word that looks like the program that it is about.</summary>
    public static string Name(string line)
    {
        foreach (var word in line.Split([' ', '\t', '"', '\'', ';'], StringSplitOptions.RemoveEmptyEntries))
        {
            var name = word.Split('/', '\\')[^1];
            if (word[0] is '-' or '$' or '%' || word.Contains('=', StringComparison.Ordinal) || s_front.Contains(name)
                || (word.StartsWith('/') && Path.GetExtension(name).Length == 0 && IsFolder(line, word)) || char.IsAsciiDigit(word[0]))
                continue;
            var stem = Path.GetFileNameWithoutExtension(name);
            if (stem.Any(char.IsAsciiLetterOrDigit))
                return stem;
        }
        return "job";
    }

    // What a line changes to first.
    static bool IsFolder(string line, string word) => line.Contains($"cd {word}", StringComparison.Ordinal);
}
