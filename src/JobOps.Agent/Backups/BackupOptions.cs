using System.CommandLine;
using JobOps.Execution;

namespace JobOps.Agent.Backups;

/// <summary>What the commands of backups share.</summary>
static class BackupOptions
{
    /// <summary>The archive.</summary>
    public static Argument<string> Archive() => new("archive") { Description = "The archive." };

    public static Option<string?> Sha256() => new("--sha256")
    {
        Description = "The SHA-256 that it must have; that of the file beside it if not given.", HelpName = "digits",
    };

    public static Option<string?> DecryptWith() => new("--decrypt-with")
    {
        Description = "A command that decrypts what it reads, in one text: 'age -d -i key.txt'. No shell reads it.", HelpName = "command",
    };

    public static Option<bool> AllowOutsideLinks(string description) => new("--allow-outside-links") { Description = description };

    /// <summary>A program and its arguments out of one text; none for null.</summary>
    public static IReadOnlyList<string> Words(string? text) => text is null ? [] : CommandWords.Read(text);
}
