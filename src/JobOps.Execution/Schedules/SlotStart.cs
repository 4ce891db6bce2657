using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Runs;
using JobOps.Schedules;
using JobOps.Wording;

namespace JobOps.Execution;

/// <summary>
/// Starts what one schedule has due, for a host's own scheduler, which is no more than the alarm clock. The ledger decides, as it does for
/// workers: called twice, or on a date that is excepted, nothing is started, and what was missed is written down.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="leftovers">Takes up what dead workers of the job have left; null leaves that to workers.</param>
public sealed class SlotStart(ILedger ledger, Leftovers? leftovers = null)
{
    /// <summary>The runs of its slots that are due, in their order, not yet executed; or the run that the slot has already.</summary>
    /// <exception cref="JobOpsException">ScheduleNotFound, ScheduleNotDue; what a start of the job is refused for</exception>
    public async Task<IReadOnlyList<JobRun>> StartAsync(string name, CancellationToken cancellation = default)
    {
        var schedule = await ledger.Schedules.RequireAsync(name, cancellation);
        if (schedule.IsSuspended)
            throw NotDue(schedule, $"suspended {TimeWords.By(schedule.SuspendedAt, schedule.SuspendedBy, schedule.SuspendedReason)}");
        if (IsComing(schedule))
        {
            await Task.Delay(UntilDue(schedule), cancellation);
            if (await PassAsync(schedule, cancellation) is { } runs)
                return runs;
            // Somebody else was faster.
            schedule = await ledger.Schedules.RequireAsync(name, cancellation);
        }
        return schedule.LastSlot is { } last && schedule.ReadAt - last - schedule.Delay() <= SlotPlan.OnTime
            ? [await TwinAsync(schedule, last, cancellation)]
            : throw NotDue(schedule, schedule.NextSlot is null ? "no slot comes any more" : $"next: {ScheduleWords.Next(schedule)}");
    }

    /// <summary>The next slot is due, or will be soon: the clock of a host may be a minute ahead of the ledger's.</summary>
    static bool IsComing(JobSchedule schedule) =>
        schedule.NextSlot is { } next && next - schedule.ReadAt is var until && until <= SlotPlan.OnTime
        && (until <= TimeSpan.Zero || schedule.LastSlot is not { } last || schedule.ReadAt - last > until);

    // By the ledger's clock; a moment more, since it has to have passed there.
    static TimeSpan UntilDue(JobSchedule schedule) =>
        schedule.NextSlot!.Value + schedule.Delay() - schedule.ReadAt is var until && until > TimeSpan.Zero
            ? until + TimeSpan.FromMilliseconds(20)
            : TimeSpan.Zero;

    async Task<IReadOnlyList<JobRun>?> PassAsync(JobSchedule schedule, CancellationToken cancellation)
    {
        var starter = new JobStarter(ledger);
        if (leftovers is not null && await starter.FindJobAsync(schedule.JobName, cancellation) is { Enabled: true } job)
            await leftovers.TakeUpAsync(job, key: null, cancellation);
        var (request, refusal) = await PrepareAsync(starter, schedule, cancellation);
        if (await ledger.Requests.EnqueueSlotsAsync(schedule, request, refusal, cancellation) is not { } runs)
            return null;
        if (refusal is not null)
            throw new JobOpsException(refusal);
        if (runs.Count > 0)
            return runs;
        var missed = await ledger.Schedules.GetMissedAsync(schedule.Name, 1, cancellation);
        if (missed is not [var newest] || newest.LastSlot < schedule.NextSlot)
            return null;
        // Asked for as by hand, it is refused with an error that says more than the row.
        return newest.Reason == MissedReason.Refused
            ? [await StartAsync(schedule, newest.LastSlot, cancellation)]
            : throw NotDue(schedule, $"{ScheduleWords.Slots(newest)}: {ScheduleWords.Why(newest)}");
    }

    static async Task<(RunRequest? Request, JobOpsError? Refusal)> PrepareAsync(
        JobStarter starter, JobSchedule schedule, CancellationToken cancellation)
    {
        try
        {
            return (await starter.PrepareAsync(Request(schedule), cancellation), null);
        }
        catch (JobOpsException exception) when (exception.Error.Kind != ErrorKind.LedgerUnavailable)
        {
            return (null, exception.Error);
        }
    }

    /// <summary>The run that this slot has.</summary>
    async Task<JobRun> TwinAsync(JobSchedule schedule, DateTimeOffset slot, CancellationToken cancellation)
    {
        var missed = await ledger.Schedules.GetMissedAsync(schedule.Name, 1, cancellation);
        if (missed is [var newest] && newest.FirstSlot <= slot && slot <= newest.LastSlot)
            throw NotDue(schedule, $"{ScheduleWords.Slots(newest)}: {ScheduleWords.Why(newest)}");
        return await StartAsync(schedule, slot, cancellation);
    }

    async Task<JobRun> StartAsync(JobSchedule schedule, DateTimeOffset slot, CancellationToken cancellation) =>
        (await new JobStarter(ledger).StartAsync(
            Request(schedule) with { IdempotencyKey = schedule.KeyOf(slot) }, executedHere: false, cancellation)).Run;

    static StartRequest Request(JobSchedule schedule) =>
        new() { JobName = schedule.JobName, Parameters = schedule.Parameters, Environment = schedule.Environment };

    static JobOpsException NotDue(JobSchedule schedule, string why) => new(Error.ScheduleNotDue(schedule.Name, why));
}
