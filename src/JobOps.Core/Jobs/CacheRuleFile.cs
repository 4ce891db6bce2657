using JobOps.CacheRules;
using JobOps.Errors;
using JobOps.Jobs.JobFiles;

namespace JobOps.Jobs;

/// <summary>Reads files of cache rules: JSON with comments, as strict as job files are.</summary>
public static class CacheRuleFile
{
    /// <summary>What such files end with.</summary>
    public const string Suffix = ".cacherules.json";

    /// <param name="path">Absolute.</param>
    /// <exception cref="JobOpsException">CacheRuleFileNotFound; CacheRuleFileInvalid with file, line, JSON path, what was expected and
    /// what was found for every mistake in the file</exception>
    public static IReadOnlyList<CacheRule> Read(string path)
    {
        byte[] utf8;
        try
        {
            utf8 = JobFile.ReadBytes(path);
        }
        catch (JobOpsException exception)
        {
            throw new JobOpsException(Error.CacheRuleFileNotFound(path, exception.Error.Actual), exception);
        }
        var mistakes = new Mistakes();
        var root = SourceParser.Parse(utf8, mistakes);
        var document = root is null ? new() : CacheRuleShape.File.Read(root, mistakes);
        var rules = document.Rules.Select(CacheRuleShape.ToRule).ToList();
        if (root is not null && !mistakes.Any)
            Check(rules, new SourcePlaces(root), mistakes);
        return mistakes.Any ? throw new JobOpsException(Error.CacheRuleFileInvalid(path, mistakes.Describe(path))) : rules;
    }

    static void Check(List<CacheRule> rules, SourcePlaces places, Mistakes mistakes)
    {
        var check = new DefinitionCheck();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var index = 0; index < rules.Count; index++)
        {
            var path = JsonPath.Item("$.rules", index);
            if (!names.Add(rules[index].Name))
                check.Add($"{path}.name", "a name that no other rule has", JobDefinitionRules.Quote(rules[index].Name));
            CacheRuleShape.Check(rules[index], path, check);
        }
        foreach (var problem in check.Problems)
            mistakes.Add(places.Nearest(problem.Path), problem.Expected, problem.Found);
    }
}
