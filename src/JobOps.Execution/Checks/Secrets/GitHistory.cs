using System.Text;
using System.Text.RegularExpressions;

namespace JobOps.Execution;

/// <summary>Reads what commits have added, as <c>git log --patch</c> prints it.</summary>
/// <param name="prefix">What comes before the paths of the folder that is looked at; of a merge Git tells no relative ones.</param>
/// <param name="take">Is told commit, file, the line with its number in that file, and whether another place begins there.</param>
sealed partial class GitHistory(string prefix, Action<string, string, FedLine, bool> take)
{
    /// <summary>What is asked for: no line of the surroundings, and no program that a repository names is executed.</summary>
    /// <param name="folder">Absolute.</param>
    /// <param name="file">The name of a file in it; null for all.</param>
    public static IReadOnlyList<string> Words(string folder, string? file) =>
    [
        "git", "-c", "core.quotePath=false", "-C", folder, "log", "--all", "--patch", "--unified=0", "--diff-merges=dense-combined",
        "--find-renames", "--no-color", "--no-ext-diff", "--no-textconv", "--no-show-signature", "--no-notes",
        "--format=%x00%H", "--", file is null ? "." : $":(literal){file}",
    ];

    /// <summary>Asks where in its repository a folder is: what comes before its paths.</summary>
    public static IReadOnlyList<string> PrefixWords(string folder) => ["git", "-C", folder, "rev-parse", "--show-prefix"];

    /// <summary>It asks nobody, writes nothing, and gets nothing from elsewhere.</summary>
    public static IReadOnlyDictionary<string, string> Variables { get; } = new Dictionary<string, string>
    {
        ["GIT_TERMINAL_PROMPT"] = "0", ["GIT_OPTIONAL_LOCKS"] = "0", ["GIT_NO_LAZY_FETCH"] = "1", ["LC_ALL"] = "C",
    };

    string _commit = "";
    string _file = "";
    int _number;
    int _columns;
    bool _begins;
    bool _isAdded;

    public void Take(FedLine line)
    {
        if (line.IsContinued)
        {
            if (_isAdded)
                Give(line.Text, isContinued: true);
            return;
        }
        var text = line.Text;
        _isAdded = false;
        if (text.StartsWith('\0'))
            (_commit, _columns) = (text[1..], 0);
        else if (text.StartsWith("diff --", StringComparison.Ordinal))
            (_file, _columns) = ("", 0);
        else if (HunkHeader().Match(text) is { Success: true } hunk)
            (_columns, _number, _begins) = (hunk.Groups["marks"].Length - 1, int.Parse(hunk.Groups["line"].ValueSpan) - 1, true);
        else if (_columns > 0)
            TakeContent(text);
        else if (text.StartsWith("+++ ", StringComparison.Ordinal))
            _file = Relative(text[4..].TrimEnd('\t'));
    }

    // As many columns as there are parents: + where a line was added, - where it went.
    void TakeContent(string text)
    {
        var marks = text.AsSpan(0, Math.Min(_columns, text.Length));
        if (marks.Contains('-') || marks.StartsWith('\\'))
            return;
        _number++;
        if (!marks.Contains('+'))
            return;
        _isAdded = true;
        Give(text[marks.Length..], isContinued: false);
    }

    void Give(string text, bool isContinued)
    {
        take(_commit, _file, new(text, _number, isContinued), _begins);
        _begins = false;
    }

    string Relative(string path)
    {
        if (path.Length > 1 && path[0] == '"')
            path = path[1..^1];
        return path.StartsWith($"b/{prefix}", StringComparison.Ordinal) ? path[(2 + prefix.Length)..] : path;
    }

    [GeneratedRegex(@"\A(?<marks>@{2,}) .* \+(?<line>[0-9]{1,9})(,[0-9]+)? @{2,}")]
    private static partial Regex HunkHeader();
}
