using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace JobOps.Agent.Schedules;

/// <summary>What the commands about schedules share.</summary>
static class ScheduleArguments
{
    public static Argument<string> Name() => new("schedule") { Description = "The schedule's name." };

    public static Option<string?> Cron() => new("--cron")
    {
        Description = "A cron expression: five fields, six with seconds in front, or a word such as @daily; L, W and # are known.",
        HelpName = "expression",
    };

    public static Option<TimeSpan?> Every() =>
        CommandLine.SharedArguments.Length("--every", "So often, counted from midnight UTC of 1970-01-01.");

    public static Option<string?> TimeZone() => new("--time-zone")
    {
        Description = "The zone whose clocks it goes by, such as Europe/Dublin.", HelpName = "zone",
    };

    public static Option<DateOnly[]> ExceptDate() => new("--except-date")
    {
        Description = "A date in that zone on which nothing is started (may be repeated).",
        HelpName = "date",
        CustomParser = result => [.. result.Tokens.Select(token => Read(result, token.Value))],
    };

    static DateOnly Read(ArgumentResult result, string text)
    {
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            result.AddError($"'{text}' was given, but a date is such as 2027-12-25");
        return date;
    }
}
