using System.CommandLine;

namespace JobOps.Agent.Notifications;

/// <summary><c>jobops notify …</c>: who is told of what.</summary>
sealed class NotifyCommand : Command
{
    public NotifyCommand() : base("notify", "Set, list, test, suspend, resume and remove who is told of what")
    {
        Add(new SetReceiverCommand());
        Add(new ListReceiversCommand());
        Add(new TestReceiverCommand());
        Add(new SetSuspendedCommand("suspend", "Leave a receiver in peace: it is told nothing until it is resumed", suspended: true));
        Add(new SetSuspendedCommand("resume", "Tell a receiver again that was suspended, or has not answered", suspended: false));
        Add(new RemoveReceiverCommand());
    }

    public static Argument<string> ReceiverName() => new("receiver") { Description = "The receiver's name." };
}
