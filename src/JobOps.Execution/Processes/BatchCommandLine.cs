using System.Text;

namespace JobOps.Execution;

/// <summary>
/// How a batch file gets its arguments. Windows has cmd execute it, which reads the command line as a shell does: each argument is
/// quoted so that nothing in it means anything there, and one that cannot be is refused. What the file itself does with an argument
/// is its own: <c>%~1</c> without quotes lets cmd read it once more.
/// </summary>
/// <seealso href="https://doc.rust-lang.org/std/process/index.html#windows-argument-splitting"/>
static class BatchCommandLine
{
    // cmd takes 8,191 with its own path, and cuts off without a word what is longer.
    const int Longest = 8000;

    // Of ASCII beside letters and digits, what cmd and the batch file leave alone outside of quotes.
    const string NeverQuoted = "#$*+-./:?@\\_";

    // A part of a variable that always is there, and it is empty: so the sign before it begins no variable of its own.
    const string PercentSign = "%%cd:~,%";

    /// <summary>Whether cmd executes this file.</summary>
    public static bool IsNeeded(string file) =>
        file.EndsWith(".cmd", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".bat", StringComparison.OrdinalIgnoreCase);

    /// <summary>The arguments of cmd, as one text.</summary>
    /// <param name="file">Full path of the batch file.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="BatchArgumentException">One of them cannot be given to a batch file; the message says why.</exception>
    public static string Write(string file, IReadOnlyList<string> arguments)
    {
        // Extensions on for the percent sign, delayed expansion off for the exclamation mark, no program of the user's before it.
        // cmd takes the first and the last quote away, where there are more than these two: so the path has its own in any case.
        var line = new StringBuilder("/e:ON /v:OFF /d /c \"");
        Append(line, file, "the path of the batch file", quotes: true);
        for (var index = 0; index < arguments.Count; index++)
        {
            var argument = arguments[index];
            var quotes = argument.Length == 0 || argument[^1] == '\\' || !argument.All(IsPlain);
            Append(line.Append(' '), argument, $"argument {index + 1}", quotes);
        }
        line.Append('"');
        return line.Length <= Longest
            ? line.ToString()
            : throw new BatchArgumentException($"the command line has {line.Length} characters, and cmd.exe is given {Longest} at most");
    }

    static void Append(StringBuilder line, string argument, string name, bool quotes)
    {
        if (argument.AsSpan().ContainsAny('\n', '\r', '\0'))
            throw new BatchArgumentException($"{name} has a line break or a NUL in it, at which cmd.exe ends the command");
        if (quotes)
            line.Append('"');
        var backslashes = 0;
        foreach (var character in argument)
        {
            // To a program a backslash before a quote is one that escapes it, so it is doubled; and so is the quote, for both.
            if (character == '"')
                line.Append('\\', backslashes).Append('"');
            backslashes = character == '\\' ? backslashes + 1 : 0;
            if (character == '%')
                line.Append(PercentSign);
            else
                line.Append(character);
        }
        if (quotes)
            line.Append('\\', backslashes).Append('"');
    }

    static bool IsPlain(char character) =>
        char.IsLetterOrDigit(character) || NeverQuoted.Contains(character, StringComparison.Ordinal);
}

/// <summary>What is to be given to a batch file cannot be.</summary>
sealed class BatchArgumentException(string message) : Exception(message);
