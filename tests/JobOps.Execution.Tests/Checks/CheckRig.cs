using JobOps.Checklists;
using JobOps.Environments;

namespace JobOps.Execution.Tests.Checks;

/// <summary>A folder with a checklist of one item, which is read and looked at as any other.</summary>
public abstract class CheckRig : IDisposable
{
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected string Folder { get; } = Directory.CreateTempSubdirectory("jobops-test-").FullName;

    /// <summary>Settings of the environment that placeholders are filled from.</summary>
    protected Dictionary<string, object?> Settings { get; } = [];

    public virtual void Dispose()
    {
        foreach (var file in Directory.GetFiles(Folder, "*", SearchOption.AllDirectories))
            File.SetAttributes(file, FileAttributes.Normal);
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected string PathOf(string name) => Path.Combine(Folder, name);

    protected string Write(string name, string text = "text")
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    /// <summary>A program of a shell.</summary>
    protected string WriteScript(string name, string text)
    {
        var program = Write(name, $"#!/bin/sh\n{text}\n");
        SetMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return program;
    }

    /// <summary>On Windows, where a new file can be written by its owner alone, nothing.</summary>
    protected static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, mode);
    }

    /// <summary>The check that a checklist with this item has.</summary>
    protected CheckAction Read(string kind, string check)
    {
        var item = $$"""{ "name": "it", "title": "It is so.", "{{kind}}": {{check}} }""";
        var file = Write("one.checklist.json", $$"""{ "name": "one", "owner": "Ops", "items": [{{item}}] }""");
        var action = ChecklistFile.Read(file, Folder).Items[0].Check;
        Assert.NotEmpty(CheckKind.Of(action).Describe(action));
        return action;
    }

    /// <summary>What an item of a checklist says to what is there.</summary>
    private protected Task<CheckOutcome> LookAsync(string kind, string check, Look? look = null)
    {
        var action = Read(kind, check);
        return (look ?? Look.Of(action)).LookAsync(action, Context(), Cancellation);
    }

    /// <summary>It passes.</summary>
    private protected async Task<CheckOutcome> PassesAsync(string kind, string check, Look? look = null)
    {
        var outcome = await LookAsync(kind, check, look);
        Assert.True(outcome.Passed, $"{outcome.Actual} {outcome.Remedy} {string.Join('\n', outcome.Evidence)}");
        Assert.Null(outcome.Remedy);
        Assert.NotEmpty(outcome.Actual);
        return outcome;
    }

    /// <summary>It fails, with what was found and what to do.</summary>
    private protected async Task<CheckOutcome> FailsAsync(string kind, string check, string actual, string remedy, Look? look = null)
    {
        var outcome = await LookAsync(kind, check, look);
        Assert.False(outcome.Passed, outcome.Actual);
        Assert.Contains(actual, outcome.Actual);
        Assert.Contains(remedy, outcome.Remedy);
        return outcome;
    }

    private protected CheckContext Context() => new()
    {
        Item = "it", Folder = Folder, Mask = new([]),
        // None of these kinds looks into the ledger.
        Ledger = null!,
        Environment = new() { Settings = new JobEnvironment { Name = "staging", Settings = Settings } },
    };
}
