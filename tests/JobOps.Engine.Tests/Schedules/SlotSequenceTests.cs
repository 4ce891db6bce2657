using System.Globalization;
using JobOps.Errors;
using JobOps.Schedules;
using JobOps.Wording;

namespace JobOps.Engine.Tests.Schedules;

/// <summary>Which instants an expression means, above all on the days on which clocks are put forward and back.</summary>
public sealed class SlotSequenceTests
{
    internal static JobSchedule Schedule(string? cron, string timeZone = "UTC", TimeSpan? every = null) =>
        new() { Name = "s", JobName = "j", Cron = cron, Every = every, TimeZone = timeZone };

    static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    static string[] Slots(JobSchedule schedule, string from, string to) =>
        [.. SlotSequence.Of(schedule).Detailed(Utc(from).AddTicks(-1)).TakeWhile(slot => slot.At < Utc(to))
            .Select(slot => $"{slot.At.ToUniversalTime():MM-dd HH:mm} {slot.Kind}")];

    // Dublin's clocks are put forward on 28 March 2027 at 01:00 UTC, Berlin's then, too, and put back on 31 October at 01:00 UTC.
    [Theory]
    [InlineData("15 2 * * *", "Europe/Berlin", "2027-03-27", "2027-03-30",
        "03-27 01:15 Usual", "03-28 01:00 AfterGap", "03-29 00:15 Usual")]
    [InlineData("15 1 * * *", "Europe/Dublin", "2027-03-28", "2027-03-30", "03-28 01:00 AfterGap", "03-29 00:15 Usual")]
    [InlineData("15 2 * * *", "Europe/Berlin", "2027-10-30", "2027-11-02",
        "10-30 00:15 Usual", "10-31 00:15 DoubledOnce", "11-01 01:15 Usual")]
    // Several skipped times are due together, once.
    [InlineData("*/15 2,3 * * *", "Europe/Berlin", "2027-03-28", "2027-03-28 03:00",
        "03-28 01:00 AfterGap", "03-28 01:15 Usual", "03-28 01:30 Usual", "03-28 01:45 Usual")]
    // What names every second hour means hours on the wall, too.
    [InlineData("0 */2 * * *", "Europe/Berlin", "2027-03-27 23:00", "2027-03-28 04:00",
        "03-27 23:00 Usual", "03-28 01:00 AfterGap", "03-28 02:00 Usual")]
    [InlineData("0 */2 * * *", "Europe/Berlin", "2027-10-30 22:00", "2027-10-31 04:00",
        "10-30 22:00 Usual", "10-31 00:00 DoubledOnce", "10-31 03:00 Usual")]
    // What is due in every hour is due in each hour that passes.
    [InlineData("30 * * * *", "Europe/Berlin", "2027-10-30 23:00", "2027-10-31 03:00",
        "10-30 23:30 Usual", "10-31 00:30 FirstOfTwo", "10-31 01:30 SecondOfTwo", "10-31 02:30 Usual")]
    [InlineData("30 * * * *", "Europe/Berlin", "2027-03-28 00:00", "2027-03-28 02:00", "03-28 00:30 Usual", "03-28 01:30 Usual")]
    // Half an hour, the other way round of the year, and a zone without summer time.
    [InlineData("15 2 * * *", "Australia/Lord_Howe", "2027-10-02", "2027-10-03", "10-02 15:30 AfterGap")]
    [InlineData("45 1 * * *", "Australia/Lord_Howe", "2027-04-03", "2027-04-04", "04-03 14:45 DoubledOnce")]
    [InlineData("15 2 * * *", "America/New_York", "2027-03-14", "2027-03-15", "03-14 07:00 AfterGap")]
    [InlineData("15 1 * * *", "America/New_York", "2027-11-07", "2027-11-08", "11-07 05:15 DoubledOnce")]
    [InlineData("15 2 * * *", "Asia/Kathmandu", "2027-03-28", "2027-03-29", "03-28 20:30 Usual")]
    // The day that Samoa left out.
    [InlineData("0 12 * * *", "Pacific/Apia", "2011-12-29", "2012-01-01", "12-29 22:00 Usual", "12-30 10:00 AfterGap", "12-30 22:00 Usual",
        "12-31 22:00 Usual")]
    public void The_clocks_of_a_zone_decide(string cron, string zone, string from, string to, params string[] expected) =>
        Assert.Equal(expected, Slots(Schedule(cron, zone), from, to));

    [Theory]
    [InlineData("*/15 2,3 * * *")]
    [InlineData("30 * * * *")]
    [InlineData("15 2 * * *")]
    [InlineData("*/7 * * * *")]
    public void Wherever_one_begins_the_slots_are_the_same(string cron)
    {
        foreach (var zone in (string[])["Europe/Berlin", "Europe/Dublin", "America/New_York", "Australia/Lord_Howe"])
            foreach (var day in (string[])["2027-03-27", "2027-10-30", "2027-11-06", "2027-10-02", "2027-04-03", "2027-03-13"])
            {
                var sequence = SlotSequence.Of(Schedule(cron, zone));
                var all = sequence.After(Utc(day)).TakeWhile(slot => slot < Utc(day).AddDays(5)).ToList();
                for (var from = Utc(day); from < Utc(day).AddDays(2); from = from.AddMinutes(13))
                    Assert.Equal(all.First(slot => slot > from), sequence.After(from).First());
            }
    }

