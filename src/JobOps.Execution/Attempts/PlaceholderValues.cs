using System.Globalization;
using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Execution;

/// <summary>Fills placeholders from what a run knows: its parameters, itself, and its steps so far.</summary>
/// <param name="run">The run.</param>
/// <param name="job">The version of the definition that the run keeps.</param>
/// <param name="secrets">Secret parameters by name.</param>
/// <param name="steps">The steps so far, by name without regard to case.</param>
/// <param name="environment">The environment that the run keeps; null for none.</param>
sealed class PlaceholderValues(
    JobRun run, JobDefinition job, IReadOnlyDictionary<string, string> secrets,
    IReadOnlyDictionary<string, JobStep> steps, RunEnvironment? environment)
{
    /// <summary>A template with its placeholders filled.</summary>
    /// <param name="template">The template.</param>
    /// <param name="step">The step it belongs to, for the error.</param>
    /// <param name="ofItself">What is known of that step before it runs: the states of its touched paths.</param>
    /// <exception cref="JobOpsException">PlaceholderEmpty, PlaceholderUnusable, EnvironmentSecretUnreadable</exception>
    public string Fill(Template template, string step, IReadOnlyDictionary<string, TouchedPath>? ofItself = null) =>
        template.Expand(text =>
        {
            var value = ValueOf(text, step, ofItself)
                        ?? throw new JobOpsException(Error.PlaceholderEmpty(run.RunId, step, $"${{{text}}}"));
            // No argument, path or variable can hold it: the value would lose its end without a word.
            return value.Contains('\0')
                ? throw new JobOpsException(Error.PlaceholderUnusable(
                    run.RunId, step, $"${{{text}}}", "a text without the character NUL", "a text that holds it"))
                : value;
        });

    string? ValueOf(string text, string step, IReadOnlyDictionary<string, TouchedPath>? ofItself)
    {
        var placeholder = Placeholder.TryParse(text);
        return placeholder?.Kind switch
        {
            PlaceholderKind.Parameter => run.Parameters.TryGetValue(placeholder.Name, out var value)
                ? ParameterValues.Text(value)
                : secrets.GetValueOrDefault(placeholder.Name) ?? Absent(placeholder.Name),
            PlaceholderKind.Run => placeholder.Name switch
            {
                "id" => run.RunId.ToString(CultureInfo.InvariantCulture),
                "job" => run.JobName,
                _ => run.Environment ?? "",
            },
            PlaceholderKind.Setting => environment?.Setting(placeholder.Name),
            PlaceholderKind.EnvironmentSecret => environment?.Secret(placeholder.Name),
            PlaceholderKind.StepBefore when placeholder.Name == step && ofItself is not null =>
                Value(ofItself, placeholder.Rest),
            PlaceholderKind.StepBefore => Value(Step(placeholder)?.Before, placeholder.Rest),
            PlaceholderKind.StepAfter => Value(Step(placeholder)?.After, placeholder.Rest),
            PlaceholderKind.StepResult => Result(placeholder, step, text),
            _ => null,
        };
    }

    // A parameter that was not required and not given is an empty text. A required one can only be a secret that a
    // rollback was not given again: an empty password in its place would be a different undo.
    string? Absent(string name) =>
        job.Parameters.Any(parameter => parameter.Required && parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ? null
            : "";

    JobStep? Step(Placeholder placeholder) => steps.GetValueOrDefault(placeholder.Name);

    static string? Value(IReadOnlyDictionary<string, TouchedPath>? states, string touch) =>
        states?.GetValueOrDefault(touch) is { Kind: not PathKind.Absent } state ? state.Value : null;

    string? Result(Placeholder placeholder, string step, string text)
    {
        var result = Step(placeholder)?.Result;
        if (StepResult.WhyOmitted(result) is { } reason)
            throw new JobOpsException(Error.PlaceholderUnusable(run.RunId, step, $"${{{text}}}", "a result that was kept", reason));
        return StepResult.Member(result, placeholder.Rest);
    }
}
