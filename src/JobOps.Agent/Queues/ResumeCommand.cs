namespace JobOps.Agent.Queues;

/// <summary><c>jobops resume QUEUE</c>: its runs are claimed again.</summary>
sealed class ResumeCommand() : SetPausedCommand("resume", "Let the runs of a queue start again", paused: false);