    [Theory]
    [InlineData("0 0 L 2 *", "2027-02-28")]
    [InlineData("0 0 15W 8 *", "2027-08-16")]
    [InlineData("0 0 * * 5#2", "2027-01-08")]
    [InlineData("0 0 * * 5L", "2027-01-29")]
    [InlineData("@yearly", "2028-01-01")]
    [InlineData("0 0 29 2 *", "2028-02-29")]
    public void The_signs_of_days_are_known(string cron, string expected) =>
        Assert.Equal(Utc(expected), SlotSequence.Of(Schedule(cron)).Next(Utc("2027-01-02")));

    [Fact]
    public void Six_fields_begin_with_seconds() =>
        Assert.Equal(Utc("2027-01-01 00:00:40"), SlotSequence.Of(Schedule("*/20 * * * * *")).Next(Utc("2027-01-01 00:00:20")));

    [Fact]
    public void An_interval_is_counted_from_one_beginning_for_all()
    {
        var sequence = SlotSequence.Of(Schedule(null, "Europe/Berlin", TimeSpan.FromMinutes(90)));

        Assert.Equal([Utc("2027-01-01 00:00"), Utc("2027-01-01 01:30"), Utc("2027-01-01 03:00")],
            sequence.After(Utc("2026-12-31 23:59")).Take(3).ToArray());
    }

    [Fact]
    public void Dates_of_the_zone_are_excepted()
    {
        var schedule = Schedule("0 23 * * *", "America/New_York") with { ExceptDate = [new(2027, 12, 24), new(2027, 12, 25)] };

        Assert.Equal([Utc("2027-12-24 04:00"), Utc("2027-12-27 04:00")],
            SlotSequence.Of(schedule).After(Utc("2027-12-24")).Take(2).ToArray());
        Assert.Equal(2, SlotSequence.Of(schedule).Detailed(Utc("2027-12-24")).Take(3).Count(slot => slot.Excepted));
    }

    [Theory]
    [InlineData("* * 32 * *", "Days of month")]
    [InlineData("15 2 * *", "4 fields")]
    [InlineData("@dayly", "")]
    [InlineData("0 0 30 2 *", "never due")]
    [InlineData("H 2 * * *", "jitter")]
    [InlineData("", "0 fields")]
    public void What_is_no_expression_is_said(string cron, string words)
    {
        var error = Assert.Throws<JobOpsException>(() => SlotSequence.Of(Schedule(cron))).Error;

        Assert.Equal(nameof(Error.ScheduleInvalid), error.Id);
        Assert.Contains("cron: expected a cron expression", error.Actual);
        Assert.Contains(words, error.Actual);
    }

    [Fact]
    public void A_zone_may_have_its_Windows_name_and_an_unknown_one_is_asked_about()
    {
        Assert.Equal("Europe/Berlin", ZoneClock.IanaName("W. Europe Standard Time"));
        var error = Assert.Throws<JobOpsException>(() => SlotSequence.Of(Schedule("@daily", "Europe/Dubln"))).Error;
        Assert.Contains("did you mean 'Europe/Dublin'?", error.Actual);
    }

    [Theory]
    [InlineData("15 2 * * *", "at 02:15 every day")]
    [InlineData("@hourly", "every hour, on the hour")]
    [InlineData("*/15 * * * *", "every 15 minutes")]
    [InlineData("*/10 * * * * *", "every 10 seconds")]
    [InlineData("* * * * *", "every minute")]
    [InlineData("0 */6 * * *", "every 6 hours, from midnight on")]
    [InlineData("30 8,12,18 * * 1-5", "at 08:30, 12:30 and 18:30 on Monday to Friday")]
    [InlineData("*/15 9-17 * * MON-FRI", "every 15 minutes of the hours 9 to 17 on Monday to Friday")]
    [InlineData("5 * * * *", "at minute 5 of every hour")]
    [InlineData("0 0 L * *", "at 00:00 on the last day of the month")]
    [InlineData("0 0 15W * *", "at 00:00 on the Monday to Friday that is nearest to day 15 of the month")]
    [InlineData("0 0 * * 5#2", "at 00:00 on the second Friday of the month")]
    [InlineData("0 0 * 1,7 5L", "at 00:00 on the last Friday of the month in January and July")]
    [InlineData("0 3 13 * 5", "at 03:00 on day 13 of the month, where that is a Friday")]
    [InlineData("0 3 1 1 *", "at 03:00 on day 1 of the month in January")]
    [InlineData("30 15 2 * * *", "at 02:15:30 every day")]
    [InlineData("1,2,3,5,8,13,21,34,55 * * * *", "at 9 minutes that are too many to name of every hour")]
    public void An_expression_is_said_in_words(string cron, string words) =>
        Assert.Equal(words, CronWords.Of(CronReader.Instance.Read(cron)));

    [Fact]
    public void Jitter_is_stable_and_spreads()
    {
        var delays = Enumerable.Range(0, 500)
            .Select(index => (Schedule("@daily") with { Name = $"job-{index}", Jitter = TimeSpan.FromMinutes(10) }).Delay()).ToList();

        Assert.All(delays, delay => Assert.InRange(delay, TimeSpan.Zero, TimeSpan.FromMinutes(10)));
        Assert.InRange(delays.Average(delay => delay.TotalMinutes), 4.5, 5.5);
        Assert.Equal(delays[7], (Schedule("@daily") with { Name = "JOB-7", Jitter = TimeSpan.FromMinutes(10) }).Delay());
    }
}
