using JobOps.Errors;
using JobOps.Jobs.JobFiles;

namespace JobOps.Jobs;

/// <summary>A PowerShell script in a child <c>pwsh -NoProfile -NonInteractive</c>.</summary>
public sealed record ScriptAction : StepAction
{
    public required Template Path { get; init; }

    /// <summary>Named parameters of the script.</summary>
    public IReadOnlyDictionary<string, Template> Parameters { get; init; } = new Dictionary<string, Template>();

    public IReadOnlyDictionary<string, Template> Environment { get; init; } = new Dictionary<string, Template>();
}

/// <summary>The kind <c>script</c>. Its result is the text that it printed.</summary>
sealed class ScriptKind : TypedStepKind<ScriptAction, ScriptDocument>
{
    static readonly MapShape<Template> s_arguments =
        new(Values.NameRule.Variable, CommonMembers.Template, "an object of the script's parameters and their values");

    static readonly BriefOrFullShape<Template, ScriptDocument> s_script = new(
        CommonMembers.Template,
        path => new ScriptDocument { Path = path },
        new("script", "A PowerShell script and its parameters.")
        {
            { "path", CommonMembers.Template, (it, value) => it.Path = value,
                "Path of the script.", true },
            { "parameters", s_arguments, (it, value) => it.Parameters = value,
                "Parameters of the script by name." },
        });

    public override string Name => "script";

    internal override IReadOnlyList<string> Companions => [CommonMembers.Environment];

    internal override (Shape<ScriptDocument> Shape, string Words) Member =>
        (s_script, "A PowerShell script: its path, or its path and parameters.");

    internal override ScriptAction Read(ScriptDocument work, ActionDocument document) => new()
    {
        Path = work.Path,
        Parameters = new Dictionary<string, Template>(work.Parameters, StringComparer.Ordinal),
        Environment = document.Variables,
    };

    internal override void Check(ScriptAction action, PlaceholderScope scope, string path, DefinitionCheck check)
    {
        check.Required(action.Path, "the path of a script", scope, $"{path}.script.path");
        check.Variables(action.Parameters, scope, $"{path}.script.parameters");
        check.Variables(action.Environment, scope.WithSecrets(), $"{path}.environment");
    }

    protected override string Describe(ScriptAction action, Func<Template, string> fill) =>
        string.Join(' ', action.Parameters.Select(parameter => $"-{parameter.Key} {Next.Posix(fill(parameter.Value))}")
            .Prepend($"pwsh -File {Next.Posix(fill(action.Path))}"));
}

/// <summary>What stands behind <c>script</c> in a job file.</summary>
sealed class ScriptDocument
{
    public Template Path { get; set; } = Template.Parse("");
    public IReadOnlyList<KeyValuePair<string, Template>> Parameters { get; set; } = [];
}
