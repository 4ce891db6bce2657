namespace JobOps.Agent.Jobs;

/// <summary><c>jobops disable JOB</c>: the job takes no new runs.</summary>
sealed class DisableCommand() : SetEnabledCommand("disable", "Let a job take no new runs", enabled: false);
