using JobOps.Ledger;
using JobOps.Schedules;

namespace JobOps.Execution;

/// <summary>What an entry of a host's own scheduler is to say.</summary>
public sealed record HostEntryRequest
{
    public required JobSchedule Schedule { get; init; }
    /// <summary>The program <c>jobops</c> where the entry is to work, absolute, with the argument that it needs in front of its
    /// own.</summary>
    public required IReadOnlyList<string> Program { get; init; }
    public required LedgerLocation Ledger { get; init; }
    /// <summary>Whose rights it has; null for whoever puts the entry in its place.</summary>
    public string? User { get; init; }
    /// <summary>The absolute path of a file that only this user can read and that says <c>JOBOPS_LEDGER</c>; null to say it in the
    /// entry.</summary>
    public string? EnvironmentFile { get; init; }
    /// <summary>The time zone of the host.</summary>
    public TimeZoneInfo HostZone { get; init; } = TimeZoneInfo.Local;

    /// <summary>The words that the entry starts.</summary>
    public IReadOnlyList<string> Words => [.. Program, "schedule", "start", Schedule.Name];
}
