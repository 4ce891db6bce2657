using JobOps.Changes;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Queues;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Engine.Tests.Contract;

/// <summary>Fills a new ledger: two jobs, one in two versions; four runs, one of them undone by another.</summary>
static class FullLedger
{
    static readonly TimeSpan s_lease = TimeSpan.FromMinutes(5);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Something of everything, with texts that are not plain.</summary>
    public static async Task FillAsync(ILedger ledger)
    {
        var job = await ledger.RegisterJobAsync(LedgerContract.SampleJob("Thumbnails") with { Concurrency = 2 }, Cancellation);
        await ledger.RegisterJobAsync(LedgerContract.SampleJob("Thumbnails") with { ExpectedResult = "Straße \"1\", 🎉\n'really'" }, Cancellation);
        await ledger.RegisterJobAsync(LedgerContract.SampleJob("paused"), Cancellation);
        await ledger.SetQueueConcurrencyAsync("images", 3, Cancellation);
        await ledger.SetQueuePartitionsAsync("images", 64, Cancellation);
        await ledger.SetQueuePausedAsync("images", true, "maintenance", Cancellation);
        var undone = await FinishAsync(ledger, job, RunKind.Job, null);
        await ledger.WriteNoteAsync(new() { RunId = undone, Reason = "ü", Command = "x" }, Cancellation);
        await FinishAsync(ledger, job, RunKind.Rollback, undone);
        await ledger.EnqueueAsync(
            [
                new RunRequest { JobName = job.Name, JobVersion = 2, Queue = "images", IdempotencyKey = "k", Parameters = new Dictionary<string, object?> { ["a"] = "\u0001\t😀" } },
                new RunRequest { JobName = job.Name, JobVersion = 2, DueAt = new(2040, 1, 1, 0, 0, 0, 1, TimeSpan.Zero), Priority = -7 },
            ],
            Cancellation);
    }

    static async Task<long> FinishAsync(ILedger ledger, JobDefinition job, RunKind kind, long? rollbackOf)
    {
        var run = await ledger.EnqueueAsync(
            new RunRequest { JobName = job.Name, JobVersion = 1, Kind = kind, RollbackOf = rollbackOf, Queue = kind == RunKind.Rollback ? JobQueue.Rollback : JobQueue.Default },
            Cancellation);
        var lease = Assert.Single(await ledger.ClaimAsync("w", s_lease, 1, [kind], run.RunId, Cancellation)).Lease;
        if (rollbackOf is null)
        {
            await ledger.BeginStepAsync(lease, new() { StepName = "only", InputHash = new string('a', 64), Undo = "undo" }, Cancellation);
            await ledger.AppendLogAsync(
                lease,
                [new() { At = run.RequestedAt, Stream = LogStream.Output, StepName = "only", Text = "\u001b[31mred\u001b[0m" }, new() { At = run.RequestedAt, Stream = LogStream.Error, Text = "" }],
                Cancellation);
            await ledger.FinishStepAsync(lease, new() { StepName = "only", Status = StepStatus.Succeeded, Result = "r" }, null, Cancellation);
        }
        else
        {
            await ledger.MarkRolledBackAsync(lease, rollbackOf.Value, Cancellation);
        }
        await ledger.CompleteAsync([new(lease, RunStatus.Succeeded, null)], Cancellation);
        return run.RunId;
    }
}
