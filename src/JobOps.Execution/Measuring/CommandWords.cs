using System.Text;
using JobOps.Errors;

namespace JobOps.Execution;

/// <summary>A program and its arguments as one line, quoted as a POSIX shell would have it, on every system: it is read again.</summary>
static class CommandWords
{
    public static string Write(IReadOnlyList<string> words) => string.Join(' ', words.Select(Next.Posix));

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static IReadOnlyList<string> Read(string line)
    {
        var (words, word, quoted) = (new List<string>(), new StringBuilder(), false);
        for (var at = 0; at < line.Length; at++)
        {
            if (line[at] == '\'')
                quoted = !quoted;
            else if (line[at] == '\\' && !quoted && at + 1 < line.Length)
                word.Append(line[++at]);
            else if (line[at] == ' ' && !quoted)
            {
                words.Add(word.ToString());
                word.Clear();
            }
            else
                word.Append(line[at]);
        }
        words.Add(word.ToString());
        return words;
    }
}
