namespace JobOps.Agent.Queues;

/// <summary><c>jobops suspend QUEUE</c>: nothing of it is claimed.</summary>
sealed class SuspendCommand() : SetPausedCommand(
    "suspend", "Let no run of a queue start; what runs goes on", paused: true);
