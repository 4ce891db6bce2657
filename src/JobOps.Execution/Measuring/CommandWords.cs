using System.Text;
using JobOps.Errors;

namespace JobOps.Execution;

/// <summary>A program and its arguments as one line, quoted as a POSIX shell would have it, on every system: it is read again.</summary>
public static class CommandWords
{
    /// <summary>Writes a line that <see cref="Read"/> reads.</summary>
    public static string Write(IReadOnlyList<string> words) => string.Join(' ', words.Select(Next.Posix));

    /// <summary>Reads what <see cref="Write"/> wrote, or a person has typed: blanks part words, single quotes hold them together.</summary>
    public static IReadOnlyList<string> Read(string line)
    {
        var (words, word, quoted, begun) = (new List<string>(), new StringBuilder(), false, false);
        for (var at = 0; at < line.Length; at++)
        {
            if (line[at] == '\'')
                (quoted, begun) = (!quoted, true);
            else if (line[at] == '\\' && !quoted && at + 1 < line.Length)
                word.Append(line[++at]);
            else if (line[at] == ' ' && !quoted)
                End();
            else
                word.Append(line[at]);
        }
        End();
        return words;

        void End()
        {
            // An empty word has quotes; without them there were only blanks.
            if (word.Length > 0 || begun)
                words.Add(word.ToString());
            word.Clear();
            begun = false;
        }
    }
}
