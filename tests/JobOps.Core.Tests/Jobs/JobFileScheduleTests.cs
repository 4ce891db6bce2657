using JobOps.Ledger;
using JobOps.Schedules;
using static JobOps.Core.Tests.Jobs.JobTexts;

namespace JobOps.Core.Tests.Jobs;

/// <summary>The schedules of a job file.</summary>
public class JobFileScheduleTests
{
    const string Cron = "a cron expression of five fields, of six with seconds in front, or a word such as @daily";

    [Fact]
    public void A_file_without_schedules_says_that_there_are_none() =>
        Assert.Empty(Read(Job(""" "command": ["x"] """)).Schedules!);

    [Fact]
    public void What_it_says_is_kept_and_is_no_part_of_the_version()
    {
        var job = Read(Job(
            """
            "parameters": { "full": { "type": "boolean" } }, "command": ["x"],
            "schedules": {
              "nightly": { "cron": "15 2 * * *", "timeZone": "Europe/Dublin", "except": ["2027-12-25"], "catchUp": "last",
                "catchUpWithin": "2d", "jitter": "5m", "parameters": { "full": true }, "environment": "staging" },
              "often": { "every": "15m" }
            }
            """));

        var (nightly, often) = (job.Schedules![0], job.Schedules[1]);
        Assert.Equal(("nightly", "j", "15 2 * * *", "Europe/Dublin", true),
            (nightly.Name, nightly.JobName, nightly.Cron, nightly.TimeZone, nightly.OfJobFile));
        Assert.Equal((CatchUp.Last, TimeSpan.FromDays(2), TimeSpan.FromMinutes(5), "staging"),
            (nightly.CatchUp, nightly.CatchUpWithin, nightly.Jitter, nightly.Environment));
        Assert.Equal([new(2027, 12, 25)], nightly.ExceptDate!);
        Assert.Equal(true, nightly.Parameters!["full"]);
        Assert.Equal((TimeSpan.FromMinutes(15), null), (often.Every, often.Cron));
        Assert.DoesNotContain("schedules", LedgerJson.Write(job), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Mistakes_of_a_schedule_stand_where_they_are() => AssertMistakes(
        Job(
            """
            "command": ["x"], "parameters": { "full": { "type": "boolean" } },
            "schedules": {
              "a": { "cron": ▸"15 2 * *", "timeZone": ▸"Europe/Dubln" },
              "b": { "every": "15m", "catchUpWithin": ▸"2d", "parameters": ▸{ "half": true } }
            }
            """),
        $"""
        $.schedules.a.cron: expected {Cron}, found '15 2 * *': it has 4 fields
        $.schedules.a.timeZone: expected the name of a time zone, such as Europe/Dublin; did you mean 'Europe/Dublin'?, found 'Europe/Dubln'
        $.schedules.b.catchUpWithin: expected catch-up last or all beside it, found none
        $.schedules.b.parameters: expected one of: full (Job 'j' has no parameter 'half'), found half
        """);

    [Fact]
    public void What_is_no_schedule_at_all_is_said() => AssertMistakes(
        Job(
            """
            "command": ["x"],
            "schedules": { "a": { "cron": "@daily", ▸"every": "1h" }, "b": { "cron": "@daily", "except": [▸"25.12.2027"] } }
            """),
        """
        $.schedules.a.every: expected only one of the members 'cron', 'every', found 'every' beside 'cron'
        $.schedules.b.except[0]: expected a date such as 2027-12-25, found '25.12.2027'
        """);
}
