namespace JobOps.Jobs;

/// <summary>What the placeholders at one place of a definition may ask for. Names have to stand as declared.</summary>
sealed class PlaceholderScope
{
    readonly HashSet<string> _known;
    readonly HashSet<string> _secrets;
    readonly bool _secretsAllowed;

    PlaceholderScope(IEnumerable<string> known, IEnumerable<string> secrets, bool secretsAllowed)
    {
        _known = new(known, StringComparer.Ordinal);
        _secrets = new(secrets, StringComparer.Ordinal);
        _secretsAllowed = secretsAllowed;
    }

    /// <summary>The paths a step touches are looked at before it runs: of itself it knows nothing yet.</summary>
    public static PlaceholderScope OfTouches(JobDefinition job, int step) => Of(job, step, []);

    /// <summary>While a step runs, its touched paths have been looked at once.</summary>
    public static PlaceholderScope OfAction(JobDefinition job, int step) =>
        Of(job, step, States(job.Steps[step], "before"));

    /// <summary>An undo runs when its step has ended.</summary>
    public static PlaceholderScope OfUndo(JobDefinition job, int step) => Of(job, step, Outcome(job.Steps[step]));

    /// <summary>What comes after a run knows all of it but secrets.</summary>
    public static PlaceholderScope OfEnd(JobDefinition job) => Of(job, job.Steps.Count, []);

    /// <summary>Probes look before there is a run, and after it.</summary>
    public static PlaceholderScope OfProbes(JobDefinition job) => new(
        [.. Parameters(job, secret: false), "run.job", "run.environment", "environment.<setting>"], [], secretsAllowed: false);

    /// <summary>A checklist belongs to no run.</summary>
    public static PlaceholderScope OfChecklist { get; } = new(["environment.<setting>"], [], secretsAllowed: false);

    /// <summary>The same place, in a value of the environment: only there a secret may stand.</summary>
    public PlaceholderScope WithSecrets() => new(_known, _secrets, secretsAllowed: true);

    /// <summary>What is wrong with the placeholders of one text.</summary>
    public IEnumerable<JobProblem> Check(Template template, string path)
    {
        if (template.Text.Contains('\0'))
            yield return new(path, "a text that a process can be given", "the character NUL");
        foreach (var text in template.Placeholders)
        {
            // What the environment of a run has is known when it is started.
            var kind = Placeholder.TryParse(text)?.Kind;
            if (kind == PlaceholderKind.Setting || kind == PlaceholderKind.EnvironmentSecret && _secretsAllowed)
                continue;
            if (kind == PlaceholderKind.EnvironmentSecret)
            {
                yield return new(path, "a secret of the environment in a value of 'environment' only", $"${{{text}}}");
                continue;
            }
            if (Placeholder.TryParse(text)?.Head is not { } head || !(_known.Contains(head) || _secrets.Contains(head)))
                yield return new(path, $"a placeholder out of: {Allowed}", $"${{{text}}}");
            else if (_secrets.Contains(head) && !_secretsAllowed)
                yield return new(path, "a secret parameter in a value of 'environment' only", $"${{{text}}}");
        }
    }

    string Allowed => string.Join(
        ", ", (_secretsAllowed ? _known.Concat(_secrets) : _known).Select(head => $"${{{head}}}"));

    static PlaceholderScope Of(JobDefinition job, int step, IEnumerable<string> ofItself)
    {
        string[] ofTheRun = ["run.id", "run.job", "run.environment", "environment.<setting>"];
        return new(
            [
                .. Parameters(job, secret: false), .. ofTheRun,
                .. job.Steps.Take(step).SelectMany(Outcome), .. ofItself,
            ],
            Parameters(job, secret: true),
            secretsAllowed: false);
    }

    static IEnumerable<string> Parameters(JobDefinition job, bool secret) =>
        from parameter in job.Parameters where parameter.Secret == secret select $"parameters.{parameter.Name}";

    static IEnumerable<string> Outcome(StepDefinition step) =>
        [$"steps.{step.Name}.result", .. States(step, "before"), .. States(step, "after")];

    static IEnumerable<string> States(StepDefinition step, string when) =>
        step.Touches.Keys.Select(touch => $"steps.{step.Name}.{when}.{touch}");
}
