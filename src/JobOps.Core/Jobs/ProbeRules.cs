using JobOps.Values;

namespace JobOps.Jobs;

/// <summary>What the probes of a job and its need for a rehearsal have to fulfil.</summary>
static class ProbeRules
{
    /// <summary>A rehearsal that was passed longer ago says nothing.</summary>
    public static TimeSpan LongestMaxAge { get; } = TimeSpan.FromDays(365);

    public static void Check(JobDefinition job, DefinitionCheck check)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var scope = PlaceholderScope.OfProbes(job);
        foreach (var probe in job.Probes ?? [])
        {
            var path = JsonPath.Member("$.probes", probe.Name);
            check.Fits(NameRule.Parameter, probe.Name, path);
            if (!names.Add(probe.Name))
                check.Add(path, "a name that no other probe has", JobDefinitionRules.Quote(probe.Name));
            Check(probe, scope, path, check);
        }
        if (job.RequireRehearsal is not { } required)
            return;
        check.Fits(NameRule.Environment, required.Environment, "$.requireRehearsal.environment");
        if (required.MaxAge <= TimeSpan.Zero || required.MaxAge > LongestMaxAge)
            check.Add("$.requireRehearsal.maxAge", $"{Age.Words}, at most 365d", $"{required.MaxAge:c}");
        if (job.Probes is not { Count: > 0 })
            check.Add("$.probes", "at least one, by which a rehearsal tells what changed", "none");
    }

    public static void Check(StateProbe probe, PlaceholderScope scope, string path, DefinitionCheck check)
    {
        if (probe.Path is { } place)
            check.Required(place, "a path", scope, $"{path}.path");
        if (probe.Http is { } address)
            check.Required(address, "an address", scope, $"{path}.http");
        for (var index = 0; index < probe.Command.Count; index++)
            if (index == 0)
                check.Required(probe.Command[0], "a program", scope, JsonPath.Item($"{path}.command", 0));
            else
                check.Placeholders(probe.Command[index], scope, JsonPath.Item($"{path}.command", index));
        check.Variables(probe.Environment, scope.WithSecrets(), $"{path}.environment");
        foreach (var (member, patterns) in new[] { ("mask", probe.Mask), ("ignore", probe.Ignore) })
            for (var index = 0; index < patterns.Count; index++)
                check.Pattern(patterns[index], JsonPath.Item($"{path}.{member}", index));
    }
}
