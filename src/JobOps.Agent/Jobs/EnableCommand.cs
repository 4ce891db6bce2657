namespace JobOps.Agent.Jobs;

/// <summary><c>jobops enable JOB</c>: the job takes new runs again.</summary>
sealed class EnableCommand() : SetEnabledCommand("enable", "Let a job take new runs again", enabled: true);
