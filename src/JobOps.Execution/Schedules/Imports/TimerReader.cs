using JobOps.Schedules;
using JobOps.Values;

namespace JobOps.Execution;

/// <summary>Reads a timer of systemd and the service beside it.</summary>
sealed class TimerReader(Import import)
{
    // What an entry has no need of here: slots are started to the second, and nothing is installed.
    static readonly HashSet<string> s_needless =
        ["Unit.Description", "Unit.Documentation", "Timer.Unit", "Timer.AccuracySec", "Timer.OnCalendar", "Timer.Persistent",
         "Timer.RandomizedDelaySec", "Timer.FixedRandomDelay", "Install.WantedBy"];

    public static void Read(Import import) => new TimerReader(import).Read();

    void Read()
    {
        var timer = UnitFile.Read(import.File);
        var stem = Path.GetFileNameWithoutExtension(import.File);
        foreach (var line in timer.Where(line => !s_needless.Contains($"{line.Section}.{line.Key}")))
            import.Leave(line.Number, $"{line}", Why(line), stem);
        var calendars = Effective(timer, "Timer", "OnCalendar");
        var first = calendars.FirstOrDefault();
        var service = Path.Combine(
            Path.GetDirectoryName(Path.GetFullPath(import.File))!, Last(timer, "Timer", "Unit")?.Value ?? $"{stem}.service");
        if (!File.Exists(service))
            throw Import.Unreadable(service, "no such file", "the service that the timer starts, beside the timer");
        var job = new JobDraft { Name = import.Name(stem), Line = first?.Number ?? 1, Text = first is null ? "[Timer]" : $"{first}" };
        var schedules = calendars.SelectMany(
            (line, index) => Schedule(timer, line, index == 0 ? job.Name : $"{job.Name}-{index + 1}")).ToList();
        var isWhole = Service(service, job, Last(timer, "Unit", "Description")?.Value);
        if (schedules.Count == 0 || !isWhole)
            return;
        job.Schedules.AddRange(schedules);
        import.Jobs.Add(job);
    }

    static string Why(UnitLine line) => line.Key switch
    {
        "OnBootSec" or "OnStartupSec" => "nothing is started by a boot: make it a service, or a schedule that catches up",
        "OnActiveSec" or "OnUnitActiveSec" or "OnUnitInactiveSec" =>
            "it is counted from a start or an end, and an interval here from midnight UTC of 1970-01-01: set every by hand",
        _ => "there is no such setting",
    };

    IEnumerable<JobSchedule> Schedule(IReadOnlyList<UnitLine> timer, UnitLine line, string name)
    {
        if (OnCalendarReader.Read(line.Value) is not { } read)
        {
            import.Leave(line.Number, $"{line}", "no cron expression says it");
            yield break;
        }
        var delay = Last(timer, "Timer", "RandomizedDelaySec");
        var jitter = delay is null ? null : Time(delay.Value);
        if (delay is not null && jitter is null)
            import.Leave(delay.Number, $"{delay}", "no length of time that can be a jitter");
        var schedule = new JobSchedule
        {
            Name = name, JobName = name, Cron = read.Cron, TimeZone = read.TimeZone ?? import.Options.TimeZone, Jitter = jitter,
            CatchUp = Last(timer, "Timer", "Persistent")?.Value is { } persistent && IsYes(persistent) ? CatchUp.Last : CatchUp.None,
        };
        if (Import.Wrong(schedule) is { } wrong)
            import.Leave(line.Number, $"{line}", wrong);
        else
            yield return schedule;
    }

    /// <returns>False where the command cannot be carried over.</returns>
    bool Service(string path, JobDraft job, string? description)
    {
        var service = UnitFile.Read(path);
        if ((Last(service, "Unit", "Description")?.Value ?? description) is { } words && import.SecretIn(words) is null)
            job.Description = words;
        var isWhole = true;
        foreach (var line in service.Where(line => line is not { Section: "Unit", Key: "Description" }))
            isWhole &= Setting(path, line, job);
        if (isWhole && job.Commands.Count == 0)
            Leave(path, new(1, "Service", "ExecStart", ""), "it starts nothing", job);
        return isWhole && job.Commands.Count > 0;
    }

