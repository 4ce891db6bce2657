using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Jobs.JobFiles;
using JobOps.Values;

namespace JobOps.Checklists;

/// <summary>A program that ends with an exit code, and prints what is expected.</summary>
public sealed record CommandCheck : CheckAction
{
    /// <summary>The program and its arguments.</summary>
    public IReadOnlyList<Template> Run { get; internal set; } = [];

    public int ExitCode { get; internal set; }

    /// <summary>Regular expression (.NET) that its standard output has to match; null for any output.</summary>
    public string? Prints { get; internal set; }

    /// <summary>Null for the folder of the list.</summary>
    public Template? WorkingDirectory { get; internal set; }

    /// <summary>Added to the environment of the process. A place for secrets of the environment.</summary>
    public IReadOnlyList<KeyValuePair<string, Template>> Environment { get; internal set; } = [];
}

sealed class CommandCheckKind : CheckKind<CommandCheck>
{
    public override string Name => "command";

    public override string Words => "A program that ends with the exit code that it should; never through a shell.";

    internal override Shape<CommandCheck> Shape { get; } = new ObjectShape<CommandCheck>("commandCheck", "A program and how it ends.")
    {
        { "run", CheckMembers.Command, (it, value) => it.Run = value, "The program and its arguments.", true },
        { "exitCode", new WholeNumberShape(0, 255), (it, value) => it.ExitCode = value, "How it has to end; 0 if left out." },
        { "prints", new PatternShape(), (it, value) => it.Prints = value,
            "Regular expression (.NET) that its standard output has to match." },
        { CommonMembers.WorkingDirectory, CommonMembers.Template, (it, value) => it.WorkingDirectory = value,
            "Folder that it starts in; the list's if left out." },
        { CommonMembers.Environment, CheckMembers.Variables, (it, value) => it.Environment = value,
            "Added to its environment. The place for secrets of the environment." },
    };

    protected override string Describe(CommandCheck check) => string.Join(' ', check.Run.Select(word => Next.Posix(word.Text)));

    protected override void Check(CommandCheck check, PlaceholderScope scope, string path, DefinitionCheck problems)
    {
        for (var index = 0; index < check.Run.Count; index++)
            if (index == 0)
                problems.Required(check.Run[0], "a program", scope, JsonPath.Item($"{path}.run", 0));
            else
                problems.Placeholders(check.Run[index], scope, JsonPath.Item($"{path}.run", index));
        problems.Pattern(check.Prints, $"{path}.prints");
        if (check.WorkingDirectory is { } folder)
            problems.Required(folder, "a folder", scope, $"{path}.workingDirectory");
        CheckMembers.Check(check.Environment, scope, $"{path}.environment", problems);
    }
}

/// <summary>Members that several kinds of checks share.</summary>
static class CheckMembers
{
    public static ListShape<Template> Command { get; } =
        new(CommonMembers.Template, "a list of texts: a program, and its arguments if it takes any");

    public static MapShape<Template> Variables { get; } =
        new(NameRule.Variable, CommonMembers.Template, "an object of environment variables and their values");

    public static ListShape<string> Patterns { get; } = new(new PatternShape(), "a list of regular expressions");

    /// <summary>What a member means whose patterns leave paths out.</summary>
    public const string IgnoreWords =
        "Regular expressions (.NET) of paths below it, with slashes, that are not looked at, nor what is below them.";

    public static void Check(IReadOnlyList<string> patterns, string path, DefinitionCheck problems)
    {
        for (var index = 0; index < patterns.Count; index++)
            problems.Pattern(patterns[index], JsonPath.Item(path, index));
    }

    public static void Check(
        IReadOnlyList<KeyValuePair<string, Template>> variables, PlaceholderScope scope, string path, DefinitionCheck problems) =>
        problems.Variables(variables.ToDictionary(), scope.WithSecrets(), path);

    /// <summary>An address, as far as it is known without its placeholders.</summary>
    public static void Address(Template address, PlaceholderScope scope, string path, DefinitionCheck problems)
    {
        problems.Required(address, "an address", scope, path);
        if (!address.Placeholders.Any()
            && !(Uri.TryCreate(address.Text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
            problems.Add(path, "an absolute http or https URL", JobDefinitionRules.Quote(address.Text));
    }
}
