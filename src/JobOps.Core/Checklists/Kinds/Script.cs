using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Jobs.JobFiles;
using JobOps.Values;

namespace JobOps.Checklists;

/// <summary>A PowerShell script that ends well. What it prints is the evidence.</summary>
public sealed record ScriptCheck : CheckAction
{
    public Template Path { get; internal set; } = Template.Parse("");

    /// <summary>Named parameters of the script.</summary>
    public IReadOnlyList<KeyValuePair<string, Template>> Parameters { get; internal set; } = [];

    /// <summary>Added to the environment of the process. A place for secrets of the environment.</summary>
    public IReadOnlyList<KeyValuePair<string, Template>> Environment { get; internal set; } = [];
}

sealed class ScriptCheckKind : CheckKind<ScriptCheck>
{
    public override string Name => "script";

    public override string Words => "A PowerShell script that ends without an error; for hosts with PowerShell.";

    internal override Shape<ScriptCheck> Shape { get; } = new BriefOrFullShape<Template, ScriptCheck>(
        CommonMembers.Template, path => new ScriptCheck { Path = path },
        new("scriptCheck", "A PowerShell script and its parameters.")
        {
            { "path", CommonMembers.Template, (it, value) => it.Path = value, "Path of the script.", true },
            { "parameters", new MapShape<Template>(NameRule.Variable, CommonMembers.Template, "an object of parameters and their values"),
                (it, value) => it.Parameters = value, "Parameters of the script by name." },
            { CommonMembers.Environment, CheckMembers.Variables, (it, value) => it.Environment = value,
                "Added to its environment. The place for secrets of the environment." },
        });

    protected override string Describe(ScriptCheck check) => $"pwsh -File {Next.Posix(check.Path.Text)}";

    protected override void Check(ScriptCheck check, PlaceholderScope scope, string path, DefinitionCheck problems)
    {
        problems.Required(check.Path, "the path of a script", scope, $"{path}.path");
        problems.Variables(check.Parameters.ToDictionary(), scope, $"{path}.parameters");
        CheckMembers.Check(check.Environment, scope, $"{path}.environment", problems);
    }
}
