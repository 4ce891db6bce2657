using System.Text;
using JobOps.Errors;
using JobOps.Jobs.JobFiles;

namespace JobOps.Jobs;

/// <summary>Reads job files: JSON with comments, strict about everything else.</summary>
public static class JobFile
{
    /// <summary>What job files in a folder end with.</summary>
    public const string Suffix = ".job.json";

    /// <summary>The size of the largest job file, in bytes.</summary>
    public const int LargestSize = 1024 * 1024;

    /// <summary>Reads one file.</summary>
    /// <exception cref="JobOpsException">JobFileNotFound; JobFileInvalid with file, line, JSON path, what was
    /// expected and what was found for every mistake in the file</exception>
    public static JobDefinition Read(string path) => Parse(ReadBytes(path), path);

    /// <summary>Reads a text as if it stood in the file <paramref name="path"/>.</summary>
    /// <exception cref="JobOpsException">JobFileInvalid, as above</exception>
    public static JobDefinition Parse(string text, string path) => Parse(Encoding.UTF8.GetBytes(text), path);

    /// <summary>Finds the files that a path means: the file itself, or a folder's <c>*.job.json</c> by name.</summary>
    /// <exception cref="JobOpsException">JobFileNotFound where there is none</exception>
    public static IReadOnlyList<string> Find(string path)
    {
        if (File.Exists(path))
            return [path];
        if (!Directory.Exists(path))
            throw new JobOpsException(Error.JobFileNotFound(path));
        string[] files = [.. InPath(path, () => Directory.GetFiles(path, "*" + Suffix)).Order(StringComparer.Ordinal)];
        return files.Length > 0
            ? files
            : throw new JobOpsException(Error.JobFileNotFound(path, $"a folder without *{Suffix} files"));
    }

    static JobDefinition Parse(byte[] utf8, string path)
    {
        var mistakes = new Mistakes();
        var folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? Path.GetFullPath(path);
        var definition = JobFileReader.Read(utf8, folder, mistakes);
        return definition is not null && !mistakes.Any
            ? definition
            : throw new JobOpsException(Error.JobFileInvalid(path, mistakes.Describe(path)));
    }

    internal static byte[] ReadBytes(string path) => InPath(path, () =>
    {
        using var file = File.OpenRead(path);
        // One byte more than allowed: so a device or a pipe without an end is found out as well.
        var bytes = new byte[LargestSize + 1];
        var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return length <= LargestSize
            ? bytes[..length]
            : throw new JobOpsException(Error.JobFileNotFound(path, $"more than {LargestSize / 1024} KiB"));
    });

    static T InPath<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new JobOpsException(Error.JobFileNotFound(path), exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new JobOpsException(Error.JobFileNotFound(path, exception.Message), exception);
        }
    }
}
