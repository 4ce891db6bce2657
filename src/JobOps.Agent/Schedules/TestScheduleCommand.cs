using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Schedules;
using JobOps.Wording;

namespace JobOps.Agent.Schedules;

/// <summary><c>jobops schedule test</c>: when a schedule or an expression is due. An expression needs no ledger.</summary>
sealed class TestScheduleCommand : AgentCommand
{
    const int MostOfYear = 100_000;

    readonly Argument<string?> _name = new("schedule")
    {
        Description = "A schedule of the ledger; or --cron or --every.", Arity = ArgumentArity.ZeroOrOne,
    };
    readonly Option<string?> _cron = ScheduleArguments.Cron();
    readonly Option<TimeSpan?> _every = ScheduleArguments.Every();
    readonly Option<string?> _timeZone = ScheduleArguments.TimeZone();
    readonly Option<DateOnly[]> _exceptDate = ScheduleArguments.ExceptDate();
    readonly Option<int?> _year = new("--year") { Description = "The slots of this year in the zone, 100000 at most.", HelpName = "year" };
    readonly Option<int?> _next = new("--next")
    {
        Description = "The first so many slots, from now or of the year; 10 where there is no year.", HelpName = "n",
    };

    public TestScheduleCommand() : base("test", "Show when a schedule or an expression is due, in words and slot by slot")
    {
        Add(_name);
        foreach (var option in (Option[])[_cron, _every, _timeZone, _exceptDate, _year, _next])
            Add(option);
        Validators.Add(result =>
        {
            if (new[] { result.GetValue(_name) is not null, result.GetValue(_cron) is not null, result.GetValue(_every) is not null }
                    .Count(given => given) != 1)
                result.AddError("name a schedule, or give --cron or --every: one of the three");
            if (result.GetValue(_year) is < 1970 or > 2400)
                result.AddError("--year takes a year from 1970 to 2400");
            if (result.GetValue(_next) is < 1)
                result.AddError("--next takes a whole number of at least 1");
        });
    }

    protected override async Task<int> ExecuteAsync(Invocation call)
    {
        var schedule = call.Value(_name) is { } name ? await FindAsync(call, name) : new JobSchedule
        {
            Name = "", JobName = "", Cron = call.Value(_cron), Every = call.Value(_every),
            TimeZone = call.Value(_timeZone) ?? JobSchedule.Utc, ExceptDate = call.Value(_exceptDate) ?? [],
        };
        var words = ScheduleWords.InWords(schedule);
        // A year of seconds fills no screen, but all memory.
        var count = call.Value(_next) ?? (call.Value(_year) is null ? null : MostOfYear);
        var slots = ScheduleSlots.Of(schedule, call.Value(_year), count)
            .Select(slot => slot with { Words = words }).ToList();
        call.Screen.Show<IReadOnlyList<ScheduleSlot>>(slots, answer => ScheduleViews.Slots(words, answer));
        return ExitCodes.Ok;
    }

    static async Task<JobSchedule> FindAsync(Invocation call, string name)
    {
        await using var ledger = await LedgerFactory.Instance.OpenAsync(call.Location, call.Cancellation);
        return await ledger.Schedules.RequireAsync(name, call.Cancellation);
    }
}
