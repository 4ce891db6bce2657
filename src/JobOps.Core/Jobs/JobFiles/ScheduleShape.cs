using System.Globalization;
using System.Text.Json.Nodes;
using JobOps.Schedules;
using JobOps.Values;

namespace JobOps.Jobs.JobFiles;

/// <summary>What stands behind <c>schedules</c> in a job file.</summary>
static class ScheduleShape
{
    public const string Member = "schedules";

    static readonly MapShape<object?> s_values =
        new(NameRule.Parameter, new ParameterValueShape(), "an object of values by the names of parameters");

    static readonly ObjectShape<ScheduleDocument> s_schedule =
        new ObjectShape<ScheduleDocument>("schedule", "When the job is started by itself.")
        {
            { "cron", new WordsShape(), (it, value) => it.Cron = value,
                "A cron expression: minute, hour, day of month, month, day of week; seconds may stand in front; or @daily." },
            { "every", CommonMembers.Duration, (it, value) => it.Every = value,
                "So often, counted from midnight UTC of 1970-01-01." },
            { "timeZone", new WordsShape(), (it, value) => it.TimeZone = value,
                "The zone whose clocks it goes by, such as Europe/Dublin; UTC if left out." },
            { "except", new ListShape<DateOnly>(new DateShape(), "a list of dates"), (it, value) => it.Except = value,
                "Dates in that zone on which nothing is started." },
            { "catchUp", new ChoiceShape<CatchUp>(), (it, value) => it.CatchUp = value ?? CatchUp.None,
                "Of what passed while nobody could start it: nothing (none), the newest (last), or each (all). none if left out." },
            { "catchUpWithin", new AgeShape(), (it, value) => it.CatchUpWithin = value,
                "Nothing older is caught up, such as 12h or 7d; no limit if left out." },
            { "jitter", CommonMembers.Duration, (it, value) => it.Jitter = value,
                "Started up to so much later, always by the same part of it, which the name of the schedule decides." },
            { "parameters", s_values, (it, value) => it.Parameters = value,
                "What the job is started with." },
            { "environment", new NameShape(NameRule.Environment), (it, value) => it.Environment = value,
                "The environment that it is started for." },
        }
        .ExactlyOneOf("cron", "every");

    public static MapShape<ScheduleDocument> Schedules { get; } = new(NameRule.Job, s_schedule, "an object of schedules by name");

    public static ScheduleEdit Schedule(string name, string job, ScheduleDocument document) => new()
    {
        Name = name,
        JobName = job,
        Cron = document.Cron,
        Every = document.Every,
        TimeZone = document.TimeZone,
        ExceptDate = document.Except,
        CatchUp = document.CatchUp,
        CatchUpWithin = document.CatchUpWithin,
        Jitter = document.Jitter,
        Parameters = document.Parameters.DistinctBy(value => value.Key, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(value => value.Key, value => value.Value),
        Environment = document.Environment,
        OfJobFile = true,
    };
}

sealed class ScheduleDocument
{
    public string? Cron { get; set; }
    public TimeSpan? Every { get; set; }
    public string? TimeZone { get; set; }
    public IReadOnlyList<DateOnly> Except { get; set; } = [];
    public CatchUp CatchUp { get; set; }
    public TimeSpan? CatchUpWithin { get; set; }
    public TimeSpan? Jitter { get; set; }
    public IReadOnlyList<KeyValuePair<string, object?>> Parameters { get; set; } = [];
    public string? Environment { get; set; }
}

/// <summary>A date.</summary>
sealed class DateShape : Shape<DateOnly>
{
    public override string Expected => "a date such as 2027-12-25";

    public override DateOnly Read(SourceNode node, Mistakes mistakes)
    {
        if (node is SourceText text
            && DateOnly.TryParseExact(text.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return date;
        mistakes.Add(node, Expected, node.Shown);
        return default;
    }

    public override JsonObject Schema(SchemaDefinitions definitions) => 
        new() { ["type"] = "string", ["pattern"] = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" };
}
