namespace JobOps.Schedules;

/// <summary>A scheduler that a host has of its own.</summary>
public enum HostScheduler
{
    /// <summary>The cron of Debian and its kin: it goes by the host's own time zone.</summary>
    Cron,
    /// <summary>The cron of Red Hat and its kin, which knows <c>CRON_TZ</c>.</summary>
    Cronie,
    /// <summary>A timer of systemd, and the service that it starts.</summary>
    Systemd,
    /// <summary>A task of the Task Scheduler of Windows.</summary>
    TaskScheduler,
}
