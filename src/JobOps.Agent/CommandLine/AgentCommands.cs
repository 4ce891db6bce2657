using System.CommandLine;
using JobOps.Agent.Backups;
using JobOps.Agent.Caches;
using JobOps.Agent.Changes;
using JobOps.Agent.Checklists;
using JobOps.Agent.Demo;
using JobOps.Agent.Environments;
using JobOps.Agent.Exec;
using JobOps.Agent.Jobs;
using JobOps.Agent.Ledgers;
using JobOps.Agent.Notifications;
using JobOps.Agent.Queues;
using JobOps.Agent.Rehearsals;
using JobOps.Agent.Rollbacks;
using JobOps.Agent.Runs;
using JobOps.Agent.Schedules;
using JobOps.Agent.Workers;

namespace JobOps.Agent.CommandLine;

/// <summary>
/// The commands by their names, in the order of the help. A call needs one of them, and to make all of them takes longer than most
/// commands do.
/// </summary>
sealed class AgentCommands(StopSignals signals)
{
    readonly Entry[] _all =
    [
        new("init", () => new InitCommand()),
        new("ledger", () => new LedgerCommand()),
        new("apply", () => new ApplyCommand()),
        new("jobs", () => new JobsCommand()),
        new("enable", () => new EnableCommand()),
        new("disable", () => new DisableCommand()),
        new("start", () => new StartCommand()),
        new("exec", () => new ExecCommand()),
        new("runs", () => new RunsCommand()),
        new("run", () => new RunCommand()),
        new("steps", () => new StepsCommand()),
        new("log", () => new LogCommand()),
        new("restart", () => new RestartCommand()),
        new("stop", () => new StopCommand()),
        new("approve", DecideCommand.Approve),
        new("deny", DecideCommand.Deny),
        new("purge", () => new PurgeCommand()),
        new("schedule", () => new ScheduleCommand()),
        new("notify", () => new NotifyCommand()),
        new("queues", () => new QueuesCommand()),
        new("suspend", () => new SuspendCommand()),
        new("resume", () => new ResumeCommand()),
        new("limit", () => new LimitCommand()),
        new("partition", () => new PartitionCommand()),
        new("worker", () => new WorkerCommand(signals)),
        new("workers", () => new WorkersCommand()),
        new("powershell", () => new PowerShellCommand()),
        new("rollback", () => new RollbackCommand()),
        new("environments", () => new EnvironmentsCommand()),
        new("environment", () => new EnvironmentCommand()),
        new("rehearse", () => new RehearseCommand()),
        new("rehearsals", () => new RehearsalsCommand()),
        new("changes", () => new ChangesCommand()),
        new("change", () => new ChangeCommand()),
        new("watch", () => new WatchCommand()),
        new("note", () => new NoteCommand()),
        new("notes", () => new NotesCommand()),
        new("delivery", () => new DeliveryCommand()),
        new("check", () => new CheckCommand()),
        new("checks", () => new ChecksCommand()),
        new("checklists", () => new ChecklistsCommand()),
        new("cache", () => new CacheCommand()),
        new("backup", () => new BackupCommand()),
        new("verify", () => new VerifyCommand()),
        new("digest", () => new DigestCommand()),
        new("export", () => new ExportCommand()),
        new("import", () => new ImportCommand()),
        new("journal", () => new JournalCommand()),
        new("demo", () => new DemoCommand()),
        new("demo-site", () => new DemoSiteCommand()),
    ];

    /// <summary>The one command that a command line can mean; all of them where that is not plain, as for help and mistakes.</summary>
    public IEnumerable<Command> For(IReadOnlyList<string> arguments)
    {
        var word = FirstWord(arguments);
        if (word == "--version")
            return [];
        var named = Array.Find(_all, entry => entry.Name == word);
        return named is null ? _all.Select(entry => entry.Make()) : [named.Make()];
    }

    /// <summary>The first argument that is neither an option of every command nor the value of one.</summary>
    static string? FirstWord(IReadOnlyList<string> arguments)
    {
        for (var at = 0; at < arguments.Count; at++)
        {
            if (arguments[at] == GlobalOptions.Ledger.Name)
                at++;
            else if (arguments[at] != GlobalOptions.Json.Name && arguments[at] != GlobalOptions.NoColor.Name)
                return arguments[at];
        }
        return null;
    }

    sealed record Entry(string Name, Func<Command> Make);
}
