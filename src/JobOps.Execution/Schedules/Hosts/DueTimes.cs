using System.Globalization;
using JobOps.Schedules;

namespace JobOps.Execution;

/// <summary>
/// Times of day on days, as the fields of an expression name them: null stands for each. A day of the month or of the week may be one
/// of those that have a sign (L, W, #) instead of numbers.
/// </summary>
sealed record DueTimes
{
    const int SecondsOfMinute = 60;
    const int SecondsOfHour = 3600;
    const int SecondsOfDay = 86_400;

    // More are no entry that somebody would want to read.
    const int MostOfInterval = 60;

    public IReadOnlyList<int>? Seconds { get; init; } = [0];
    public IReadOnlyList<int>? Minutes { get; init; }
    public IReadOnlyList<int>? Hours { get; init; }
    public IReadOnlyList<int>? Days { get; init; }
    public IReadOnlyList<int>? Months { get; init; }
    /// <summary>0 is Sunday.</summary>
    public IReadOnlyList<int>? Weekdays { get; init; }
    /// <summary>As <c>LW</c>; null where <see cref="Days"/> says which.</summary>
    public string? DaySign { get; init; }
    /// <summary>As <c>5#2</c>; null where <see cref="Weekdays"/> says which.</summary>
    public string? WeekdaySign { get; init; }
    /// <summary>The zone whose clocks they are of.</summary>
    public required string TimeZone { get; init; }

    public bool OnEachDay => this is { Days: null, Months: null, Weekdays: null, DaySign: null, WeekdaySign: null };

    /// <summary>Those of a schedule; of an interval several, and none where no times of day are the same on each day.</summary>
    public static IReadOnlyList<DueTimes> Of(JobSchedule schedule) => schedule.Cron is { } cron
        ? [OfCron(CronReader.Instance.Read(cron), schedule.TimeZone)]
        : OfInterval((long)schedule.Every!.Value.TotalSeconds);

    static DueTimes OfCron(ICron cron, string zone)
    {
        string[] fields = cron.Fields is { Count: 5 } ? ["0", .. cron.Fields] : [.. cron.Fields];
        var (days, weekdays) = (Numbers(fields[3]), Numbers(fields[5]));
        return new()
        {
            Seconds = Numbers(fields[0]),
            Minutes = Numbers(fields[1]),
            Hours = Numbers(fields[2]),
            Days = days,
            DaySign = days is null && fields[3] != "*" ? fields[3] : null,
            Months = Numbers(fields[4]),
            Weekdays = weekdays?.Select(day => day % 7).Distinct().Order().ToList(),
            WeekdaySign = weekdays is null && fields[5] != "*" ? fields[5] : null,
            TimeZone = zone,
        };
    }

    static IReadOnlyList<DueTimes> OfInterval(long every)
    {
        if (SecondsOfDay % every != 0)
            return [];
        var isOfHour = SecondsOfHour % every == 0;
        var times = Enumerable.Range(0, (int)((isOfHour ? SecondsOfHour : SecondsOfDay) / every)).Select(index => (int)(index * every));
        var groups = isOfHour
            ? times.GroupBy(time => time % SecondsOfMinute).Select(group => new DueTimes
            {
                Seconds = [group.Key],
                Minutes = AllOrNull([.. group.Select(time => time / SecondsOfMinute)], SecondsOfMinute),
                TimeZone = JobSchedule.Utc,
            })
            : times.GroupBy(time => time % SecondsOfHour).Select(group => new DueTimes
            {
                Seconds = [group.Key % SecondsOfMinute],
                Minutes = [group.Key / SecondsOfMinute],
                Hours = [.. group.Select(time => time / SecondsOfHour)],
                TimeZone = JobSchedule.Utc,
            });
        var all = groups.ToList();
        return all.Count <= MostOfInterval ? all : [];
    }

    static List<int>? AllOrNull(List<int> numbers, int of) => numbers.Count == of ? null : numbers;

    static List<int>? Numbers(string field)
    {
        var numbers = new List<int>();
        foreach (var part in field.Split(','))
        {
            if (Number(part) is not { } number)
                return null;
            numbers.Add(number);
        }
        numbers.Sort();
        return numbers;
    }

    /// <summary>A number as fields have them; null for something else.</summary>
    public static int? Number(ReadOnlySpan<char> text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A field as numbers, a step over all of them where it is one, or ranges.</summary>
    /// <param name="numbers">The numbers; null for each.</param>
    /// <param name="range">What stands between the ends of a range.</param>
    /// <param name="step">The words of a step over all values: the first one, the step; null where there are none.</param>
    /// <param name="of">So many values the field has from 0 on.</param>
    /// <param name="format">Of a number.</param>
    public static string Field(
        IReadOnlyList<int>? numbers, string range, Func<int, string>? step = null, int of = 0, string format = "0")
    {
        if (numbers is null)
            return "*";
        if (step is not null && numbers is [0, > 1, ..] && of % numbers[1] == 0 && numbers.Count == of / numbers[1]
            && numbers.Index().All(one => one.Item == one.Index * numbers[1]))
            return step(numbers[1]);
        var parts = new List<string>();
        for (var first = 0; first < numbers.Count;)
        {
            var last = first;
            while (last + 1 < numbers.Count && numbers[last + 1] == numbers[last] + 1)
                last++;
            if (last - first >= 2)
                parts.Add(Shown(numbers[first]) + range + Shown(numbers[last]));
            else
                parts.AddRange(numbers.Skip(first).Take(last - first + 1).Select(Shown));
            first = last + 1;
        }
        return string.Join(',', parts);

        string Shown(int number) => number.ToString(format, CultureInfo.InvariantCulture);
    }
}
