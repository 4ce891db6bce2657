using JobOps.Errors;
using JobOps.Values;

namespace JobOps.Backups;

/// <summary>A backup that is to be made.</summary>
public sealed record NewBackup
{
    /// <summary>The most archives that a rotation keeps.</summary>
    public const int MostKept = 10_000;

    /// <summary>What the output of a command is called in the archive, where nobody says otherwise.</summary>
    public const string UsualOutputName = "output";

    /// <summary>Files and folders, absolute; or none, where the output of a command is kept.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>The folder that all of them lie in; null for the nearest that they share.</summary>
    public string? Root { get; init; }

    /// <summary>A program and its arguments, whose output is kept; or none.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>What its output is called in the archive; null for <see cref="UsualOutputName"/>.</summary>
    public string? OutputName { get; init; }

    /// <summary>The folder of the archives, absolute. It is made where it is not there.</summary>
    public required string Destination { get; init; }

    /// <summary>What it is a backup of; null for the name of the first path, or of the program.</summary>
    public string? Name { get; init; }

    /// <summary>So many good archives of this name stay; null for all.</summary>
    public int? Keep { get; init; }

    /// <summary>No archive of this name that is older stays; null for any age.</summary>
    public TimeSpan? KeepFor { get; init; }

    /// <summary>A program and its arguments that encrypt what they read; or none.</summary>
    public IReadOnlyList<string> EncryptWith { get; init; } = [];

    /// <summary>Keep links that lead out of the root as they are.</summary>
    public bool AllowOutsideLinks { get; init; }

    /// <summary>Make no backup where a file was altered while it was read.</summary>
    public bool RefuseChanged { get; init; }

    /// <summary>What it is a backup of.</summary>
    public string EffectiveName => Name ?? (Paths is [var first, ..]
        ? Path.GetFileName(Path.TrimEndingDirectorySeparator(first))
        : Path.GetFileNameWithoutExtension(Command.FirstOrDefault() ?? ""));

    /// <summary>Looks whether all of it is possible.</summary>
    /// <exception cref="JobOpsException">BackupPlanInvalid</exception>
    public void Require()
    {
        if (Paths.Count == 0 == (Command.Count == 0))
            throw Invalid(
                "what it is to hold", "paths, or a command whose output is kept", Paths.Count == 0 ? "neither" : "both");
        if (Paths.FirstOrDefault(path => path.Length == 0 || path.Contains('\0')) is { } path)
            throw Invalid("a path", "the path of a file or a folder", path.Length == 0 ? "an empty text" : "the character NUL");
        RequireProgram(Command, "the command");
        RequireProgram(EncryptWith, "the command that encrypts");
        if (Destination.Length == 0 || Destination.Contains('\0'))
            throw Invalid("the destination", "a folder for the archives", "none");
        if (!NameRule.Job.Fits(EffectiveName))
            throw Invalid("the name", NameRule.Job.Words, EffectiveName.Length == 0 ? "none" : EffectiveName);
        if (Keep is < 1 or > MostKept)
            throw Invalid("the number that is kept", $"1 to {MostKept}", $"{Keep}");
        if (KeepFor <= TimeSpan.Zero)
            throw Invalid("the age up to which is kept", Age.Words, $"{KeepFor:c}");
        if (OutputName is not null && Command.Count == 0)
            throw Invalid("a name for the output", "one beside a command", "one beside paths");
        if (OutputName is { } output && (output.Contains('/') || EntryPath.Danger(output) is not null))
            throw Invalid("the name of the output", "the name of a file, without a folder", output.Length == 0 ? "none" : output);
        if (Root is not null && Paths.Count == 0)
            throw Invalid("a root", "one beside paths", "one beside a command");
    }

    static void RequireProgram(IReadOnlyList<string> words, string what)
    {
        if (words is ["", ..])
            throw Invalid(what, "a program and its arguments", "no program");
    }

    static JobOpsException Invalid(string what, string expected, string actual) =>
        new(Error.BackupPlanInvalid(what, expected, actual));
}

/// <summary>An archive that is to be tested or restored.</summary>
public sealed record BackupSource
{
    /// <summary>The archive, absolute.</summary>
    public required string Path { get; init; }

    /// <summary>The SHA-256 that it must have; null for that of its record, where there is one.</summary>
    public string? Sha256 { get; init; }

    /// <summary>A program and its arguments that decrypt what they read; or none.</summary>
    public IReadOnlyList<string> DecryptWith { get; init; } = [];

    /// <summary>Take links that lead out of the folder as they are.</summary>
    public bool AllowOutsideLinks { get; init; }
}
