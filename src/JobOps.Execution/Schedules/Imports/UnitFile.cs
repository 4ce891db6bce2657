using System.Text;

namespace JobOps.Execution;

/// <summary>A line of a unit of systemd, joined where it was continued.</summary>
sealed record UnitLine(int Number, string Section, string Key, string Value)
{
    public override string ToString() => $"{Key}={Value}";
}

/// <summary>A unit of systemd as it is written.</summary>
/// <seealso href="https://www.freedesktop.org/software/systemd/man/latest/systemd.syntax.html"/>
static class UnitFile
{
    public static IReadOnlyList<UnitLine> Read(string path)
    {
        var lines = new List<UnitLine>();
        var (section, joined, begin) = ("", new StringBuilder(), 0);
        foreach (var (index, raw) in Import.ReadText(path).ReplaceLineEndings("\n").Split('\n').Index())
        {
            var line = raw.Trim();
            if (line.Length > 0 && line[0] is '#' or ';' || (line.Length == 0 && joined.Length == 0))
                continue;
            if (joined.Length == 0)
                begin = index + 1;
            if (line.EndsWith('\\'))
            {
                joined.Append(line[..^1]).Append(' ');
                continue;
            }
            line = joined.Append(line).ToString();
            joined.Clear();
            if (line is ['[', .. var name, ']'])
                section = name;
            else if (line.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals)
                lines.Add(new(begin, section, line[..equals].TrimEnd(), line[(equals + 1)..].TrimStart()));
        }
        return lines;
    }

    /// <summary>The words of a command line or of a list of variables; null where a quote has no end, or something stands for something
    /// else that only systemd knows.</summary>
    /// <param name="value">What stands behind the equals sign.</param>
    /// <param name="isCommand">A dollar sign begins a variable there.</param>
    public static IReadOnlyList<string>? Words(string value, bool isCommand)
    {
        var words = new List<string>();
        var (word, begun, quote) = (new StringBuilder(), false, '\0');
        for (var at = 0; at < value.Length; at++)
        {
            var sign = value[at];
            var next = at + 1 < value.Length ? value[at + 1] : '\0';
            if (quote == '\0' && sign is ' ' or '\t')
            {
                if (begun)
                    words.Add(word.ToString());
                word.Clear();
                begun = false;
            }
            else if (sign == quote)
                quote = '\0';
            else if (quote == '\0' && sign is '"' or '\'')
                (quote, begun) = (sign, true);
            else if (sign == '%' && next != '%' || (isCommand && sign == '$' && next != '$'))
                return null;
            else if (sign == '\\' && next is not ('\\' or '"' or '\'' or ' '))
                return null;
            else
            {
                if (sign is '%' or '\\' || (isCommand && sign == '$'))
                    at++;
                word.Append(sign == '\\' ? next : sign);
                begun = true;
            }
        }
        if (quote != '\0')
            return null;
        if (begun)
            words.Add(word.ToString());
        return words;
    }
}
