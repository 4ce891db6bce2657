using JobOps.Changes;
using JobOps.Checklists;
using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Ledger;

namespace JobOps.Execution;

/// <summary>What a check may know and use while it looks.</summary>
sealed class CheckContext
{
    /// <summary>The item, for errors.</summary>
    public required string Item { get; init; }

    /// <summary>What relative paths are taken from, absolute.</summary>
    public required string Folder { get; init; }

    public required ILedger Ledger { get; init; }

    /// <summary>The environment that the placeholders are filled from; null for none.</summary>
    public RunEnvironment? Environment { get; init; }

    /// <summary>The change that the list is gone through for; null for none.</summary>
    public Change? Change { get; init; }

    /// <summary>What became of the same item when it was looked at first for this change; null where it was not.</summary>
    public ChecklistItemResult? FirstSeen { get; init; }

    /// <summary>Takes the secrets of the environment out of what is kept.</summary>
    public required SecretMask Mask { get; init; }

    /// <summary>A text with its placeholders filled.</summary>
    /// <exception cref="JobOpsException">ChecklistSettingMissing, EnvironmentSecretUnreadable</exception>
    public string Fill(Template template) => template.Expand(text =>
    {
        var placeholder = Placeholder.TryParse(text);
        var value = placeholder?.Kind switch
        {
            PlaceholderKind.Setting => Environment?.Setting(placeholder.Name),
            PlaceholderKind.EnvironmentSecret => Environment?.Secret(placeholder.Name),
            _ => null,
        };
        return value ?? throw new JobOpsException(Error.ChecklistSettingMissing(Item, $"${{{text}}}", Environment?.Settings.Name));
    });

    public Dictionary<string, string> Fill(IEnumerable<KeyValuePair<string, Template>> templates) =>
        templates.ToDictionary(pair => pair.Key, pair => Fill(pair.Value));

    /// <summary>A path with its placeholders filled, absolute.</summary>
    public string FullPath(Template template) => Path.GetFullPath(Fill(template), Folder);

    /// <summary>Executes a program without a shell, and captures what it prints.</summary>
    /// <param name="words">The program and its arguments.</param>
    /// <param name="cancellation">Ends it with all that it started.</param>
    /// <param name="variables">Added to its environment.</param>
    /// <param name="folder">Where it is executed; <see cref="Folder"/> if left out.</param>
    /// <returns>Null where there is no such program.</returns>
    public Task<CapturedCommand?> RunAsync(
        IReadOnlyList<string> words, CancellationToken cancellation, IReadOnlyDictionary<string, string>? variables = null,
        string? folder = null) =>
        CapturedCommand.RunAsync(words, folder ?? Folder, variables ?? new Dictionary<string, string>(), Mask, cancellation);
}
