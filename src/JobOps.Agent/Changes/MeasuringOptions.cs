using System.CommandLine;
using System.Globalization;
using JobOps.Agent.CommandLine;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Measurements;

namespace JobOps.Agent.Changes;

/// <summary>How often something is measured, how fast, and what counts its database calls. What is left out is as it was before the
/// change, or as is usual.</summary>
sealed class MeasuringOptions
{
    readonly Option<int?> _count = new("--count") { Description = "How many samples are kept; default: 30.", HelpName = "n" };
    readonly Option<TimeSpan?> _duration = SharedArguments.Length("--duration", "For how long samples are begun, in the place of a count.");
    readonly Option<int?> _warmUp = new("--warm-up") { Description = "How many are made first and dropped; default: 3.", HelpName = "n" };
    readonly Option<double?> _pace = new("--pace")
    {
        Description = "How many are begun a second; default: one after the other.",
        HelpName = "n",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var pace))
                return pace;
            result.AddError($"'{text}' was given, but a pace is a number, such as 5 or 0.5");
            return null;
        },
    };
    readonly Option<int?> _concurrency = new("--concurrency") { Description = "How many at a time; default: 1.", HelpName = "n" };
    readonly Option<TimeSpan?> _timeLimit = SharedArguments.Length("--time-limit", "A sample that takes longer is ended; default: 30s.");
    readonly Option<string?> _header = new("--database-call-header")
    {
        Description = "The header of an answer that says how many database calls it took.", HelpName = "name",
    };
    readonly Option<string?> _log = new("--database-call-log")
    {
        Description = "A log in which each database call is a line.", HelpName = "file",
    };
    readonly Option<string?> _pattern = new("--database-call-pattern")
    {
        Description = "Which lines of the log are database calls.", HelpName = "regex",
    };
    readonly Option<bool> _force = new("--force")
    {
        Description = "Beyond the limits of rate and count, and also what answers with errors.",
    };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])
                 [_count, _duration, _warmUp, _pace, _concurrency, _timeLimit, _header, _log, _pattern, _force])
            command.Add(option);
    }

    public bool Force(Invocation call) => call.Value(_force);

    /// <summary>The header that counts database calls: what was typed, or as before.</summary>
    public string? Header(Invocation call, Baseline? before) =>
        call.Value(_header) ?? (call.Value(_log) is null ? before?.DatabaseCalls?.Header : null);

    /// <exception cref="JobOpsException">MeasuringPlanInvalid</exception>
    public MeasuringPlan Plan(Invocation call, Baseline? before) => new AskedPlan
    {
        Count = call.Value(_count), Duration = call.Value(_duration), WarmUp = call.Value(_warmUp), PacePerSecond = call.Value(_pace),
        Concurrency = call.Value(_concurrency), TimeLimit = call.Value(_timeLimit), Force = Force(call),
    }.ToPlan(before, Counter(call, before));

    LoggedDatabaseCallCounter? Counter(Invocation call, Baseline? before)
    {
        var (log, pattern) = (call.Value(_log), call.Value(_pattern));
        if (log is null != pattern is null)
            throw new JobOpsException(Error.MeasuringPlanInvalid(
                "a log of database calls", "--database-call-log with --database-call-pattern", "one of them"));
        if (log is not null && call.Value(_header) is not null)
            throw new JobOpsException(Error.MeasuringPlanInvalid(
                "more than one way to count database calls", "a header or a log", "both"));
        if (log is not null)
            return new(Path.GetFullPath(log), pattern!);
        return call.Value(_header) is null && before?.DatabaseCalls is { Log: { } earlier, Pattern: { } lines }
            ? new(earlier, lines)
            : null;
    }
}
