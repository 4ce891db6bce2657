using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Schedules;

namespace JobOps.Execution;

/// <summary>Sets schedules by hand: what their runs would be refused for is said now, and not at two in the morning.</summary>
public sealed class ScheduleSetter(ILedger ledger)
{
    /// <summary>The edit with its parameters as the job takes them; nothing is set.</summary>
    /// <exception cref="JobOpsException">ScheduleInvalid, ScheduleOfJobFile, ScheduleNotFound, JobNotFound, Parameter…, SecretNeedsWait,
    /// Environment…</exception>
    public async Task<ScheduleEdit> CheckAsync(ScheduleEdit edit, CancellationToken cancellation = default)
    {
        var schedule = edit.ApplyTo(await ledger.Schedules.FindAsync(edit.Name, cancellation));
        var starter = new JobStarter(ledger);
        await RequireStartAsync(starter, schedule, cancellation);
        if (edit.Parameters is null || await starter.FindJobAsync(schedule.JobName, cancellation) is not { } job)
            return edit;
        var bound = ParameterValues.Bind(job, edit.Parameters).Public;
        return edit with
        {
            Parameters = bound.Where(value => edit.Parameters.Keys.Contains(value.Key, StringComparer.OrdinalIgnoreCase)).ToDictionary(),
        };
    }

    /// <summary>Makes a schedule, or changes one.</summary>
    /// <inheritdoc cref="CheckAsync"/>
    public async Task<JobSchedule> SetAsync(ScheduleEdit edit, CancellationToken cancellation = default) =>
        await ledger.Schedules.SetAsync(await CheckAsync(edit, cancellation), cancellation);

    static async Task RequireStartAsync(JobStarter starter, JobSchedule schedule, CancellationToken cancellation)
    {
        try
        {
            await starter.PrepareAsync(
                new() { JobName = schedule.JobName, Parameters = schedule.Parameters, Environment = schedule.Environment }, cancellation);
        }
        catch (JobOpsException exception) when (exception.Error.Id == nameof(Error.RehearsalMissing))
        {
            // There is time for one until the first slot.
        }
    }
}
