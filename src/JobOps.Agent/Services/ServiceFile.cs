using System.Text.Json.Serialization;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Ledger;

namespace JobOps.Agent.Services;

/// <summary>A file that makes a worker a service of systemd. Writing it installs nothing.</summary>
/// <param name="Name">Name of the file.</param>
/// <param name="Text">What stands in it.</param>
/// <param name="Secret">It may hold a password: only its owner may read it, and it is never printed.</param>
sealed record ServiceFile(string Name, string Text, [property: JsonIgnore] bool Secret = false)
{
    /// <summary>Instead of a folder.</summary>
    public const string StandardOutput = "-";

    /// <summary>The files for a worker with these options on this ledger.</summary>
    public static IReadOnlyList<ServiceFile> For(WorkerOptions options, LedgerLocation ledger) =>
        [SystemdUnit.For(options), SystemdUnit.EnvironmentFor(ledger)];

    /// <summary>Writes the file into a folder. One with a secret is left as it is where it stands already: somebody may
    /// have put the right one in.</summary>
    /// <exception cref="JobOpsException">UnitNotWritten</exception>
    public WrittenFile Write(string folder)
    {
        var path = Path.GetFullPath(Path.Combine(folder, Name));
        try
        {
            Directory.CreateDirectory(folder);
            if (!Secret)
                File.WriteAllText(path, Text);
            else if (File.Exists(path))
                return new(path, Kept: true);
            else
                WriteSecret(path);
            return new(path, Kept: false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new JobOpsException(Error.UnitNotWritten(path, exception.Message), exception);
        }
    }

    void WriteSecret(string path)
    {
        using var writer = new StreamWriter(OwnerOnly.CreateFile(path));
        writer.Write(Text);
    }
}

/// <summary>A file that was written, or kept as it was.</summary>
sealed record WrittenFile(string Path, bool Kept);
