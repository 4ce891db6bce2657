using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;

namespace JobOps.Cmdlets.Tests.Shell;

/// <summary>
/// PowerShell in this process with the module imported as its users import it: the manifest beside this program, and the
/// engine in a context of its own. A ledger is connected for the whole process, not for a runspace, so tests with a shell
/// share one collection: they run one after the other, beside those of other collections.
/// </summary>
public sealed class TestShell : IDisposable
{
    readonly Runspace _runspace;
    readonly Transcript _transcript = new();

    /// <summary>Opens the runspace and imports the module.</summary>
    public TestShell()
    {
        _runspace = RunspaceFactory.CreateRunspace(new TestHost(_transcript), InitialSessionState.CreateDefault());
        _runspace.Open();
        Invoke(shell => shell.AddCommand("Import-Module").AddArgument(Path.Combine(AppContext.BaseDirectory, "JobOps.psd1"))).Succeeded();
    }

    /// <summary>A folder for files; each shell has its own.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("jobops-shell-").FullName;

    /// <summary>Connects a new ledger, in which nothing is; returns its location.</summary>
    public string NewLedger()
    {
        var location = $"sqlite:{Path.Combine(Folder, $"{Guid.NewGuid():N}.db")}";
        Run($"Connect-JobLedger '{location}'").Succeeded();
        return location;
    }

    /// <summary>Registers a job whose steps are commands of the shell.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="steps">Its steps, called step-1, step-2 and so on; an undo stands behind <c>|undo|</c>.</param>
    /// <param name="members">Further members of the job file, as JSON: <c>"queue": "images"</c>.</param>
    public void Register(string name, string[] steps, string members = "")
    {
        static string Command(string text) => $$"""
            "command": ["sh", "-c", "{{text.Trim()}}"]
            """;
        var list = steps.Select((text, index) => text.Split("|undo|") is [var work, var undo]
            ? $$"""{ "name": "step-{{index + 1}}", {{Command(work)}}, "undo": { {{Command(undo)}} } }"""
            : $$"""{ "name": "step-{{index + 1}}", {{Command(text)}} }""");
        var path = Path.Combine(Folder, $"{name}.job.json");
        File.WriteAllText(path, $$"""
            { "name": "{{name}}", "owner": "test team", "expectedResult": "It works.", "rollbackNote": "Nothing to undo.",
              {{members}}{{(members.Length > 0 ? "," : "")}} "steps": [{{string.Join(", ", list)}}] }
            """);
        Run($"Register-JobDefinition '{path}'").Succeeded();
    }

    /// <summary>Runs a script; what it ends with, if it does not reach its end, is <see cref="Answer.End"/>.</summary>
    public Answer Run(string script) =>
        Invoke(shell => shell.AddScript($"try {{ {script}\n}} catch {{ throw }}", useLocalScope: true));

    /// <summary>What the Tab key offers at the end of a line.</summary>
    public IReadOnlyList<CompletionResult> Complete(string line)
    {
        using var shell = Create();
        return CommandCompletion.CompleteInput(line, line.Length, options: null, shell).CompletionMatches;
    }

    /// <summary>What a name stands for; null for nothing.</summary>
    public CommandInfo? Find(string command) =>
        Run($"Get-Command -ErrorAction Ignore '{command}'").Of<CommandInfo>().SingleOrDefault();

    /// <summary>How a call would be bound, as far as can be told without making it.</summary>
    public StaticBindingResult Bind(CommandAst call)
    {
        // The binder looks commands up in the runspace of its thread.
        Runspace.DefaultRunspace = _runspace;
        try
        {
            return StaticParameterBinder.BindCommand(call);
        }
        finally
        {
            Runspace.DefaultRunspace = null;
        }
    }

    /// <summary>Lets go of the ledger, and of the files.</summary>
    public void Dispose()
    {
        Run("Disconnect-JobLedger; Remove-Module JobOps");
        _runspace.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    PowerShell Create()
    {
        var shell = PowerShell.Create();
        shell.Runspace = _runspace;
        return shell;
    }

    Answer Invoke(Action<PowerShell> add)
    {
        using var shell = Create();
        add(shell);
        var output = new PSDataCollection<PSObject>();
        _transcript.Begin();
        _transcript.Take(output, item => item.BaseObject);
        _transcript.Take(shell.Streams.Error);
        _transcript.Take(shell.Streams.Warning);
        _transcript.Take(shell.Streams.Verbose);
        _transcript.Take(shell.Streams.Debug);
        _transcript.Take(shell.Streams.Information);
        _transcript.Take(shell.Streams.Progress);
        ErrorRecord? end = null;
        try
        {
            shell.Invoke(input: null, output, settings: null);
        }
        catch (RuntimeException exception)
        {
            end = exception.ErrorRecord;
        }
        return new(_transcript.End(), end);
    }
}

/// <summary>Tests that share the shell, and run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class ShellCollection : ICollectionFixture<TestShell>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "Shell";
}
