using System.Text;
using JobOps.Errors;
using JobOps.Schedules;
using JobOps.Values;

namespace JobOps.Execution;

/// <summary>One file of another scheduler that is read: what it is made into, and what is not carried over.</summary>
/// <param name="file">Its path.</param>
/// <param name="options">What is known of its jobs.</param>
/// <param name="left">What was not carried over before.</param>
sealed class Import(string file, ImportOptions options, List<ImportedLine>? left = null)
{
    /// <summary>Larger is none of them.</summary>
    const int LargestFile = 4 * 1024 * 1024;

    readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    readonly SecretScanner _secrets = new();

    public string File { get; } = file;

    public ImportOptions Options { get; } = options;

    public List<JobDraft> Jobs { get; } = [];

    public List<ImportedLine> Left { get; } = left ?? [];

    /// <summary>Another file that belongs to it; what is not carried over of it is told with the rest.</summary>
    public Import Beside(string path) => new(path, Options, Left);

    /// <summary>The text of the file, in UTF-8 or, where its first bytes say so, in UTF-16.</summary>
    /// <exception cref="JobOpsException">HostFileUnreadable</exception>
    public static string ReadText(string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > LargestFile })
                throw Unreadable(path, "more than 4 MiB");
            using var reader = new StreamReader(
                path, new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true);
            return reader.ReadToEnd();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Unreadable(path, exception.Message.Split('\n')[0]);
        }
    }

    public static JobOpsException Unreadable(string path, string actual, string expected = "a readable file of text in UTF-8 or UTF-16") =>
        new(Error.HostFileUnreadable(path, expected, actual));

    /// <summary>Notes what is not carried over.</summary>
    public void Leave(int line, string text, string reason, string? job = null) =>
        Left.Add(new() { File = File, Line = line, Text = Masked(text), Reason = reason, JobName = job });

    /// <summary>The rule by which a text holds a secret; null where it holds none.</summary>
    public string? SecretIn(string text) =>
        _secrets.Next(text) is [var found, ..] ? found.Rule : CommandSecrets.In(text).Any() ? "name" : null;

    /// <summary>Whether a variable may be written down as it is; else it is noted.</summary>
    public bool MayCopy(int line, string text, string name, string value, string? job = null)
    {
        var rule = SecretIn($"{name}={value}") ?? SecretIn(value)
            ?? (SecretNames.Of(name) is SecretName.Password or SecretName.Token && value.Length > 0 ? "name" : null);
        if (rule is null)
            return true;
        Left.Add(new()
        {
            File = File, Line = line, Text = $"{name}=***", JobName = job,
            Reason = $"it looks like a secret ({rule}): make it a secret of an environment, or a secret parameter",
        });
        return false;
    }

    /// <summary>A name for a job that none of this file has yet.</summary>
    public string Name(string wanted)
    {
        var name = new string([.. wanted.Select(sign => char.IsAsciiLetterOrDigit(sign) || sign is '.' or '_' or '-' ? sign : '-')])
            .TrimStart('.', '_', '-').TrimEnd('-', '.');
        name = name.Length == 0 ? "job" : name[..Math.Min(name.Length, 100)];
        var free = name;
        for (var number = 2; !_names.Add(free); number++)
            free = $"{name}-{number}";
        return NameRule.Job.Fits(free) ? free : throw new InvalidOperationException(free);
    }

    /// <summary>What is wrong with a schedule; null where nothing is.</summary>
    public static string? Wrong(JobSchedule schedule) =>
        ScheduleRules.Check(schedule).Select(mistake => $"{mistake.Member}: {mistake.Found}").FirstOrDefault();

    string Masked(string text) => _secrets.Next(text).Select(secret => secret.Value).Concat(CommandSecrets.In(text)).Aggregate(
        text.Trim(), (masked, secret) => masked.Replace(secret, "***", StringComparison.Ordinal));
}
