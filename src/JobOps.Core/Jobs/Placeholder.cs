using System.Text.RegularExpressions;

namespace JobOps.Jobs;

/// <summary>What a placeholder asks for.</summary>
public enum PlaceholderKind
{
    /// <summary><c>parameters.&lt;name&gt;</c></summary>
    Parameter,
    /// <summary><c>run.id</c>, <c>run.job</c>, <c>run.environment</c></summary>
    Run,
    /// <summary><c>environment.&lt;setting&gt;</c></summary>
    Setting,
    /// <summary><c>environment.secrets.&lt;name&gt;</c></summary>
    EnvironmentSecret,
    /// <summary><c>steps.&lt;step&gt;.result</c>, then the members on the way to the value, if any</summary>
    StepResult,
    /// <summary><c>steps.&lt;step&gt;.before.&lt;touch&gt;</c></summary>
    StepBefore,
    /// <summary><c>steps.&lt;step&gt;.after.&lt;touch&gt;</c></summary>
    StepAfter,
}

/// <summary>The inside of a <c>${…}</c>, taken apart.</summary>
/// <param name="Kind">What it asks for.</param>
/// <param name="Name">The parameter, the step, the member of the run, or what the environment calls it.</param>
/// <param name="Rest">The touch's name, or the path into the result: empty, or members and indices with dots between,
/// such as <c>archive.sha256</c> or <c>files.0</c>.</param>
public sealed partial record Placeholder(PlaceholderKind Kind, string Name, string Rest)
{
    /// <summary>Null where the text is not a placeholder that JobOps knows.</summary>
    public static Placeholder? TryParse(string text)
    {
        var match = Grammar().Match(text);
        if (!match.Success)
            return null;
        if (match.Groups["parameter"] is { Success: true } parameter)
            return new(PlaceholderKind.Parameter, parameter.Value, "");
        if (match.Groups["run"] is { Success: true } run)
            return new(PlaceholderKind.Run, run.Value, "");
        if (match.Groups["setting"] is { Success: true } setting)
            return new(PlaceholderKind.Setting, setting.Value, "");
        if (match.Groups["secret"] is { Success: true } secret)
            return new(PlaceholderKind.EnvironmentSecret, secret.Value, "");
        var step = match.Groups["step"].Value;
        if (match.Groups["touch"] is { Success: true } touch)
            return new(match.Groups["when"].Value == "before" ? PlaceholderKind.StepBefore : PlaceholderKind.StepAfter,
                step, touch.Value);
        return new(PlaceholderKind.StepResult, step, match.Groups["path"].Value);
    }

    /// <summary>Without the path into a result: what has to exist so that the placeholder can be filled.</summary>
    public string Head => Kind switch
    {
        PlaceholderKind.Parameter => $"parameters.{Name}",
        PlaceholderKind.Run => $"run.{Name}",
        PlaceholderKind.Setting => $"environment.{Name}",
        PlaceholderKind.EnvironmentSecret => $"environment.secrets.{Name}",
        PlaceholderKind.StepResult => $"steps.{Name}.result",
        PlaceholderKind.StepBefore => $"steps.{Name}.before.{Rest}",
        _ => $"steps.{Name}.after.{Rest}",
    };

    /// <summary>As it is written, without <c>${</c> and <c>}</c>.</summary>
    public override string ToString() =>
        Kind == PlaceholderKind.StepResult && Rest.Length > 0 ? $"{Head}.{Rest}" : Head;

    // A step's name may hold dots, so it ends at the first '.result', '.before.' or '.after.'.
    [GeneratedRegex(
        @"\A(?:parameters\.(?<parameter>[^.]+)|run\.(?<run>id|job|environment)|" +
        @"environment\.(?:secrets\.(?<secret>[A-Za-z][A-Za-z0-9_]*)|(?<setting>[A-Za-z][A-Za-z0-9_]*))|" +
        @"steps\.(?<step>.+?)\.(?:result(?:\.(?<path>[^.]+(?:\.[^.]+)*))?|(?<when>before|after)\.(?<touch>[^.]+)))\z",
        RegexOptions.Singleline)]
    private static partial Regex Grammar();
}
