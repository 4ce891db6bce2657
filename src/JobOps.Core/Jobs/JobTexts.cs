using JobOps.Approvals;
using JobOps.Errors;
using JobOps.Jobs.JobFiles;

namespace JobOps.Jobs;

/// <summary>
/// What a job has to say of itself, in a small file beside the script that it runs: for whoever starts the script by a line that
/// has no room for it, as in a crontab, and for runbooks, whose help has no room for probes. <c>backup.sh</c> has
/// <c>backup.sh.jobops.json</c>; its members are those of a job file.
/// </summary>
public sealed record JobTexts
{
    /// <summary>What the name of the file adds to that of the script.</summary>
    public const string Suffix = ".jobops.json";

    public string? Name { get; init; }

    public string? Owner { get; init; }

    public string? ExpectedResult { get; init; }

    public string? RollbackNote { get; init; }

    /// <summary>How a rehearsal tells what the job changes; null for not at all.</summary>
    public IReadOnlyList<StateProbe>? Probes { get; init; }

    /// <summary>The rehearsal that a start elsewhere asks for; null for none.</summary>
    public RehearsalRequirement? RequireRehearsal { get; init; }

    /// <summary>Who has to agree before a run is executed; null for nobody.</summary>
    public ApprovalRule? Approval { get; init; }

    /// <summary>What is started when a run has ended for good; null for nothing.</summary>
    public Continuations? Then { get; init; }

    /// <summary>The jobs after which it is started by itself; null for none.</summary>
    public IReadOnlyList<string>? After { get; init; }

    /// <summary>Which of its runs are kept; null for what the ledger says.</summary>
    public RetentionRule? Keep { get; init; }

    /// <summary>The texts of a script itself; those of nothing where no file is beside it.</summary>
    /// <param name="path">The script, absolute.</param>
    /// <exception cref="JobOpsException">JobFileNotFound; JobTextsInvalid with every mistake in the file</exception>
    public static JobTexts OfScript(string path) => File.Exists(path + Suffix) ? Read(path + Suffix) : new();

    /// <summary>The file beside the first word of a command line that has one; null where none has.</summary>
    /// <param name="command">The program and its arguments: a script may be the first argument of its interpreter.</param>
    /// <param name="folder">Absolute folder that relative paths are taken from.</param>
    public static string? FindFile(IEnumerable<string> command, string folder) => command
        .Where(word => word.Length > 0 && !word.Contains('\0'))
        .Select(word => Path.GetFullPath(word + Suffix, folder))
        .FirstOrDefault(File.Exists);

    /// <exception cref="JobOpsException">JobFileNotFound; JobTextsInvalid with every mistake in the file</exception>
    public static JobTexts Read(string path)
    {
        var mistakes = new Mistakes();
        var texts = JobTextsShape.Read(JobFile.ReadBytes(path), mistakes);
        return texts is not null && !mistakes.Any
            ? texts
            : throw new JobOpsException(Error.JobTextsInvalid(path, mistakes.Describe(path)));
    }
}
