using System.Globalization;
using System.Text.RegularExpressions;
using JobOps.Execution;
using JobOps.Schedules;

namespace JobOps.Engine.Tests.Schedules.Hosts;

/// <summary>Expressions as systemd understands them, slot by slot.</summary>
public sealed partial class OnCalendarTests
{
    const int Slots = 20;

    static readonly string[] s_zones = ["UTC", "Europe/Dublin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"];

    [Theory]
    [InlineData("15 2 * * *", "UTC", "*-*-* 02:15:00 UTC")]
    [InlineData("*/15 * * * *", "UTC", "*-*-* *:00/15:00 UTC")]
    [InlineData("0 20 L * *", "Europe/Dublin", "*-*~01 20:00:00 Europe/Dublin")]
    [InlineData("0 20 L-2 * *", "UTC", "*-*~03 20:00:00 UTC")]
    [InlineData("0 3 13 * FRI", "UTC", "Fri *-*-13 03:00:00 UTC")]
    [InlineData("0 3 * 1,4-6 5#2", "UTC", "Fri *-01,04..06-08..14 03:00:00 UTC")]
    [InlineData("0 3 * * 5L", "UTC", "Fri *-*~07/1 03:00:00 UTC")]
    [InlineData("*/10 5 2 * * SUN", "UTC", "Sun *-*-* 02:05:00/10 UTC")]
    // By the hours that pass: the clocks of Kathmandu are never changed, those of Dublin are.
    [InlineData("15 * * * *", "Asia/Kathmandu", "*-*-* *:15:00 Asia/Kathmandu")]
    [InlineData("15 * * * *", "Europe/Dublin", "*-*-* *:15:00 UTC")]
    public void An_expression_is_said_as_systemd_says_it(string cron, string zone, string expected)
    {
        Assert.Equal(expected, Calendar(SlotSequenceTests.Schedule(cron, zone)));
        AssertSame(SlotSequenceTests.Schedule(cron, zone), new(2027, 1, 5, 0, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public void Of_a_hundred_random_expressions_the_next_slots_are_those_of_systemd()
    {
        var random = new Random(20270101);
        for (var index = 0; index < 100; index++)
        {
            var schedule = SlotSequenceTests.Schedule(Expression(random), s_zones[index % s_zones.Length]);
            AssertSame(schedule, new(2027, random.Next(1, 13), random.Next(1, 28), random.Next(24), 7, 30, TimeSpan.Zero));
        }
    }

    [Fact]
    public void Nights_on_which_clocks_change_are_as_is_said_of_them()
    {
        foreach (var zone in s_zones)
            foreach (var cron in (string[])["15 1 * * *", "30 2 * * *", "*/30 * * * *", "0 */2 * * *"])
                foreach (var (month, day) in ((int, int)[])[(3, 27), (10, 30), (3, 13), (11, 6), (10, 2), (4, 3)])
                    AssertSame(SlotSequenceTests.Schedule(cron, zone), new(2027, month, day, 0, 0, 0, TimeSpan.Zero));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(15 * 60)]
    [InlineData(90 * 60)]
    [InlineData(6 * 3600)]
    [InlineData(24 * 3600)]
    public void An_interval_is_the_same_slots(int seconds)
    {
        HostPrograms.Need("systemd-analyze");
        var schedule = SlotSequenceTests.Schedule(null, every: TimeSpan.FromSeconds(seconds));
        var from = new DateTimeOffset(2027, 1, 5, 0, 0, 1, TimeSpan.Zero);
        var theirs = DueTimes.Of(schedule).SelectMany(times => Theirs(OnCalendar.Of(times, [])!, from)).Order().Take(Slots);
        Assert.Equal(SlotSequence.Of(schedule).After(from).Take(Slots).Select(slot => slot.UtcDateTime), theirs);
    }

    static string Calendar(JobSchedule schedule)
    {
        var problems = new List<string>();
        var clock = HostClock.Of(schedule, new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var times = DueTimes.Of(schedule)[0];
        var calendar = OnCalendar.Of(OnCalendar.InUtc(times, clock) ?? times, problems);
        Assert.Empty(problems);
        return calendar!;
    }

    static void AssertSame(JobSchedule schedule, DateTimeOffset from)
    {
        HostPrograms.Need("systemd-analyze");
        var calendar = Calendar(schedule);
        var theirs = Theirs(calendar, from).Take(Slots).ToList();
        Assert.NotEmpty(theirs);
        var inUtc = calendar.EndsWith(" UTC", StringComparison.Ordinal);
        // What it says of itself: of a gap it starts nothing, of an hour that comes twice the first only.
        var ours = SlotSequence.Of(schedule).Detailed(from)
            .Where(slot => slot.Kind != SlotKind.AfterGap && (inUtc || slot.Kind != SlotKind.SecondOfTwo))
            .Select(slot => slot.At.UtcDateTime).Take(Slots).ToList();
        Assert.True(ours.SequenceEqual(theirs), $"{schedule.Cron} ({schedule.TimeZone}) from {from:u}: {calendar}\n"
            + $"ours:   {string.Join(", ", ours.Select(slot => $"{slot:u}"))}\n"
            + $"theirs: {string.Join(", ", theirs.Select(slot => $"{slot:u}"))}");
    }

    internal static List<DateTime> Theirs(string calendar, DateTimeOffset from) =>
        [.. Elapse().Matches(HostPrograms.Run(
                "systemd-analyze", "calendar", $"--base-time={from:yyyy-MM-dd HH:mm:ss} UTC", $"--iterations={Slots}", calendar))
            .Select(match => DateTime.Parse(
                match.Groups[1].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal))];

    static string Expression(Random random)
    {
        string Some(int first, int last) => random.Next(5) switch
        {
            0 => "*",
            1 => $"*/{random.Next(2, 8)}",
            2 => $"{random.Next(first, last / 2)}-{random.Next(last / 2, last + 1)}",
            3 => string.Join(',', Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(first, last + 1)).Distinct()),
            _ => $"{random.Next(first, last + 1)}",
        };
        var day = random.Next(6) switch { 0 => "L", 1 => $"L-{random.Next(1, 5)}", 2 => Some(1, 28), _ => "*" };
        var weekday = day != "*"
            ? "*"
            : random.Next(5) switch { 0 => $"{random.Next(7)}#{random.Next(1, 5)}", 1 => $"{random.Next(7)}L", 2 => Some(0, 6), _ => "*" };
        return $"{Some(0, 59)} {Some(0, 23)} {day} {(random.Next(3) == 0 ? Some(1, 12) : "*")} {weekday}";
    }

    [GeneratedRegex(@"(?:Next elapse|Iteration #\d+|Iter\. #\d+): \w{3} ([\d-]+ [\d:]+) UTC")]
    private static partial Regex Elapse();
}
