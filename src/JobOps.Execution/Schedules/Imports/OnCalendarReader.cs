using JobOps.Schedules;

namespace JobOps.Execution;

/// <summary>Reads the calendar expressions of systemd as cron expressions.</summary>
/// <seealso href="https://www.freedesktop.org/software/systemd/man/latest/systemd.time.html"/>
static class OnCalendarReader
{
    static readonly Dictionary<string, string> s_words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["minutely"] = "* * * * *", ["hourly"] = "0 * * * *", ["daily"] = "0 0 * * *", ["monthly"] = "0 0 1 * *", ["weekly"] = "0 0 * * 1",
        ["yearly"] = "0 0 1 1 *", ["annually"] = "0 0 1 1 *", ["quarterly"] = "0 0 1 1,4,7,10 *", ["semiannually"] = "0 0 1 1,7 *",
        ["bi-annually"] = "0 0 1 1,7 *", ["biannually"] = "0 0 1 1,7 *",
    };

    static readonly string[] s_days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    /// <summary>The expression and its zone, null for that of the machine; null where no cron expression says it.</summary>
    public static (string Cron, string? TimeZone)? Read(string expression)
    {
        var words = expression.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries).ToList();
        string? zone = null;
        if (words.Count > 1 && char.IsAsciiLetter(words[^1][0]) && !words[^1].Contains(':', StringComparison.Ordinal))
        {
            zone = ZoneClock.IanaName(words[^1]);
            if (zone is null)
                return null;
            words.RemoveAt(words.Count - 1);
        }
        if (words is [var only] && s_words.TryGetValue(only, out var known))
            return (known, zone);
        var week = words.Count > 0 && char.IsAsciiLetter(words[0][0]) ? Take(words) : null;
        var date = words.Count > 0 && !words[0].Contains(':', StringComparison.Ordinal) ? Take(words) : "*-*-*";
        var time = words.Count > 0 ? Take(words) : "00:00:00";
        if (words.Count > 0 || Time(time) is not { } clock || Weekdays(week) is not { } weekdays || Date(date, weekdays) is not { } days)
            return null;
        return (clock.Second == "0" ? $"{clock.MinuteAndHour} {days}" : $"{clock.Second} {clock.MinuteAndHour} {days}", zone);
    }

    static string Take(List<string> words)
    {
        var word = words[0];
        words.RemoveAt(0);
        return word;
    }

    static (string Second, string MinuteAndHour)? Time(string text) => text.Split(':') switch
    {
        [var hour, var minute] => Time(hour, minute, "00"),
        [var hour, var minute, var second] => Time(hour, minute, second),
        _ => null,
    };

    static (string, string)? Time(string hour, string minute, string second) =>
        Field(hour, 0, 23) is { } h && Field(minute, 0, 59) is { } m && Field(second, 0, 59) is { } s ? (s, $"{m} {h}") : null;

    /// <summary><c>*</c> where none is given; null where it cannot be read.</summary>
    static string? Weekdays(string? text)
    {
        if (text is null)
            return "*";
        var days = new SortedSet<int>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = part.Split(["..", "-"], StringSplitOptions.None).Select(Weekday).ToArray();
            // A week begins on Monday there.
            if (ends.Length > 2 || Array.Exists(ends, day => day < 0) || (ends[0] + 6) % 7 > (ends[^1] + 6) % 7)
                return null;
            for (var day = ends[0]; ; day = (day + 1) % 7)
            {
                days.Add(day);
                if (day == ends[^1])
                    break;
            }
        }
        return string.Join(',', days);
    }

    static int Weekday(string name) => name.Length < 3 ? -1 : Array.IndexOf(s_days, name[..3].ToLowerInvariant());

    /// <summary>Day of the month, month and day of the week.</summary>
    static string? Date(string text, string weekdays)
    {
        var fromEnd = text.IndexOf('~', StringComparison.Ordinal);
        var (head, day) = fromEnd >= 0
            ? (text[..fromEnd], text[(fromEnd + 1)..])
            : (text[..Math.Max(0, text.LastIndexOf('-'))], text[(text.LastIndexOf('-') + 1)..]);
        var month = head.Split('-') switch { ["*", var of] => of, [var of] => of, _ => null };
        if (month is null || Field(month, 1, 12) is not { } months)
            return null;
        if (fromEnd < 0)
            return Field(day, 1, 31) is { } days ? $"{days} {months} {weekdays}" : null;
        if (day is "07/1" or "7/1" or "1..7" or "01..07" or "07..01" or "7..1")
            return weekdays.Length == 1 && weekdays != "*" ? $"* {months} {weekdays}L" : null;
        return DueTimes.Number(day) is { } before and >= 1 and <= 28
            ? $"{(before == 1 ? "L" : $"L-{before - 1}")} {months} {weekdays}"
            : null;
    }

    /// <summary>A part as a field of cron.</summary>
    static string? Field(string text, int least, int greatest)
    {
        var numbers = new SortedSet<int>();
        foreach (var part in text.Split(','))
        {
            var (range, step) = part.Split('/') switch
            {
                [var all] => (all, (int?)0),
                [var from, var by] => (from, DueTimes.Number(by)),
                _ => ("", null),
            };
            if (step is null || (part.Contains('/', StringComparison.Ordinal) && step == 0))
                return null;
            var ends = range == "*" ? [least, greatest] : range.Split("..").Select(end => DueTimes.Number(end)).ToArray();
            if (ends.Length > 2 || Array.Exists(ends, end => end is null || end < least || end > greatest))
                return null;
            var last = ends.Length == 2 ? ends[1]!.Value : step > 0 ? greatest : ends[0]!.Value;
            for (var number = ends[0]!.Value; number <= last; number += step > 0 ? step.Value : 1)
                numbers.Add(number);
        }
        return numbers.Count == 0 ? null : numbers.Count == greatest - least + 1 ? "*"
            : DueTimes.Field([.. numbers], "-", least == 0 ? step => $"*/{step}" : null, greatest + 1);
    }
}