    bool Setting(string path, UnitLine line, JobDraft job)
    {
        switch ($"{line.Section}.{line.Key}")
        {
            case "Service.Type" when line.Value is "oneshot" or "simple" or "exec":
                return true;
            case "Service.ExecStart" when line.Value.Length == 0:
                job.Commands.Clear();
                return true;
            case "Service.ExecStart":
                return Command(path, line, job);
            case "Service.WorkingDirectory" when line.Value.StartsWith('/'):
                job.WorkingDirectory = line.Value;
                return true;
            case "Service.Environment":
                Variables(path, line, job);
                return true;
            case "Service.RuntimeMaxSec" or "Service.TimeoutStartSec" when Time(line.Value) is { } limit && Duration.IsAllowed(limit):
                job.Timeout = JobDraft.Length(limit);
                return true;
            case "Service.TimeoutStartSec" when line.Value is "infinity" or "0":
                return true;
            case "Service.User" or "Service.Group" or "Service.DynamicUser":
                Leave(path, line, "the account of the worker executes it, so give it a queue of a worker with this account", job);
                return true;
            default:
                Leave(path, line, "there is no such setting of a job", job);
                return true;
        }
    }

    bool Command(string path, UnitLine line, JobDraft job)
    {
        var prefix = line.Value.TakeWhile(sign => sign is '-' or '@' or ':' or '+' or '!' or '|').Count();
        var words = UnitFile.Words(line.Value[prefix..], isCommand: true);
        if (words is null or [] || line.Value[..prefix].Contains('@', StringComparison.Ordinal))
            Leave(path, line, "a variable, a specifier or a quote in it means something to systemd alone: write the command by hand", job);
        else if (import.SecretIn(line.Value) is { } rule)
            Leave(path, line, $"it looks as if it held a secret ({rule}): write the job by hand, with a secret parameter", job);
        else
        {
            if (prefix > 0)
                Leave(path, line, $"'{line.Value[..prefix]}' in front of the command", job);
            job.Commands.Add(words);
            return true;
        }
        return false;
    }

    void Variables(string path, UnitLine line, JobDraft job)
    {
        if (UnitFile.Words(line.Value, isCommand: false) is not { } words)
        {
            Leave(path, line, "a specifier or a quote in it means something to systemd alone", job);
            return;
        }
        foreach (var word in words)
            if (word.Split('=', 2) is [var name, var value] && NameRule.Variable.Fits(name))
            {
                if (Of(path).MayCopy(line.Number, $"{line}", name, value, job.Name))
                    job.Environment[name] = value;
            }
            else
                Leave(path, line, $"'{word}' is no variable", job);
    }

    void Leave(string path, UnitLine line, string reason, JobDraft job) => Of(path).Leave(line.Number, $"{line}", reason, job.Name);

    // Notes of the service name its file.
    readonly Dictionary<string, Import> _services = [];

    Import Of(string path)
    {
        if (!_services.TryGetValue(path, out var of))
            _services[path] = of = import.Beside(path);
        return of;
    }

    static bool IsYes(string value) => value.ToLowerInvariant() is "yes" or "true" or "on" or "1";

    static UnitLine? Last(IReadOnlyList<UnitLine> lines, string section, string key) =>
        lines.LastOrDefault(line => line.Section == section && line.Key == key && line.Value.Length > 0);

    /// <summary>All values of a key since the last empty one, which takes those before it away.</summary>
    static List<UnitLine> Effective(IReadOnlyList<UnitLine> lines, string section, string key)
    {
        var all = lines.Where(line => line.Section == section && line.Key == key).ToList();
        return all[(all.FindLastIndex(line => line.Value.Length == 0) + 1)..];
    }

    /// <summary>A length of time as systemd writes it: <c>90</c>, <c>5min</c>, <c>1h 30min</c>.</summary>
    static TimeSpan? Time(string text)
    {
        var sum = TimeSpan.Zero;
        var rest = text.Replace(" ", "", StringComparison.Ordinal);
        if (rest.Length == 0)
            return null;
        while (rest.Length > 0)
        {
            var digits = rest.TakeWhile(char.IsAsciiDigit).Count();
            var unit = new string([.. rest.Skip(digits).TakeWhile(char.IsAsciiLetter)]);
            if (digits is 0 or > 6 || DueTimes.Number(rest.AsSpan(..digits)) is not { } count)
                return null;
            TimeSpan? part = unit switch
            {
                "" or "s" or "sec" or "second" or "seconds" => TimeSpan.FromSeconds(count),
                "m" or "min" or "minute" or "minutes" => TimeSpan.FromMinutes(count),
                "h" or "hr" or "hour" or "hours" => TimeSpan.FromHours(count),
                "d" or "day" or "days" => TimeSpan.FromDays(count),
                _ => null,
            };
            if (part is null)
                return null;
            sum += part.Value;
            rest = rest[(digits + unit.Length)..];
        }
        return sum > TimeSpan.Zero ? sum : null;
    }
}
