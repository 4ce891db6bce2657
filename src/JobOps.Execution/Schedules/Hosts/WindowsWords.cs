using System.Text;

namespace JobOps.Execution;

/// <summary>Words of a command line of Windows, as its C runtime and .NET take them apart.</summary>
/// <seealso href="https://learn.microsoft.com/cpp/c-language/parsing-c-command-line-arguments"/>
static class WindowsWords
{
    /// <summary>A word, in quotes where it needs them.</summary>
    public static string Quote(string word)
    {
        if (word.Length > 0 && !word.Any(sign => char.IsWhiteSpace(sign) || sign == '"'))
            return word;
        var (text, backslashes) = (new StringBuilder("\""), 0);
        foreach (var sign in word)
        {
            if (sign == '"')
                text.Append('\\', backslashes + 1);
            backslashes = sign == '\\' ? backslashes + 1 : 0;
            text.Append(sign);
        }
        return text.Append('\\', backslashes).Append('"').ToString();
    }

    /// <summary>The words of a line.</summary>
    public static IReadOnlyList<string> Split(string line)
    {
        var words = new List<string>();
        var (word, begun, quoted, backslashes) = (new StringBuilder(), false, false, 0);
        for (var at = 0; at <= line.Length; at++)
        {
            var sign = at < line.Length ? line[at] : ' ';
            if (sign == '\\')
            {
                (backslashes, begun) = (backslashes + 1, true);
                continue;
            }
            word.Append('\\', sign == '"' ? backslashes / 2 : backslashes);
            if (sign == '"' && backslashes % 2 == 1)
                word.Append('"');
            else if (sign == '"' && quoted && at + 1 < line.Length && line[at + 1] == '"')
                word.Append(line[at++]);
            else if (sign == '"')
                (quoted, begun) = (!quoted, true);
            else if (!char.IsWhiteSpace(sign) || (quoted && at < line.Length))
                (_, begun) = (word.Append(sign), true);
            else if (begun)
            {
                words.Add(word.ToString());
                word.Clear();
                begun = false;
            }
            backslashes = 0;
        }
        return words;
    }
}
