using System.Text;
using System.Text.RegularExpressions;
using JobOps.Schedules;

namespace JobOps.Execution;

/// <summary>Reads crontabs, of users and of the system.</summary>
/// <seealso href="https://manpages.debian.org/bookworm/cron/crontab.5.en.html"/>
sealed partial class CrontabReader
{
    static readonly Dictionary<string, string> s_words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["@yearly"] = "@yearly", ["@annually"] = "@yearly", ["@monthly"] = "@monthly", ["@weekly"] = "@weekly", ["@daily"] = "@daily",
        ["@midnight"] = "@daily", ["@hourly"] = "@hourly",
    };

    readonly Import _import;
    readonly bool _hasUsers;
    readonly Dictionary<string, string> _variables = [];
    readonly List<string> _comments = [];
    string _shell = "/bin/sh";
    string? _home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
    string? _zone;
    TimeSpan? _delay;

    CrontabReader(Import import)
    {
        (_import, _zone) = (import, import.Options.TimeZone);
        _hasUsers = import.Options.IsSystemCrontab
            ?? (import.File == "/etc/crontab" || import.File.StartsWith("/etc/cron.d/", StringComparison.Ordinal));
        if (_hasUsers)
            _home = null;
    }

    public static void Read(Import import)
    {
        var reader = new CrontabReader(import);
        foreach (var (index, line) in Import.ReadText(import.File).ReplaceLineEndings("\n").Split('\n').Index())
            reader.Line(index + 1, line);
    }

    void Line(int number, string line)
    {
        var text = line.Trim(' ', '\t');
        if (text.Length == 0)
            _comments.Clear();
        else if (text[0] == '#')
            Comment(number, text);
        else if (Assignment().Match(text) is { Success: true } match)
            Variable(number, text, match.Groups["name"].Value, Unquoted(match.Groups["value"].Value.Trim()));
        else
            Entry(number, text);
    }

    void Comment(int number, string text)
    {
        var words = text.TrimStart('#', ' ', '\t');
        if (EntryOff().IsMatch(words))
            _import.Leave(number, text, "it is commented out");
        else if (_import.SecretIn(words) is { } rule)
            _import.Leave(number, text, $"it looks like a secret ({rule})");
        else if (words.Length > 0 && !Header().IsMatch(words))
            _comments.Add(words);
    }

    void Variable(int number, string text, string name, string value)
    {
        _comments.Clear();
        switch (name)
        {
            case "SHELL":
                _shell = value;
                break;
            case "HOME":
                _home = value;
                break;
            case "CRON_TZ":
                _zone = ZoneClock.IanaName(value);
                if (_zone is null)
                    _import.Leave(number, text, "no such time zone is known here; the lines below are not carried over");
                break;
            case "RANDOM_DELAY" when DueTimes.Number(value) is { } minutes and > 0:
                _delay = TimeSpan.FromMinutes(minutes);
                break;
            case "MAILTO" or "MAILFROM" or "CONTENT_TYPE" or "CONTENT_TRANSFER_ENCODING":
                _import.Leave(number, text, "cron's mail: the log of each run has the output");
                break;
            case "LOGNAME" or "USER" or "RANDOM_DELAY" or "START_HOURS_RANGE":
                _import.Leave(number, text, "there is no such setting");
                break;
            default:
                if (_import.MayCopy(number, text, name, value))
                    _variables[name] = value;
                break;
        }
    }

    void Entry(int number, string text)
    {
        var description = _comments.Count > 0 ? string.Join(' ', _comments) : null;
        _comments.Clear();
        var count = (text[0] == '@' ? 1 : 5) + (_hasUsers ? 1 : 0);
        var match = Regex.Match(text, $@"^(\S+[ \t]+){{{count}}}(?<command>.+)$", RegexOptions.ExplicitCapture);
        if (!match.Success)
        {
            _import.Leave(number, text, $"it is no line of a crontab {(_hasUsers ? "with users" : "of a user")}");
            return;
        }
        var fields = text[..match.Groups["command"].Index].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        var command = Command(match.Groups["command"].Value.Trim());
        if (_import.SecretIn(text) is { } rule)
        {
            _import.Leave(
                number, text, $"its command looks as if it held a secret ({rule}): write the job by hand, with a secret parameter");
            return;
        }
        var name = _import.Name(ShellLine.Name(command));
        var schedules = Schedules(number, text, fields, name);
        if (schedules.Count == 0)
            return;
        var job = new JobDraft
        {
            Name = name, Line = number, Text = text, Description = description, WorkingDirectory = _home,
            Commands = { ShellLine.Words(command, _shell) },
        };
        foreach (var (variable, value) in _variables)
            job.Environment[variable] = value;
        job.Schedules.AddRange(schedules);
        _import.Jobs.Add(job);
        if (_hasUsers)
            _import.Leave(
                number, fields[^1], "the user: the account of the worker executes it, so give it a queue of a worker with this account",
                name);
    }

    /// <summary>An unmarked percent sign ends the command; what follows is its standard input, with more of them as ends of
    /// lines.</summary>
    static string Command(string text)
    {
        var parts = new List<StringBuilder> { new() };
        for (var at = 0; at < text.Length; at++)
            if (text[at] == '\\' && at + 1 < text.Length && text[at + 1] == '%')
                parts[^1].Append(text[++at]);
            else if (text[at] == '%')
                parts.Add(new());
            else
                parts[^1].Append(text[at]);
        var input = parts.Skip(1).Select(part => Errors.Next.Posix($"{part}")).ToList();
        return input.Count == 0 ? $"{parts[0]}" : $"printf '%s\\n' {string.Join(' ', input)} | ( {parts[0]} )";
    }

    IReadOnlyList<JobSchedule> Schedules(int number, string text, string[] fields, string name)
    {
        if (_zone is null)
        {
            _import.Leave(number, text, "its CRON_TZ is no time zone that is known here");
            return [];
        }
        IReadOnlyList<JobSchedule> schedules;
        if (fields[0][0] == '@')
            schedules = s_words.TryGetValue(fields[0], out var word) ? [Schedule(name, word)] : [];
        else
            schedules = OfFields(fields, name);
        var wrong = fields[0][0] == '@' && schedules.Count == 0
            ? fields[0].Equals("@reboot", StringComparison.OrdinalIgnoreCase)
                ? "nothing is started by a boot: make it a service, or a schedule that catches up"
                : $"'{fields[0]}' is no word that is known"
            : schedules.Select(Import.Wrong).FirstOrDefault(mistake => mistake is not null);
        if (wrong is null)
            return schedules;
        _import.Leave(number, text, wrong);
        return [];
    }

    IReadOnlyList<JobSchedule> OfFields(string[] fields, string name)
    {
        var (day, weekday) = (fields[2], fields[4]);
        // Unless one of them begins with a star, one of them is enough for cron, and here both have to be so.
        if (day[0] == '*' || weekday[0] == '*')
            return [Schedule(name, string.Join(' ', fields[..5]))];
        var others = Others(day);
        var days = Schedule(name, $"{fields[0]} {fields[1]} {day} {fields[3]} *");
        return others is null
            ? [days]
            : [days, Schedule($"{name}-weekday", $"{fields[0]} {fields[1]} {others} {fields[3]} {weekday}")];
    }

    /// <summary>The days of the month that a field does not name, so that no day is named twice; null where there are none.</summary>
    static string? Others(string field)
    {
        try
        {
            var days = CronReader.Instance.Read($"0 0 {field} * *").Fields[^3].Split(',')
                .Select(day => DueTimes.Number(day)).ToHashSet();
            var others = Enumerable.Range(1, 31).Where(day => !days.Contains(day)).ToList();
            return others.Count == 0 ? null : DueTimes.Field(others, "-");
        }
        catch (FormatException)
        {
            // The field itself is told of.
            return field;
        }
    }

    JobSchedule Schedule(string name, string cron) =>
        new() { Name = name, JobName = name, Cron = cron, TimeZone = _zone!, Jitter = _delay };

    static string Unquoted(string value) =>
        value is ['"', .., '"'] or ['\'', .., '\''] && value.Length > 1 ? value[1..^1] : value;

    [GeneratedRegex("""^["']?(?<name>[A-Za-z_][A-Za-z0-9_]*)["']?[ \t]*=[ \t]*(?<value>.*)$""")]
    private static partial Regex Assignment();

    // '# m h dom mon dow command' explains the fields, as the crontab of Debian does.
    [GeneratedRegex(@"^(m(in(ute)?)?\s+h|[|.*\s-]*(min|hour|day|month|\*|\.-)[\s(])", RegexOptions.IgnoreCase)]
    private static partial Regex Header();

    [GeneratedRegex(
        @"^(@(reboot|yearly|annually|monthly|weekly|daily|midnight|hourly)\s+\S|[\d*][\d*/,-]*(\s+[\d*A-Za-z][\w*/,-]*){4}\s+\S)")]
    private static partial Regex EntryOff();
}
