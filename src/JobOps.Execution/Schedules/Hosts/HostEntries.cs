using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Schedules;

namespace JobOps.Execution;

/// <summary>
/// Entries of a host's own scheduler. An entry is no more than an alarm clock: it calls <c>jobops schedule start</c>, which asks the ledger
/// whether a slot is due, so that called twice, too early or on a date that is excepted it starts nothing.
/// </summary>
public static class HostEntries
{
    /// <summary>In front of the name of a schedule in the names of files.</summary>
    public const string Prefix = "jobops-";

    /// <summary>What the exit codes of an entry mean, a line each.</summary>
    internal static IReadOnlyList<string> ExitCodeLines { get; } =
    [
        "Exit codes: 0 done, or done already; 1 failed; 75 nothing was due, or the job was running; 69 no ledger, safe to",
        "start again; 64, 65, 77, 78 something is to be mended first; 124 time limit. All: docs/exit-codes.md of JobOps.",
    ];

    /// <exception cref="JobOpsException">ScheduleNotExportable with all that the scheduler cannot say; HostEntryHoldsPassword,
    /// HostEntryInvalid</exception>
    public static IReadOnlyList<HostEntry> For(HostScheduler kind, HostEntryRequest request)
    {
        Require(kind, request);
        var problems = new List<string>();
        var entries = kind switch
        {
            HostScheduler.Systemd => SystemdEntry.For(request, problems),
            HostScheduler.TaskScheduler => TaskEntry.For(request, problems),
            _ => CronEntry.For(kind, request, problems),
        };
        return problems.Count == 0
            ? entries
            : throw new JobOpsException(Error.ScheduleNotExportable(request.Schedule.Name, Words(kind), string.Join('\n', problems)));
    }

    /// <summary>The program of entries.</summary>
    /// <param name="named">The one to take, on the host where they are to work; null for the one on PATH, or else that which was built
    /// beside the module.</param>
    /// <param name="folder">Absolute; relative folders on PATH are ignored.</param>
    /// <param name="module">The folder of the module.</param>
    /// <exception cref="JobOpsException">HostProgramNotFound</exception>
    public static string FindProgram(string? named, string folder, string module)
    {
        if (named is not null)
            return IsAbsolute(named) ? named : throw new JobOpsException(Error.HostProgramNotFound(named));
        var name = OperatingSystem.IsWindows() ? "jobops.exe" : "jobops";
        return ExecutableFinder.FindAll("jobops", folder).Append(Path.Combine(module, "artifacts", "jobops", name))
            .FirstOrDefault(File.Exists) ?? throw new JobOpsException(Error.HostProgramNotFound(name));
    }

    /// <summary>Writes an entry into a folder, in the place of what was written there before.</summary>
    /// <exception cref="JobOpsException">HostFileNotWritten</exception>
    public static HostEntry Write(HostEntry entry, string folder)
    {
        var path = Path.GetFullPath(Path.Combine(folder, entry.FileName));
        try
        {
            Directory.CreateDirectory(folder);
            // Task Scheduler reads what the first line of its text says.
            File.WriteAllText(
                path, entry.Text,
                entry.Kind == HostScheduler.TaskScheduler ? System.Text.Encoding.Unicode : new System.Text.UTF8Encoding(false));
            return entry with { Path = path };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new JobOpsException(Error.HostFileNotWritten(path, exception.Message), exception);
        }
    }

    static void Require(HostScheduler kind, HostEntryRequest request)
    {
        if (request.EnvironmentFile is { } file)
        {
            if (!IsAbsolute(file) || file.Any(char.IsControl))
                throw new JobOpsException(Error.HostEntryInvalid("environment file", "an absolute path", file));
            if (kind == HostScheduler.TaskScheduler)
                throw new JobOpsException(Error.HostEntryInvalid(
                    "environment file", "none, since a task reads no such file, and a ledger that takes the account itself", file));
        }
        else if (request.Ledger.HoldsPassword)
        {
            throw new JobOpsException(Error.HostEntryHoldsPassword());
        }
        if (request.User is { } user && (user.Length == 0 || user.Any(char.IsControl)
                || (kind != HostScheduler.TaskScheduler && user.Any(sign => char.IsWhiteSpace(sign) || sign is '%' or '\'' or '"'))))
            throw new JobOpsException(Error.HostEntryInvalid("user", "the name of an account", user));
        if (request.Words.Append(request.Ledger.Target).FirstOrDefault(word => word.Any(char.IsControl)) is { } word)
            throw new JobOpsException(Error.HostEntryInvalid("command", "words without control characters", word));
    }

    /// <summary>On this host or on one of the other kind.</summary>
    static bool IsAbsolute(string path) =>
        path.StartsWith('/') || path.StartsWith(@"\\", StringComparison.Ordinal) || path is [_, ':', '\\' or '/', ..];

    static string Words(HostScheduler kind) => kind switch
    {
        HostScheduler.Cron => "cron",
        HostScheduler.Cronie => "cronie",
        HostScheduler.Systemd => "systemd",
        _ => "Task Scheduler",
    };

    /// <summary>What is stated beside the ledger.</summary>
    internal static IEnumerable<(string Name, string Value)> Variables(HostEntryRequest request)
    {
        yield return ("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        if (request.EnvironmentFile is null)
            yield return (LedgerLocation.EnvironmentVariable, request.Ledger.ToEnvironmentValue());
        // A .NET that is not in one of the usual places is found by this variable only.
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root)
            yield return ("DOTNET_ROOT", root);
    }

    internal const string OfGap =
        "Where clocks are put forward past a slot, this scheduler starts nothing that day; a worker would, right after the gap. "
        + "The slot is written down as missed.";
}
