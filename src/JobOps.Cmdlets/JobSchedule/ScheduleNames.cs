using System.Management.Automation;
using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Schedules;

namespace JobOps.Cmdlets;

/// <summary>Finds the schedules that a name or a pattern means.</summary>
static class ScheduleNames
{
    /// <summary>A pattern may match nothing; a name that is none is an error.</summary>
    /// <exception cref="JobOpsException">ScheduleNotFound</exception>
    public static async Task<IReadOnlyList<JobSchedule>> FindAsync(
        ILedger ledger, string name, string? job, CancellationToken cancellation)
    {
        var found = await ledger.Schedules.GetAsync(name, job, cancellation);
        return found.Count > 0 || job is not null || WildcardPattern.ContainsWildcardCharacters(name)
            ? found
            : throw new JobOpsException(Error.ScheduleNotFound(name));
    }
}
