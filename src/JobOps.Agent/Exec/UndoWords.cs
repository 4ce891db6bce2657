using System.Text;

namespace JobOps.Agent.Exec;

/// <summary>
/// Takes a command line apart that stands in one word, as that of <c>--undo</c>: blanks part its words, quotes hold a word
/// together, and a backslash takes the meaning of a blank or a quote away. No shell reads it, so what only a shell understands is
/// refused where it is not quoted; who wants one names it: <c>sh -c 'a &amp;&amp; b'</c>.
/// </summary>
static class UndoWords
{
    // '$' is looked at apart: "${" begins a placeholder of JobOps.
    const string OfShells = "|&;<>()`*?[]~#!{}";

    /// <exception cref="FormatException">It has no words, a quote has no end, or something is for a shell.</exception>
    public static IReadOnlyList<string> Split(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var begun = false;
        for (var at = 0; at < line.Length; at++)
        {
            var character = line[at];
            if (char.IsWhiteSpace(character))
            {
                if (begun)
                    words.Add(word.ToString());
                word.Clear();
                begun = false;
                continue;
            }
            begun = true;
            switch (character)
            {
                case '\'' or '"':
                    at = ReadQuoted(line, at, word);
                    break;
                case '\\' when at + 1 < line.Length:
                    word.Append(line[++at]);
                    break;
                case '$' when Placeholder(line, at) is { } length:
                    word.Append(line, at, length);
                    at += length - 1;
                    break;
                case '$':
                case var other when OfShells.Contains(other):
                    throw new FormatException(
                        $"'{character}' at character {at + 1} is for a shell, and none reads it: "
                        + "put it in quotes, or name one as in sh -c '…'");
                default:
                    word.Append(character);
                    break;
            }
        }
        if (begun)
            words.Add(word.ToString());
        return words.Count > 0 ? words : throw new FormatException("it has no words");
    }

    // In single quotes everything is as it stands; in double ones a backslash may stand before a quote or a backslash.
    static int ReadQuoted(string line, int start, StringBuilder word)
    {
        for (var at = start + 1; at < line.Length; at++)
        {
            if (line[at] == line[start])
                return at;
            if (line[start] == '"' && line[at] == '\\' && at + 1 < line.Length && line[at + 1] is '"' or '\\')
                at++;
            word.Append(line[at]);
        }
        throw new FormatException($"the quote at character {start + 1} has no end");
    }

    /// <summary>The length of a placeholder, or of the <c>$${</c> that stands for a literal one; null where there is none.</summary>
    static int? Placeholder(string line, int at)
    {
        var rest = line.AsSpan(at);
        if (rest.StartsWith("$${"))
            return 3;
        var end = rest.IndexOf('}');
        return rest.StartsWith("${") && end > 0 ? end + 1 : null;
    }
}
