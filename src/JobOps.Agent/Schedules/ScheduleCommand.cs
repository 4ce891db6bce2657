using System.CommandLine;

namespace JobOps.Agent.Schedules;

/// <summary><c>jobops schedule …</c>: when jobs are started by themselves.</summary>
sealed class ScheduleCommand : Command
{
    public ScheduleCommand() : base("schedule", "Set, list, test, suspend, resume, remove, start, export and import schedules")
    {
        Add(new SetScheduleCommand());
        Add(new ListSchedulesCommand());
        Add(new TestScheduleCommand());
        Add(new SetSuspendedCommand("suspend", "Let a schedule rest: it starts nothing until it is resumed", suspended: true));
        Add(new SetSuspendedCommand("resume", "Let a schedule go on; what it missed is written down", suspended: false));
        Add(new RemoveScheduleCommand());
        Add(new StartScheduleCommand());
        Add(new ExportScheduleCommand());
        Add(new ImportScheduleCommand());
    }
}
