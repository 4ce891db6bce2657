using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Schedules;

namespace JobOps.Agent.Schedules;

/// <summary><c>jobops schedule import</c>: job files of a crontab, a timer of systemd or a task of Windows. It needs no ledger.</summary>
sealed class ImportScheduleCommand : AgentCommand
{
    readonly Option<string?> _crontab = new("--from-crontab") { Description = "A crontab: of a user, or of /etc.", HelpName = "file" };
    readonly Option<string?> _timer = new("--from-systemd-timer")
    {
        Description = "A timer of systemd; the service that it starts lies beside it.", HelpName = "file",
    };
    readonly Option<string?> _task = new("--from-task-scheduler")
    {
        Description = "A task of Windows as XML, as schtasks /query /xml writes it.", HelpName = "file",
    };
    readonly Option<bool> _system = new("--system-crontab")
    {
        Description = "The crontab names a user in each line; of a file of /etc it is known.",
    };
    readonly Option<string?> _path = new("--path")
    {
        Description = "Write job files into this folder; what lies there already stays. Shown if left out.", HelpName = "folder",
    };
    readonly Option<string?> _owner = new("--owner") { Description = "Who answers for the jobs.", HelpName = "words" };
    readonly Option<string?> _expectedResult = new("--expected-result")
    {
        Description = "What is true when a job has succeeded.", HelpName = "words",
    };
    readonly Option<string?> _rollbackNote = new("--rollback-note") { Description = "How a person undoes a job.", HelpName = "words" };
    readonly Option<string?> _timeZone = new("--time-zone")
    {
        Description = "The zone whose clocks the other scheduler went by; that of this machine if left out.", HelpName = "zone",
    };

    public ImportScheduleCommand() : base("import", "Make job files of a crontab, a timer of systemd or a task of Windows")
    {
        foreach (var option in (Option[])
                 [_crontab, _timer, _task, _system, _path, _owner, _expectedResult, _rollbackNote, _timeZone])
            Add(option);
        Validators.Add(result =>
        {
            if (new[] { _crontab, _timer, _task }.Count(from => result.GetValue(from) is not null) != 1)
                result.AddError("name one file: --from-crontab, --from-systemd-timer or --from-task-scheduler");
            if (result.GetValue(_system) && result.GetValue(_crontab) is null)
                result.AddError("--system-crontab goes with --from-crontab");
        });
    }

    protected override async Task<int> ExecuteAsync(Invocation call)
    {
        var options = new ImportOptions
        {
            Owner = call.Value(_owner), ExpectedResult = call.Value(_expectedResult), RollbackNote = call.Value(_rollbackNote),
            TimeZone = ImportOptions.Zone(call.Value(_timeZone)), IsSystemCrontab = call.Value(_system) ? true : null,
        };
        var lines = call.Value(_crontab) is { } crontab ? await ScheduleImport.FromCrontabAsync(Full(crontab), options)
            : call.Value(_timer) is { } timer ? await ScheduleImport.FromSystemdTimerAsync(Full(timer), options)
            : await ScheduleImport.FromTaskSchedulerAsync(Full(call.Value(_task)!), options);
        if (call.Value(_path) is { } folder)
            lines = [.. lines.Select(line => line.JobFile is null ? line : ScheduleImport.Write(line, folder))];
        call.Screen.Show(lines, answer => string.Join('\n', answer.Select(Shown)).TrimEnd());
        return ExitCodes.Ok;
    }

    static string Full(string path) => Path.GetFullPath(path);

    static string Shown(ImportedLine line)
    {
        var place = $"{line.File}:{line.Line}: ";
        if (line.Reason is not null)
            return $"{place}{(line.JobFile is null ? "not carried over" : "not written")}: {line.Text}\n    {line.Reason}";
        var missing = line.Missing.Count > 0 ? $"; missing: {string.Join(", ", line.Missing)}" : "";
        return line.Path is { } path ? $"{place}wrote {path}{missing}" : $"{place}job {line.JobName}{missing}\n{line.JobFile}";
    }
}
