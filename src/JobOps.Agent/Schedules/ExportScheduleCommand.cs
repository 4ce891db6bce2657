using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Schedules;

namespace JobOps.Agent.Schedules;

/// <summary><c>jobops schedule export NAME --as …</c>: entries of a host's own scheduler.</summary>
sealed class ExportScheduleCommand : OpenLedgerCommand
{
    readonly Argument<string> _name = new("schedule") { Description = "A schedule, or a pattern with * and ?." };
    readonly Option<HostScheduler?> _as = SharedArguments.OneOf<HostScheduler>(
        "--as", "The host's scheduler. cron goes by the clocks of the host; cronie, as of Red Hat, knows time zones.");
    readonly Option<string?> _path = new("--path")
    {
        Description = "Write files into this folder; shown if left out.", HelpName = "folder",
    };
    readonly Option<string?> _program = new("--program")
    {
        Description = "The absolute path of jobops where the entry is to work; this program if left out.", HelpName = "path",
    };
    readonly Option<string?> _user = new("--user") { Description = "Whose rights it has; makes a crontab one for /etc/cron.d." };
    readonly Option<string?> _environmentFile = new("--environment-file")
    {
        Description = "The absolute path of a file that only this account may read, with JOBOPS_LEDGER=… in it.", HelpName = "path",
    };

    public ExportScheduleCommand() : base("export", "Write a schedule as an entry of cron, systemd or Task Scheduler")
    {
        Add(_name);
        _as.Required = true;
        foreach (var option in (Option[])[_as, _path, _program, _user, _environmentFile])
            Add(option);
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var name = call.Value(_name)!;
        var schedules = name.AsSpan().ContainsAny('*', '?')
            ? await ledger.Schedules.GetAsync(name, cancellation: call.Cancellation)
            : [await ledger.Schedules.RequireAsync(name, call.Cancellation)];
        var program = call.Value(_program) is { } named ? [HostEntries.FindProgram(named, "", "")] : ThisExecutable.Words;
        var entries = schedules.SelectMany(schedule => HostEntries.For(call.Value(_as)!.Value, new()
        {
            Schedule = schedule, Program = program, Ledger = call.Location, User = call.Value(_user),
            EnvironmentFile = call.Value(_environmentFile),
        })).ToList();
        foreach (var difference in entries.SelectMany(entry => entry.Differences).Distinct())
            call.Screen.Progress(difference, Tone.Doubtful);
        if (call.Value(_path) is { } folder)
            entries = [.. entries.Select(entry => HostEntries.Write(entry, folder))];
        call.Screen.Show(entries, answer => string.Join(
            '\n', answer.Select(entry => entry.Path is { } path ? $"Wrote {path}" : entry.Text.ReplaceLineEndings("\n").TrimEnd() + '\n'))
            .TrimEnd());
        return ExitCodes.Ok;
    }
}
