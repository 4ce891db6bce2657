using System.Globalization;
using System.Text.RegularExpressions;
using JobOps.Values;

namespace JobOps.Jobs;

/// <summary>Collects what is wrong with a definition, by the rules that many of its members share.</summary>
sealed class DefinitionCheck
{
    readonly List<JobProblem> _problems = [];

    public IReadOnlyList<JobProblem> Problems => _problems;

    public void Add(string path, string expected, string found) => _problems.Add(new(path, expected, found));

    public void AddRange(IEnumerable<JobProblem> problems) => _problems.AddRange(problems);

    /// <summary>A text that must not be empty, with its placeholders.</summary>
    public void Required(Template template, string expected, PlaceholderScope scope, string path)
    {
        if (string.IsNullOrWhiteSpace(template.Text))
            Add(path, expected, "an empty text");
        Placeholders(template, scope, path);
    }

    /// <summary>The texts with placeholders that were looked at.</summary>
    public List<Template> Templates { get; } = [];

    public void Placeholders(Template template, PlaceholderScope scope, string path)
    {
        Templates.Add(template);
        AddRange(scope.Check(template, path));
    }

    /// <summary>Names that a process or a script can be given, with the placeholders of their values.</summary>
    public void Variables(IReadOnlyDictionary<string, Template> variables, PlaceholderScope scope, string path)
    {
        foreach (var (name, template) in variables)
        {
            var at = JsonPath.Member(path, name);
            Fits(NameRule.Variable, name, at);
            Placeholders(template, scope, at);
        }
    }

    public void Name(string name, string path) => Fits(NameRule.Job, name, path);

    public void Fits(NameRule rule, string name, string path)
    {
        if (!rule.Fits(name))
            Add(path, rule.Words, JobDefinitionRules.Quote(name));
    }

    /// <summary>A regular expression; null for none.</summary>
    public void Pattern(string? pattern, string path)
    {
        if (pattern is not null && !IsPattern(pattern))
            Add(path, "a regular expression", JobDefinitionRules.Quote(pattern));
    }

    static bool IsPattern(string text)
    {
        try
        {
            _ = new Regex(text);
            return text.Length > 0;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    public void Words(string text, string path)
    {
        if (string.IsNullOrWhiteSpace(text))
            Add(path, "words", "an empty text");
    }

    public void Timeout(TimeSpan? timeout, string path)
    {
        if (timeout is { } limit && !Duration.IsAllowed(limit))
            Add(path, Duration.Words, limit.ToString("c", CultureInfo.InvariantCulture));
    }

    public void Range(int value, int least, int greatest, string path)
    {
        if (value < least || value > greatest)
            Add(path, $"a whole number from {least} to {greatest}", $"{value}");
    }
}
