using JobOps.Errors;
using JobOps.Schedules;

namespace JobOps.Jobs;

/// <summary>The schedules of a job file: each by the rules of all schedules, and what they start the job with by its parameters.</summary>
static class ScheduleMembers
{
    public static void Check(JobDefinition job, DefinitionCheck check)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var edit in job.Schedules ?? [])
        {
            var path = JsonPath.Member("$.schedules", edit.Name);
            if (!names.Add(edit.Name))
                check.Add(path, "a name that no other schedule of the job has", JobDefinitionRules.Quote(edit.Name));
            foreach (var (member, expected, found) in ScheduleRules.Check(Draft(edit)))
                check.Add(JsonPath.Member(path, member), expected, found);
            CheckParameters(job, edit, JsonPath.Member(path, "parameters"), check);
        }
    }

    // What ApplyTo makes of it where nothing is wrong.
    static JobSchedule Draft(ScheduleEdit edit) => new()
    {
        Name = edit.Name,
        JobName = edit.JobName ?? "",
        Cron = edit.Cron,
        Every = edit.Every,
        TimeZone = edit.TimeZone ?? JobSchedule.Utc,
        ExceptDate = [.. edit.ExceptDate ?? []],
        CatchUp = edit.CatchUp ?? CatchUp.None,
        CatchUpWithin = edit.CatchUpWithin,
        Jitter = edit.Jitter,
    };

    static void CheckParameters(JobDefinition job, ScheduleEdit edit, string path, DefinitionCheck check)
    {
        try
        {
            if (ParameterValues.Bind(job, edit.Parameters ?? new Dictionary<string, object?>()).Secrets.Keys.FirstOrDefault() is { } secret)
                check.Add(path, "no secret, which is never stored: an environment has it", JobDefinitionRules.Quote(secret));
        }
        catch (JobOpsException bad)
        {
            check.Add(path, $"{bad.Error.Expected} ({bad.Error.What.TrimEnd('.')})", bad.Error.Actual);
        }
    }
}
