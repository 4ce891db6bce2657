using System.CommandLine;
using JobOps.Changes;

namespace JobOps.Agent.Changes;

/// <summary><c>jobops change …</c>: what is done with one change.</summary>
sealed class ChangeCommand : Command
{
    public ChangeCommand() : base("change", "Open a change, measure it, compare, note and complete it")
    {
        Add(new NewChangeCommand());
        Add(new ShowChangeCommand());
        Add(new MeasureCommand());
        Add(new CompareCommand());
        Add(new PictureCommand());
        Add(new SetStatusCommand(ChangeStatus.Measured, "Say why there is nothing to measure before a change"));
        Add(new SetStatusCommand(ChangeStatus.Applied, "Say that a change was done by hand"));
        Add(new NoteOfChangeCommand());
        Add(new SetStatusCommand(ChangeStatus.Completed, "Complete a change whose note is written", "complete"));
        Add(new SetStatusCommand(ChangeStatus.RolledBack, "Say that a change was undone by hand"));
        Add(new SetStatusCommand(ChangeStatus.Abandoned, "Give a change up before it is applied"));
    }
}
