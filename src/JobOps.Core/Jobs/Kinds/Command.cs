using System.Text.Json.Nodes;
using JobOps.Errors;
using JobOps.Jobs.JobFiles;

namespace JobOps.Jobs;

/// <summary>A program with its arguments; never through a shell.</summary>
public sealed record CommandAction : StepAction
{
    /// <summary>The program and its arguments; each stays one argument whatever a placeholder holds.</summary>
    public required IReadOnlyList<Template> Command { get; init; }

    /// <summary>Added to the child's environment. The only place where a secret parameter may stand.</summary>
    public IReadOnlyDictionary<string, Template> Environment { get; init; } = new Dictionary<string, Template>();

    /// <summary>Null for the job's.</summary>
    public Template? WorkingDirectory { get; init; }

    /// <summary>Read standard output as JSON, so that later steps can use its members.</summary>
    public bool JsonOutput { get; init; }
}

/// <summary>The kind <c>command</c>. Its result is what it printed: a text, or JSON where the step says so.</summary>
sealed class CommandKind : TypedStepKind<CommandAction, IReadOnlyList<Template>>
{
    static readonly ListShape<Template> s_command =
        new(CommonMembers.Template, "a list of texts: a program, and its arguments if it takes any");

    public override string Name => "command";

    internal override IReadOnlyList<string> Companions => [CommonMembers.Environment, CommonMembers.WorkingDirectory, CommonMembers.Output];

    internal override (Shape<IReadOnlyList<Template>> Shape, string Words) Member =>
        (s_command, "A program and its arguments; never through a shell.");

    internal override CommandAction Read(IReadOnlyList<Template> work, ActionDocument document) => new()
    {
        Command = work,
        Environment = document.Variables,
        WorkingDirectory = document.WorkingDirectory,
        JsonOutput = document.JsonOutput,
    };

    internal override void Check(CommandAction action, PlaceholderScope scope, string path, DefinitionCheck check)
    {
        if (action.Command.Count == 0)
            check.Add($"{path}.command", "a program, and its arguments if it takes any", "nothing");
        for (var index = 0; index < action.Command.Count; index++)
        {
            var at = JsonPath.Item($"{path}.command", index);
            if (index == 0)
                check.Required(action.Command[0], "a program", scope, at);
            else
                check.Placeholders(action.Command[index], scope, at);
        }
        if (action.WorkingDirectory is { } folder)
            check.Required(folder, "a folder", scope, $"{path}.workingDirectory");
        check.Variables(action.Environment, scope.WithSecrets(), $"{path}.environment");
    }

    protected override string Describe(CommandAction action, Func<Template, string> fill) =>
        string.Join(' ', action.Command.Select(part => Next.Posix(fill(part))));

    protected override Type ResultType(CommandAction action) => action.JsonOutput ? typeof(JsonNode) : typeof(string);
}
