using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Schedules;
using JobOps.Wording;

namespace JobOps.Agent.Schedules;

/// <summary><c>jobops schedule set NAME …</c>: makes a schedule or changes it; what is not named stays.</summary>
sealed class SetScheduleCommand : OpenLedgerCommand
{
    readonly Argument<string> _name = ScheduleArguments.Name();
    readonly Option<string?> _job = new("--job") { Description = "The job that it starts; a new schedule needs one.", HelpName = "job" };
    readonly Option<string?> _cron = ScheduleArguments.Cron();
    readonly Option<TimeSpan?> _every = ScheduleArguments.Every();
    readonly Option<string?> _timeZone = ScheduleArguments.TimeZone();
    readonly Option<DateOnly[]> _exceptDate = ScheduleArguments.ExceptDate();
    readonly Option<CatchUp?> _catchUp = SharedArguments.OneOf<CatchUp>(
        "--catch-up", "Of what passed while nobody could start it: nothing, the newest, or each.");
    readonly Option<TimeSpan?> _catchUpWithin = SharedArguments.Age("--catch-up-within", "What is older is not caught up.");
    readonly Option<TimeSpan?> _jitter = SharedArguments.Length(
        "--jitter", "Started up to so much later, always by the same part of it, which the name decides.");
    readonly NameValueOption _parameter = new(
        "--parameter", "A value that the job is started with (may be repeated); those that are given are all.", "-p");
    readonly Option<string?> _environment = new("--environment") { Description = "The environment that it is started for." };

    public SetScheduleCommand() : base("set", "Make a schedule or change it; what is not named stays as it is")
    {
        Add(_name);
        foreach (var option in (Option[])
                 [_job, _cron, _every, _timeZone, _exceptDate, _catchUp, _catchUpWithin, _jitter, _parameter, _environment])
            Add(option);
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var schedule = await new ScheduleSetter(ledger).SetAsync(
            new()
            {
                Name = call.Value(_name)!,
                JobName = call.Value(_job),
                Cron = call.Value(_cron),
                Every = call.Value(_every),
                TimeZone = call.Value(_timeZone),
                ExceptDate = IsGiven(call, _exceptDate) ? call.Value(_exceptDate) : null,
                CatchUp = call.Value(_catchUp),
                CatchUpWithin = call.Value(_catchUpWithin),
                Jitter = call.Value(_jitter),
                Parameters = IsGiven(call, _parameter)
                    ? _parameter.Read(call).ToDictionary(pair => pair.Key, pair => (object?)pair.Value)
                    : null,
                Environment = call.Value(_environment),
            },
            call.Cancellation);
        call.Screen.Show(schedule, answer =>
            $"Schedule {answer.Name} starts {answer.JobName} {ScheduleWords.InWords(answer)}{(answer.Unchanged ? ", as before" : "")}."
            + (ScheduleWords.Next(answer) is { Length: > 0 } next ? $" Next: {next}." : ""));
        return ExitCodes.Ok;
    }

    static bool IsGiven(Invocation call, Option option) => call.Parse.GetResult(option) is { Implicit: false };
}
