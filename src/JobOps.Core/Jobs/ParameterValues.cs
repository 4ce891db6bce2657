using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;
using JobOps.Errors;
using JobOps.Values;

namespace JobOps.Jobs;

/// <summary>Values that fit a job's parameters; the secret ones apart, because they are never stored.</summary>
/// <param name="Public">String, bool, or the type of <see cref="ExactNumber"/> by parameter name.</param>
/// <param name="Secrets">Secret values by parameter name.</param>
public sealed record ParameterValues(
    IReadOnlyDictionary<string, object?> Public, IReadOnlyDictionary<string, string> Secrets)
{
    // A pattern that backtracks without end must not hold up whoever starts a run.
    static readonly TimeSpan s_patternLimit = TimeSpan.FromSeconds(2);

    /// <summary>Checks what a caller gives against the job's parameters and fills in the defaults.</summary>
    /// <exception cref="JobOpsException">ParameterUnknown, ParameterMissing, ParameterInvalid</exception>
    public static ParameterValues Bind(JobDefinition job, IReadOnlyDictionary<string, object?> given)
    {
        var byName = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in given)
        {
            if (!byName.TryAdd(name, value))
                throw new JobOpsException(Error.ParameterInvalid(
                    job.Name, name, "one value; case makes no difference in names", "two values"));
        }
        var known = job.Parameters.Select(parameter => parameter.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (byName.Keys.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
            throw new JobOpsException(Error.ParameterUnknown(
                job.Name, unknown, string.Join(", ", job.Parameters.Select(parameter => parameter.Name))));

        var values = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        var secrets = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var parameter in job.Parameters)
        {
            var value = byName.GetValueOrDefault(parameter.Name) ?? parameter.Default;
            if (value is null)
            {
                if (parameter.Required)
                    throw new JobOpsException(Error.ParameterMissing(job.Name, parameter.Name, Describe(parameter)));
                continue;
            }
            var converted = TryConvert(parameter, value, job.WorkingDirectory)
                            ?? throw new JobOpsException(Error.ParameterInvalid(
                                job.Name, parameter.Name, Describe(parameter), Show(parameter, value)));
            if (parameter.Secret)
                secrets[parameter.Name] = Text(converted);
            else
                values[parameter.Name] = converted;
        }
        return new(values, secrets);
    }

    /// <summary>What the parameter takes, in words.</summary>
    public static string Describe(ParameterDefinition parameter)
    {
        var words = parameter.Type switch
        {
            ParameterType.Integer => "a whole number",
            ParameterType.Number => "a number",
            ParameterType.Boolean => "true or false",
            ParameterType.Path => "a path",
            _ => "a text",
        };
        if (parameter.Allowed is { } allowed)
            words += " out of " + string.Join(", ", allowed.Select(Text));
        if (parameter.Pattern is { } pattern)
            words += $" that matches {pattern}";
        if (parameter.Minimum is { } minimum)
            words += FormattableString.Invariant($", at least {minimum}");
        if (parameter.Maximum is { } maximum)
            words += FormattableString.Invariant($", at most {maximum}");
        return words;
    }

    /// <summary>A value as it stands in an argument or an environment variable: culture-free.</summary>
    public static string Text(object? value) => value switch
    {
        null => "",
        bool truth => truth ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>The value in the parameter's type, or null where it does not pass the parameter's checks.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="value">A plain value; texts are converted.</param>
    /// <param name="folder">Absolute; relative paths are taken from it.</param>
    internal static object? TryConvert(ParameterDefinition parameter, object value, string folder) =>
        ToType(parameter.Type, value, folder) is { } converted && Fits(parameter, converted, folder) ? converted : null;

    /// <summary>The regular expression that matches only where the whole value matches the pattern.</summary>
    /// <exception cref="ArgumentException">The pattern is not valid.</exception>
    internal static Regex WholeValue(string pattern) =>
        new($@"\A(?:{pattern})\z", RegexOptions.CultureInvariant, s_patternLimit);

    static string Show(ParameterDefinition parameter, object value) =>
        parameter.Secret ? "a value that is not shown" : IsPlain(value) ? $"'{Text(value)}'" : "a list or an object";

    // A list has a text too, the name of its type. It is never what the caller meant.
    static bool IsPlain(object value) => value is string or not IEnumerable;

    static object? ToType(ParameterType type, object value, string folder)
    {
        if (!IsPlain(value))
            return null;
        var text = Text(value);
        if (text.Contains('\0'))
            return null;
        return type switch
        {
            ParameterType.Integer =>
                long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
                    ? whole : null,
            ParameterType.Number => ExactNumber.Parse(text),
            ParameterType.Boolean => bool.TryParse(text, out var truth) ? truth : null,
            ParameterType.Path => text.Length > 0 ? Path.GetFullPath(Path.Combine(folder, text)) : null,
            _ => text,
        };
    }

    static bool Fits(ParameterDefinition parameter, object value, string folder)
    {
        if (parameter.Allowed is { } allowed && !allowed.Any(one => Equals(ToType(parameter.Type, one, folder), value)))
            return false;
        if (parameter.Minimum is { } minimum && IsLess(value, minimum))
            return false;
        if (parameter.Maximum is { } maximum && IsLess(maximum, value))
            return false;
        if (parameter.Pattern is not { } pattern)
            return true;
        try
        {
            return WholeValue(pattern).IsMatch(Text(value));
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    // What no decimal can hold is beyond every limit, which is one.
    static bool IsLess(object left, object right) => (left, right) is (double, _) or (_, double)
        ? Convert.ToDouble(left, CultureInfo.InvariantCulture) < Convert.ToDouble(right, CultureInfo.InvariantCulture)
        : Convert.ToDecimal(left, CultureInfo.InvariantCulture) < Convert.ToDecimal(right, CultureInfo.InvariantCulture);
}
