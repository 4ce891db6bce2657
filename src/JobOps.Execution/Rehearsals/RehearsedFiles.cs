using System.Security.Cryptography;
using System.Text;
using JobOps.Jobs;
using JobOps.Ledger;

namespace JobOps.Execution;

/// <summary>What a rehearsal of a job covers beside its steps: the definition itself, and the files that it names.</summary>
static class RehearsedFiles
{
    /// <summary>SHA-256 of a definition as its author wrote it.</summary>
    public static string DefinitionHash(JobDefinition job) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(LedgerJson.Write(job.AsWritten()))));

    /// <summary>
    /// SHA-256 by path of what is a file now: scripts, and each word of a command that is the path of a file. A program that is found on
    /// PATH is the machine's, not the job's.
    /// </summary>
    public static async Task<IReadOnlyDictionary<string, string>> ReadAsync(JobDefinition job, CancellationToken cancellation)
    {
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var word in Words(job).Where(word => word.Length > 0 && !word.Contains("${", StringComparison.Ordinal)))
            if (PathOf(word, job.WorkingDirectory) is { } path && !hashes.ContainsKey(path))
                hashes[path] = await HashAsync(path, cancellation);
        return hashes;
    }

    /// <summary>What a file is now; null where there is none.</summary>
    public static async Task<string?> FindHashAsync(string path, CancellationToken cancellation) =>
        File.Exists(path) ? await HashAsync(path, cancellation) : null;

    static IEnumerable<string> Words(JobDefinition job) =>
        (job.ScriptPath is { } script ? [script] : Array.Empty<string>())
        .Concat(job.Steps.SelectMany(step => new[] { step.Action, step.Undo }).SelectMany(action => action switch
        {
            CommandAction command => command.Command.Select(word => word.Text),
            ScriptAction script => [script.Path.Text],
            _ => [],
        }));

    static string? PathOf(string word, string folder)
    {
        // A bare name is looked for on PATH, unless it is a script of the folder that an interpreter is given.
        try
        {
            var path = Path.GetFullPath(word, folder);
            return File.Exists(path) ? path : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    static async Task<string> HashAsync(string path, CancellationToken cancellation)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation));
    }
}
