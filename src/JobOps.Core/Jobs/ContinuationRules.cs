using JobOps.Values;

namespace JobOps.Jobs;

/// <summary>What a job says of approval, of what comes after it and before it, and of how long its runs are kept.</summary>
static class ContinuationRules
{
    const int Most = 100;

    public static void Check(JobDefinition job, DefinitionCheck check)
    {
        foreach (var (member, expected, found) in job.Approval?.Check() ?? [])
            check.Add($"$.approval.{member}", expected, found);
        foreach (var (member, expected, found) in job.Keep?.Check() ?? [])
            check.Add($"$.keep{member}", expected, found);
        var scope = PlaceholderScope.OfEnd(job);
        foreach (var (condition, index, continuation) in job.Then?.All() ?? [])
        {
            var path = JsonPath.Item($"$.then.{condition}", index);
            CheckName(job, continuation.JobName, path, check);
            if (continuation.Environment is { } environment)
                check.Fits(NameRule.Environment, environment, $"{path}.environment");
            foreach (var (name, template) in continuation.Parameters)
            {
                var at = JsonPath.Member($"{path}.parameters", name);
                check.Fits(NameRule.Parameter, name, at);
                check.Placeholders(template, scope, at);
            }
        }
        if (job.Then?.All().Count() > Most)
            check.Add("$.then", $"at most {Most} jobs", $"{job.Then.All().Count()}");
        CheckAfter(job, check);
    }

    static void CheckAfter(JobDefinition job, DefinitionCheck check)
    {
        if (job.After is not { } after)
            return;
        if (after.Count is 0 or > Most)
            check.Add("$.after", $"1 to {Most} names of jobs", $"{after.Count}");
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var index = 0; index < after.Count; index++)
        {
            var path = JsonPath.Item("$.after", index);
            CheckName(job, after[index], path, check);
            if (!names.Add(after[index]))
                check.Add(path, "each job once", JobDefinitionRules.Quote(after[index]));
        }
    }

    static void CheckName(JobDefinition job, string name, string path, DefinitionCheck check)
    {
        check.Fits(NameRule.Job, name, path);
        if (name.Equals(job.Name, StringComparison.OrdinalIgnoreCase))
            check.Add(path, "another job: a job that follows itself never ends", JobDefinitionRules.Quote(name));
    }
}
