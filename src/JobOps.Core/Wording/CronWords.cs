using System.Globalization;
using JobOps.Schedules;

namespace JobOps.Wording;

/// <summary>Cron expressions in words. A list that would be longer than a sentence is counted, and said to be.</summary>
public static class CronWords
{
    const string Any = "*";

    // More are not read, but counted.
    const int MostNamed = 8;

    static readonly string[] s_months =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    static readonly string[] s_days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

    static readonly string[] s_ordinals = ["first", "second", "third", "fourth", "fifth"];

    /// <summary>What an expression means: <c>at 02:15 every day</c>.</summary>
    public static string Of(ICron cron)
    {
        string[] fields = cron.Fields is { Count: 5 } ? ["0", .. cron.Fields] : [.. cron.Fields];
        var (time, recursOften) = Time(fields[0], fields[1], fields[2]);
        var date = Date(fields[3], fields[5]);
        var months = Numbers(fields[4]) is { } numbers ? " in " + List(numbers.Select(month => s_months[month - 1])) : "";
        return date is null
            ? time + (months.Length > 0 ? $" on every day{months}" : recursOften ? "" : " every day")
            : $"{time} {date}{months}";
    }

    /// <returns>The words, and whether they say how often, so that "every day" would add nothing.</returns>
    static (string Words, bool RecursOften) Time(string second, string minute, string hour)
    {
        var (seconds, minutes, hours) = (Numbers(second), Numbers(minute), Numbers(hour));
        if (seconds is [var s] && minutes is [var m] && hours is { Length: <= MostNamed } && !IsStep(hours, 24))
            return ("at " + List(hours.Select(h => Clock(h, m, s))), false);
        var every = (seconds, minutes, hours) switch
        {
            (null, null, null) => "every second",
            ([0], null, null) => "every minute",
            ([0], [0], null) => "every hour, on the hour",
            ({ } steps, null, null) when IsStep(steps, 60) => $"every {steps[1]} seconds",
            ([0], { } steps, null) when IsStep(steps, 60) => $"every {steps[1]} minutes",
            ([0], [0], { } steps) when IsStep(steps, 24) => $"every {steps[1]} hours, from midnight on",
            _ => null,
        };
        if (every is not null)
            return (every, true);
        List<string> parts = [];
        if (seconds is not [0])
            parts.Add(Part(seconds, 60, "second", "at"));
        parts.Add(Part(minutes, 60, "minute", seconds is [0] && minutes is not null && !IsStep(minutes, 60) ? "at" : ""));
        parts.Add(Part(hours, 24, "hour", ""));
        return (string.Join(" of ", parts.Select(part => part.Trim())), hours is null);
    }

    static string Part(int[]? numbers, int of, string unit, string before) => numbers switch
    {
        null => $"every {unit}",
        _ when IsStep(numbers, of) => $"every {numbers[1]} {unit}s",
        { Length: > 2 } when IsRange(numbers) => $"{(before.Length > 0 ? before : "the")} {unit}s {numbers[0]} to {numbers[^1]}",
        { Length: > MostNamed } => $"{before} {numbers.Length} {unit}s that are too many to name",
        [var one] => $"{before} {unit} {one}",
        _ => $"{before} {unit}s {List(numbers.Select(number => $"{number}"))}",
    };

    /// <returns>Null for every day.</returns>
    static string? Date(string day, string weekday)
    {
        var ofMonth = day == Any ? null : OfMonth(day);
        if (weekday == Any)
            return ofMonth is null ? null : "on " + ofMonth;
        var ofWeek = OfWeek(weekday);
        // Both have to be so; in the cron of Unix one of them is enough.
        return ofMonth is null ? "on " + ofWeek : $"on {ofMonth}, where that is {(IsNamed(ofWeek) ? "" : "a ")}{ofWeek}";
    }

    static bool IsNamed(string day) => day.StartsWith("the ", StringComparison.Ordinal);

    static string OfMonth(string day)
    {
        if (Numbers(day) is { } days)
            return days switch
            {
                [var one] => $"day {one} of the month",
                { Length: > 2 } when IsRange(days) => $"the days {days[0]} to {days[^1]} of the month",
                { Length: > MostNamed } => $"{days.Length} days of the month that are too many to name",
                _ => $"the days {List(days.Select(number => $"{number}"))} of the month",
            };
        if (day == "L")
            return "the last day of the month";
        if (day is "LW" or "WL")
            return "the last Monday to Friday of the month";
        if (day.EndsWith('W') && Number(day[..^1]) is not null)
            return $"the Monday to Friday that is nearest to day {day[..^1]} of the month";
        return day.StartsWith("L-", StringComparison.Ordinal)
            ? $"the day that is {day[2..]} before the last of the month"
            : $"the days of the month that '{day}' means";
    }

    static string OfWeek(string weekday)
    {
        if (Numbers(weekday) is { } days)
            return days is [1, 2, 3, 4, 5] ? "Monday to Friday"
                : days is [0, 6] ? "Saturday and Sunday"
                : List(days.Order().Select(number => s_days[number % 7]), days.Length == 1 ? "and" : "or");
        if (weekday.Split('#') is [var ofWeek, var ordinal] && Number(ofWeek) is { } day && Number(ordinal) is { } nth and >= 1 and <= 5)
            return $"the {s_ordinals[nth - 1]} {s_days[day % 7]} of the month";
        return weekday.EndsWith('L') && Number(weekday[..^1]) is { } last
            ? $"the last {s_days[last % 7]} of the month"
            : $"the days of the week that '{weekday}' means";
    }

    /// <returns>Null for all of them, and for what is no list of numbers.</returns>
    static int[]? Numbers(string field)
    {
        var numbers = field.Split(',').Select(Number).ToList();
        return numbers.TrueForAll(number => number is not null) ? [.. numbers.Select(number => number!.Value)] : null;
    }

    static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    static bool IsStep(int[] numbers, int of) =>
        numbers is [0, > 1, ..] && of % numbers[1] == 0 && numbers.Length == of / numbers[1]
        && numbers.Index().All(one => one.Item == one.Index * numbers[1]);

    static bool IsRange(int[] numbers) => numbers.Index().All(one => one.Item == numbers[0] + one.Index);

    static string Clock(int hour, int minute, int second) =>
        FormattableString.Invariant($"{hour:00}:{minute:00}{(second == 0 ? "" : $":{second:00}")}");

    static string List(IEnumerable<string> words, string and = "and")
    {
        var all = words.ToList();
        return all.Count == 1 ? all[0] : $"{string.Join(", ", all[..^1])} {and} {all[^1]}";
    }
}
