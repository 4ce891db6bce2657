using JobOps.Errors;
using JobOps.Schedules;

namespace JobOps.Execution;

/// <summary>Job files, with schedules, of what other schedulers start. Nothing is registered, and what only a person can say is never
/// invented.</summary>
public static class ScheduleImport
{
    /// <summary>Of a crontab.</summary>
    /// <exception cref="JobOpsException">HostFileUnreadable</exception>
    public static Task<IReadOnlyList<ImportedLine>> FromCrontabAsync(string file, ImportOptions options) =>
        FinishAsync(new(file, options), CrontabReader.Read);

    /// <summary>Of a timer of systemd and the service that it starts, which lies beside it.</summary>
    /// <exception cref="JobOpsException">HostFileUnreadable</exception>
    public static Task<IReadOnlyList<ImportedLine>> FromSystemdTimerAsync(string file, ImportOptions options) =>
        FinishAsync(new(file, options), TimerReader.Read);

    /// <summary>Of a task of Windows, as it is exported.</summary>
    /// <exception cref="JobOpsException">HostFileUnreadable</exception>
    public static Task<IReadOnlyList<ImportedLine>> FromTaskSchedulerAsync(string file, ImportOptions options) =>
        FinishAsync(new(file, options), TaskReader.Read);

    /// <summary>Writes a job file into a folder; one that is there already stays as it is, and is told of.</summary>
    /// <exception cref="JobOpsException">HostFileNotWritten</exception>
    public static ImportedLine Write(ImportedLine line, string folder)
    {
        var path = Path.GetFullPath(Path.Combine(folder, $"{line.JobName}.job.json"));
        try
        {
            Directory.CreateDirectory(folder);
            using var writer = new StreamWriter(new FileStream(path, FileMode.CreateNew, FileAccess.Write));
            writer.Write(line.JobFile);
            return line with { Path = path };
        }
        catch (IOException) when (File.Exists(path))
        {
            return line with { Reason = $"{path} was there already, and stays as it was" };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new JobOpsException(Error.HostFileNotWritten(path, exception.Message), exception);
        }
    }

    static async Task<IReadOnlyList<ImportedLine>> FinishAsync(Import import, Action<Import> read)
    {
        read(import);
        var lines = new List<ImportedLine>(import.Left);
        foreach (var job in import.Jobs)
        {
            var texts = new List<(string Member, string? Value, string What)>
            {
                ("owner", import.Options.Owner, "who answers for the job"),
                ("expectedResult", import.Options.ExpectedResult, "what is true when it has succeeded"),
                ("rollbackNote", import.Options.RollbackNote, "how a person undoes it"),
            };
            for (var index = 0; index < texts.Count; index++)
                if (texts[index].Value is null && import.Options.Ask is { } ask
                    && await ask(job.Name, $"{texts[index].Member}, {texts[index].What}") is { } answer
                    && !string.IsNullOrWhiteSpace(answer))
                    texts[index] = texts[index] with { Value = answer };
            lines.Add(new()
            {
                File = import.File, Line = job.Line, Text = job.Text.Trim(), JobName = job.Name, JobFile = job.ToText(texts),
                Missing = [.. texts.Where(text => text.Value is null).Select(text => text.Member)],
            });
        }
        return [.. lines.OrderBy(line => line.Line).ThenBy(line => line.JobFile is null)];
    }
}
