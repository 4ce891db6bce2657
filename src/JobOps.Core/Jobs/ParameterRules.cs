using System.Globalization;
using System.Text.RegularExpressions;
using JobOps.Values;

namespace JobOps.Jobs;

/// <summary>What the parameters of a definition have to fulfil.</summary>
static class ParameterRules
{
    public static IEnumerable<JobProblem> Check(JobDefinition job)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var parameter in job.Parameters)
        {
            var path = JsonPath.Member("$.parameters", parameter.Name);
            if (!NameRule.Parameter.Fits(parameter.Name))
                yield return new(path, NameRule.Parameter.Words, JobDefinitionRules.Quote(parameter.Name));
            if (!names.Add(parameter.Name))
                yield return new(path, "a name that no other parameter has", JobDefinitionRules.Quote(parameter.Name));
            foreach (var problem in CheckLimits(parameter, path))
                yield return problem;
            foreach (var problem in CheckValues(parameter, job.WorkingDirectory, path))
                yield return problem;
        }
    }

    static IEnumerable<JobProblem> CheckLimits(ParameterDefinition parameter, string path)
    {
        if (parameter.Pattern is { } pattern && PatternMistake(pattern) is { } mistake)
            yield return new($"{path}.pattern", "a regular expression", mistake);
        if (parameter.Minimum > parameter.Maximum)
            yield return new(
                $"{path}.minimum", $"at most the maximum, {Number(parameter.Maximum)}", Number(parameter.Minimum));
        if (parameter.Type is ParameterType.Integer or ParameterType.Number)
            yield break;
        if (parameter.Minimum is { } minimum)
            yield return new($"{path}.minimum", "a range only for type integer or number", Number(minimum));
        if (parameter.Maximum is { } maximum)
            yield return new($"{path}.maximum", "a range only for type integer or number", Number(maximum));
    }

    // The values in the definition: they have to pass the checks. Those of a secret are never repeated.
    static IEnumerable<JobProblem> CheckValues(ParameterDefinition parameter, string folder, string path)
    {
        if (parameter is { Secret: true, Default: not null })
            yield return new($"{path}.default", "no default, because a secret is never stored", "a default");
        else if (parameter is { Required: true, Default: not null })
            yield return new($"{path}.default", "no default, because the parameter is required", "a default");
        if (parameter is { Secret: true, Allowed: not null })
            yield return new($"{path}.allowed", "no list of values, because a secret is never stored", "a list");
        if (parameter.Secret || (parameter.Pattern is { } pattern && PatternMistake(pattern) is not null))
            yield break;

        if (parameter is { Required: false, Default: { } value } && !IsFit(parameter, value, folder))
            yield return new($"{path}.default", ParameterValues.Describe(parameter), Show(value));
        if (parameter.Allowed is not { } allowed)
            yield break;
        if (allowed.Count == 0)
            yield return new($"{path}.allowed", "at least one value", "none");
        var unlimited = parameter with { Allowed = null };
        for (var index = 0; index < allowed.Count; index++)
        {
            if (!IsFit(unlimited, allowed[index], folder))
                yield return new(
                    JsonPath.Item($"{path}.allowed", index), ParameterValues.Describe(unlimited), Show(allowed[index]));
        }
    }

    // Callers may give "5" for 5, because a command line knows nothing but texts; a definition says what it means.
    static bool IsFit(ParameterDefinition parameter, object value, string folder)
    {
        var isOfType = parameter.Type switch
        {
            ParameterType.Integer => value is long or int,
            ParameterType.Number => value is double or decimal or long or int,
            ParameterType.Boolean => value is bool,
            _ => value is string,
        };
        return isOfType && ParameterValues.TryConvert(parameter, value, folder) is not null;
    }

    static string? PatternMistake(string pattern)
    {
        try
        {
            _ = new Regex(pattern);
            _ = ParameterValues.WholeValue(pattern);
            return null;
        }
        catch (ArgumentException mistake)
        {
            return mistake.Message;
        }
    }

    static string Show(object value) =>
        value is string text ? JobDefinitionRules.Quote(text) : ParameterValues.Text(value);

    static string Number(decimal? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";
}
