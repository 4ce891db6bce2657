using JobOps.Errors;
using JobOps.Runs;
using JobOps.Schedules;

namespace JobOps.Engine.Sql;

// The slots of schedules.
sealed partial class SqlRequests
{
    public async Task<IReadOnlyList<JobRun>?> EnqueueSlotsAsync(
        JobSchedule due, RunRequest? request, JobOpsError? refusal, CancellationToken cancellation = default)
    {
        request?.Require();
        var slots = SlotSequence.Of(due);
        var runs = await store.WriteAsync(transaction => PassSlotsAsync(transaction, due, slots, request, refusal), cancellation);
        if (runs is { Count: > 0 })
            claims.ExpectWork();
        return runs;
    }

    static async Task<IReadOnlyList<JobRun>?> PassSlotsAsync(
        LedgerTransaction transaction, JobSchedule due, SlotSequence slots, RunRequest? request, JobOpsError? refusal)
    {
        if (!await SqlSchedules.HoldAsync(transaction, due))
            return null;
        var plan = SlotPlan.Of(due, slots, transaction.Now);
        var runs = new List<JobRun>();
        var missed = new List<SqlSchedules.UnrunSlot>();
        var problem = due.Problem;
        foreach (var (index, (slot, planned)) in plan.Passed.Index())
        {
            var (reason, detail) = (planned, "");
            if (reason is null)
            {
                var (run, refused) = request is null
                    ? (null, refusal)
                    : await StartByItselfAsync(transaction, request with { IdempotencyKey = due.KeyOf(slot) });
                if (run is not null)
                    runs.Add(run);
                (reason, detail, problem) = Refused(refused);
            }
            if (reason is { } why)
                missed.Add(new(index, slot, why, detail));
        }
        await SqlSchedules.PassAsync(transaction, due, plan, missed, runs is [.., var newest] ? newest.RunId : null, problem);
        return runs;
    }

    /// <summary>Why a slot has no run; all empty where it has one.</summary>
    static (MissedReason? Reason, string Detail, string? Problem) Refused(JobOpsError? error) => error switch
    {
        null => (null, "", null),
        // What the job asked for is no problem of the schedule.
        { Id: nameof(Error.OverlapSkipped) } => (MissedReason.Overlap, SqlSchedules.Words(error), null),
        _ => (MissedReason.Refused, SqlSchedules.Words(error), SqlSchedules.Words(error)),
    };

    /// <summary>Starts what nobody has asked for now: whose time has come, or what follows something.</summary>
    /// <returns>The run, or why it was refused; neither where there was a run of its key before.</returns>
    internal static async Task<(JobRun? Run, JobOpsError? Refused)> StartByItselfAsync(LedgerTransaction transaction, RunRequest request)
    {
        try
        {
            var (runs, refused) = await EnqueueAsync(transaction, [Prepare(request)]);
            return (runs is [var run] ? run : null, refused);
        }
        catch (JobOpsException exception)
            when (exception.Error.Id is nameof(Error.IdempotencyKeyReused) or nameof(Error.RunUndone))
        {
            // It was started already, with what was to be started then.
            return (null, null);
        }
        catch (JobOpsException exception)
        {
            return (null, exception.Error);
        }
    }
}
