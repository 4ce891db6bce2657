using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using JobOps.Values;

namespace JobOps.Agent.CommandLine;

/// <summary>The arguments and options that several commands share, with messages that say what was expected.</summary>
static class SharedArguments
{
    public static Argument<long> RunId() => new("id")
    {
        Description = "The run, by its number.",
        CustomParser = result => Read(result, ParseRunId, "a run id is a whole number, such as 12"),
    };

    public static Argument<ChangeId> ChangeId() => new("change")
    {
        Description = "The change, such as C42.",
        CustomParser = result => Read<ChangeId>(result, ParseChangeId, ExpectedChangeId).GetValueOrDefault(),
    };

    public static Option<ChangeId?> Change(string description) => new("--change")
    {
        Description = description,
        HelpName = "C42",
        CustomParser = result => Read<ChangeId>(result, ParseChangeId, ExpectedChangeId),
    };

    const string ExpectedChangeId = "a change is a C and a number, such as C42";

    static ChangeId? ParseChangeId(string text) => Values.ChangeId.TryParse(text, null, out var id) ? id : null;

    public static Argument<string> Job() => new("job") { Description = "The job's name." };

    public static Argument<string> Environment(string name = "environment") => new(name) { Description = "The environment's name." };

    public static Option<string?> Reason(string description) => new("--reason") { Description = description };

    public static Argument<string> Queue() => new("queue") { Description = "The queue's name." };

    /// <summary>A moment to come.</summary>
    public static Option<DateTimeOffset?> Moment(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "time",
        CustomParser = result => Read(result, ParseDate, "a time is a date such as 2026-01-31T18:00Z, or 18:00 for today"),
    };

    /// <summary>A length of time.</summary>
    public static Option<TimeSpan?> Length(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "duration",
        CustomParser = result => Read<TimeSpan>(
            result, text => Duration.TryParse(text, out var length) ? length : null, $"what fits is {Duration.Words}"),
    };

    /// <summary>A length of time that is looked back, in days as well.</summary>
    public static Option<TimeSpan?> Age(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "duration",
        CustomParser = result => Read<TimeSpan>(
            result, text => Values.Age.TryParse(text, out var age) ? age : null, $"what fits is {Values.Age.Words}"),
    };

    /// <summary>What a difference has to exceed, as a fraction.</summary>
    public static Option<double?> Margin(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "margin",
        CustomParser = result => Read<double>(
            result, text => Values.Margin.TryParse(text, out var margin) ? margin : null, $"what fits is {Values.Margin.Words}"),
    };

    /// <summary>A moment, or a length of time before now.</summary>
    public static Option<DateTimeOffset?> Since() => Past("--since", "Requested since then:");

    /// <summary>A moment, or a length of time before now.</summary>
    public static Option<DateTimeOffset?> Past(string name, string description) => new(name)
    {
        Description = $"{description} 30m, 12h, 7d, or a date such as 2026-01-31T18:00Z.",
        HelpName = "time",
        CustomParser = result => Read(result, ParseMoment, "a time is 30m, 12h, 7d or a date such as 2026-01-31T18:00Z"),
    };

    /// <summary>A count, at least 1.</summary>
    public static Option<int> Count(string name, string description, int otherwise, int greatest = int.MaxValue) => new(name)
    {
        Description = description,
        HelpName = "n",
        DefaultValueFactory = _ => otherwise,
        CustomParser = result => (int)Read(
            result, text => ParseRunId(text) is { } count and > 0 && count <= greatest ? count : null,
            $"a count is a whole number of at least 1{(greatest < int.MaxValue ? $" and at most {greatest}" : "")}"),
    };

    /// <summary>Values of an enum, by name and without regard to case.</summary>
    public static Option<T[]> Among<T>(string name, string description) where T : struct, Enum => new(name)
    {
        Description = $"{description} {Names<T>()}.",
        HelpName = typeof(T).Name.ToLowerInvariant(),
        CustomParser = result => [.. result.Tokens.Select(token => ReadEnum<T>(result, token.Value))],
    };

    /// <summary>One value of an enum, or none.</summary>
    public static Option<T?> OneOf<T>(string name, string description) where T : struct, Enum => new(name)
    {
        Description = description,
        HelpName = Names<T>().ToLowerInvariant().Replace(", ", "|"),
        CustomParser = result => ReadEnum<T>(result, result.Tokens[0].Value),
    };

    static T ReadEnum<T>(ArgumentResult result, string text) where T : struct, Enum
    {
        if (Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text[0]))
            return value;
        result.AddError($"'{text}' is none of {Names<T>()}");
        return default;
    }

    static T? Read<T>(ArgumentResult result, Func<string, T?> parse, string expected) where T : struct
    {
        var text = result.Tokens[0].Value;
        if (parse(text) is { } value)
            return value;
        result.AddError($"'{text}' was given, but {expected}");
        return null;
    }

    static long Read(ArgumentResult result, Func<string, long?> parse, string expected) =>
        Read<long>(result, parse, expected).GetValueOrDefault();

    static long? ParseRunId(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    static DateTimeOffset? ParseMoment(string text)
    {
        if (text.Length > 1 && ushort.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            switch (text[^1])
            {
                case 'm': return DateTimeOffset.UtcNow.AddMinutes(-count);
                case 'h': return DateTimeOffset.UtcNow.AddHours(-count);
                case 'd': return DateTimeOffset.UtcNow.AddDays(-count);
            }
        }
        return ParseDate(text);
    }

    static DateTimeOffset? ParseDate(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var moment)
            ? moment
            : null;

    static string Names<T>() where T : struct, Enum => string.Join(", ", Enum.GetNames<T>());
}
