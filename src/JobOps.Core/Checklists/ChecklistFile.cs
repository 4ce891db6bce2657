using System.Security.Cryptography;
using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Jobs.JobFiles;

namespace JobOps.Checklists;

/// <summary>Finds and reads checklists: JSON with comments, as strict as job files are.</summary>
public static class ChecklistFile
{
    /// <summary>What checklists in a folder end with.</summary>
    public const string Suffix = ".checklist.json";

    /// <summary>The folder beside the scripts that lists are looked for in.</summary>
    public const string FolderName = "checklists";

    /// <summary>The names of the lists that JobOps brings, for people to begin with.</summary>
    public static IReadOnlyList<string> Ready { get; } = ["cache", "release", "security", "ship"];

    /// <summary>Whether a text is the path of a file and not the name of a list.</summary>
    public static bool IsPath(string nameOrPath) => nameOrPath.Contains('/') || nameOrPath.Contains(Path.DirectorySeparatorChar)
        || nameOrPath.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    /// <summary>The names of all lists that could be gone through in a folder, sorted.</summary>
    public static IReadOnlyList<string> Names(string folder) =>
        Files(folder).Select(NameOf).Concat(Ready)
            .Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase).ToList();

    /// <summary>
    /// Reads a list by its path; or by its name: in the folder, in its <c>checklists</c>, or of those that JobOps brings.
    /// </summary>
    /// <param name="nameOrPath">The name or the path.</param>
    /// <param name="folder">Where names and relative paths are looked for, absolute.</param>
    /// <exception cref="JobOpsException">ChecklistNotFound; ChecklistInvalid with file, line, JSON path, what was expected and what was
    /// found for every mistake in the file</exception>
    public static Checklist Read(string nameOrPath, string folder)
    {
        if (nameOrPath.Contains('\0') || string.IsNullOrWhiteSpace(nameOrPath))
            throw new JobOpsException(Error.ChecklistNotFound(nameOrPath.Replace('\0', '\uFFFD'), "no name"));
        var isPath = IsPath(nameOrPath);
        var file = isPath
            ? new[] { Path.GetFullPath(nameOrPath, folder) }.FirstOrDefault(File.Exists)
            : Files(folder).FirstOrDefault(one => NameOf(one).Equals(nameOrPath, StringComparison.OrdinalIgnoreCase));
        if (file is not null)
            return Parse(ReadBytes(file), file, Path.GetDirectoryName(file)!);
        if (!isPath && ReadyBytes(nameOrPath.ToLowerInvariant()) is { } ready)
            return Parse(ready, nameOrPath.ToLowerInvariant(), folder);
        throw new JobOpsException(Error.ChecklistNotFound(
            nameOrPath, isPath ? "no such file" : $"neither {nameOrPath}{Suffix} nor {FolderName}/{nameOrPath}{Suffix} in {folder}"));
    }

    // Those of the folder itself go before those of its checklists. A folder that cannot be read has none.
    static IEnumerable<string> Files(string folder) =>
        new[] { folder, Path.Combine(folder, FolderName) }.Where(Directory.Exists)
            .SelectMany(where => Directory.EnumerateFiles(where, "*" + Suffix, new EnumerationOptions()).Order(StringComparer.Ordinal));

    static string NameOf(string file) => Path.GetFileName(file)[..^Suffix.Length];

    static Checklist Parse(byte[] utf8, string file, string folder)
    {
        var mistakes = new Mistakes();
        var root = SourceParser.Parse(utf8, mistakes);
        var document = root is null ? new() : ChecklistShape.Checklist.Read(root, mistakes);
        if (root is not null && !mistakes.Any)
            Check(document, new SourcePlaces(root), mistakes);
        return mistakes.Any
            ? throw new JobOpsException(Error.ChecklistInvalid(file, mistakes.Describe(file)))
            : new()
            {
                Name = document.Name, Owner = document.Owner, Description = document.Description, File = file, Folder = folder,
                Hash = Convert.ToHexStringLower(SHA256.HashData(utf8)),
                Items = document.Items.Select(item => new ChecklistItem
                {
                    Name = item.Name, Title = item.Title, Remedy = item.Remedy, Check = item.Check!,
                    Timeout = item.Timeout ?? ChecklistItem.DefaultTimeout,
                }).ToList(),
                Waivers = document.Waivers.Select(waiver => new Waiver(waiver.Item, waiver.Owner, waiver.Reason, waiver.Until)).ToList(),
            };
    }

    // What the shapes cannot see: names that are there twice, placeholders, patterns.
    static void Check(ChecklistDocument document, SourcePlaces places, Mistakes mistakes)
    {
        var problems = new DefinitionCheck();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var index = 0; index < document.Items.Count; index++)
        {
            var (item, path) = (document.Items[index], JsonPath.Item("$.items", index));
            if (!names.Add(item.Name))
                problems.Add($"{path}.name", "a name that no other item has", JobDefinitionRules.Quote(item.Name));
            CheckKind.Of(item.Check!).Check(item.Check!, PlaceholderScope.OfChecklist, path, problems);
        }
        var waived = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var index = 0; index < document.Waivers.Count; index++)
        {
            var (item, path) = (document.Waivers[index].Item, $"{JsonPath.Item("$.waivers", index)}.item");
            if (!names.Contains(item))
                problems.Add(path, "the name of an item of this list", JobDefinitionRules.Quote(item));
            else if (!waived.Add(item))
                problems.Add(path, "one waiver for an item", $"{JobDefinitionRules.Quote(item)} again");
        }
        foreach (var problem in problems.Problems)
            mistakes.Add(places.Nearest(problem.Path), problem.Expected, problem.Found);
    }

    static byte[]? ReadyBytes(string name)
    {
        if (!Ready.Contains(name))
            return null;
        using var stream = typeof(ChecklistFile).Assembly.GetManifestResourceStream(name + Suffix)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    static byte[] ReadBytes(string path)
    {
        try
        {
            return JobFile.ReadBytes(path);
        }
        catch (JobOpsException exception)
        {
            throw new JobOpsException(Error.ChecklistNotFound(path, exception.Error.Actual), exception);
        }
    }
}
