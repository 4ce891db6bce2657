using JobOps.Changes;
using JobOps.Checklists;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Measurements;
using JobOps.Notifications;
using JobOps.Queues;
using JobOps.Runs;
using JobOps.Schedules;
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
        var job = await ledger.Jobs.RegisterAsync(LedgerContract.SampleJob("Thumbnails") with { Concurrency = 2 }, Cancellation);
        await ledger.Jobs.RegisterAsync(
            LedgerContract.SampleJob("Thumbnails") with { ExpectedResult = "Straße \"1\", 🎉\n'really'" }, Cancellation);
        await ledger.Jobs.RegisterAsync(LedgerContract.SampleJob("paused"), Cancellation);
        await ledger.Queues.SetConcurrencyAsync("images", 3, Cancellation);
        await ledger.Queues.SetPartitionsAsync("images", 64, Cancellation);
        await ledger.Queues.SetPausedAsync("images", true, "maintenance", Cancellation);
        await ledger.Environments.SetAsync(
            new()
            {
                Name = "Staging", Settings = new Dictionary<string, object?> { ["url"] = "ü", ["workers"] = 2.5 },
                Secrets = new Dictionary<string, string> { ["db"] = "vault:Ops/ü" },
            },
            Cancellation);
        await ledger.Rehearsals.AddAsync(
            new()
            {
                JobName = job.Name, JobVersion = 1, Environment = "Staging", EnvironmentVersion = 1, Failure = "ü", RunId = 1,
                Probes = [new("site", "a", "b", "c")], DefinitionHash = "d",
                Files = new Dictionary<string, string> { ["/ü"] = "e" },
            },
            Cancellation);
        var undone = await FinishAsync(ledger, job, RunKind.Job, null);
        await ledger.Notes.WriteAsync(new() { RunId = undone, Reason = "ü", Command = "x" }, Cancellation);
        await FinishAsync(ledger, job, RunKind.Rollback, undone);
        await ChangeAsync(ledger, job);
        await ScheduleAsync(ledger, job);
        await PeopleAsync(ledger);
        await ledger.Requests.EnqueueAsync(
            [
                new RunRequest { JobName = job.Name, JobVersion = 2,
                    Queue = "images", IdempotencyKey = "k", Parameters = new Dictionary<string, object?> { ["a"] = "\u0001\t😀" } },
                new RunRequest { JobName = job.Name, JobVersion = 2, DueAt = new(2040, 1, 1, 0, 0, 0, 1, TimeSpan.Zero), Priority = -7,
                    Needs = RunNeed.PowerShell, Environment = "Staging", EnvironmentVersion = 1, RehearsalId = 1, ForceReason = "ü" },
            ],
            Cancellation);
    }

    /// <summary>Somebody who is told, of what has happened and waits to be told, and a run that awaits approval.</summary>
    static async Task PeopleAsync(ILedger ledger)
    {
        await ledger.Retention.SetRuleAsync(new() { Days = 90, Last = 20 }, Cancellation);
        await ledger.Notifications.SetAsync(
            new() { Name = "ops", Command = ["page", "ü"], Quiet = QuietHours.TryParse("22:00-06:00", "Europe/Dublin") }, Cancellation);
        await ledger.Outbox.NotifyAsync(
            [new()
            {
                Receiver = "ops", Event = NotificationEvent.Failed, Topic = "ü", Once = "ü", RunId = 1, Content = new() { Title = "ü" },
            }],
            Cancellation);
        var job = await ledger.Jobs.RegisterAsync(
            LedgerContract.SampleJob("last") with { After = ["Thumbnails"], Approval = new() { From = ["ü"] } }, Cancellation);
        await ledger.Requests.EnqueueAsync(
            [new()
            {
                JobName = job.Name, JobVersion = job.Version, Approval = new([["ü"]], TimeSpan.FromDays(3650)), Batch = "ü",
                FollowsRunId = 1, Rehearsing = true,
            }],
            Cancellation);
    }

    /// <summary>One that rests, after a slot that was refused.</summary>
    static async Task ScheduleAsync(ILedger ledger, JobDefinition job)
    {
        await ledger.Schedules.SetAsync(
            new()
            {
                Name = "Nightly", JobName = job.Name, Every = TimeSpan.FromSeconds(1), TimeZone = "Europe/Dublin",
                CatchUp = CatchUp.All, Parameters = new Dictionary<string, object?> { ["a"] = "ü" },
            },
            Cancellation);
        DueSchedules found;
        do
            found = await ledger.Schedules.GetDueAsync(1, Cancellation);
        while (found.Due.Count == 0);
        await ledger.Requests.EnqueueSlotsAsync(found.Due[0], null, JobOps.Errors.Error.JobDisabled(job.Name, "ü"), Cancellation);
        await ledger.Schedules.SetSuspendedAsync("Nightly", true, "ü", Cancellation);
    }

    static async Task ChangeAsync(ILedger ledger, JobDefinition job)
    {
        var change = await ledger.Changes.OpenAsync(LedgerContract.SampleChange("/ü/*"), Cancellation);
        await ledger.ChecklistResults.AddAsync(
            new()
            {
                ChecklistName = "ship", Owner = "ü", File = "/ü", Hash = "a", ChangeId = change.ChangeId, Items =
                [
                    new()
                    {
                        Name = "a", Title = "ü", Kind = "attest", Status = ChecklistItemStatus.Attested, Actual = "ü", ItemHash = "b",
                        Attestation = new("ü"),
                    },
                ],
            },
            Cancellation);
        await ledger.CacheRules.RegisterAsync(LedgerContract.SampleCacheRule() with { Name = "shop" }, Cancellation);
        await ledger.CacheRules.AddTestAsync(
            new() { Rule = "shop", BaseUri = "http://ü/", Visitors = [], Findings = [], Answers = [], Passed = true }, Cancellation);
        var clearing = await ledger.CacheRules.BeginClearingAsync(
            new() { Rule = "shop", Routes = ["/ü"], Cache = "folder /ü", RunId = 1, StepName = "ü" }, Cancellation);
        await ledger.CacheRules.AddClearedAsync(clearing.CacheClearingId, [new("ab") { Key = [1], Value = [2] }], Cancellation);
        await ledger.CacheRules.EndClearingAsync(clearing.CacheClearingId, 1, Cancellation);
        await ledger.Changes.OpenAsync(
            LedgerContract.SampleChange("/ü/p") with { AllowConcurrent = true, Reason = "the fair is tomorrow" }, Cancellation);
        await ledger.Baselines.AddAsync(LedgerContract.SamplePhase(change.ChangeId, Phase.Before, 5.25, 6, 7), Cancellation);
        var run = await ledger.Requests.EnqueueAsync(
            new RunRequest { JobName = job.Name, JobVersion = 1, ChangeId = change.ChangeId }, Cancellation);
        var lease = Assert.Single(await ledger.Claims.ClaimAsync("w", s_lease, 1, run.RunId, Cancellation)).Lease;
        await ledger.Claims.CompleteAsync([new(lease, RunStatus.Succeeded, null)], Cancellation);
        await ledger.Notes.WriteAsync(new() { ChangeId = change.ChangeId, Reason = "ü", Command = "x" }, Cancellation);
        await ledger.Changes.SetStatusAsync(change.ChangeId, ChangeStatus.Completed, cancellation: Cancellation);
    }

    static async Task<long> FinishAsync(ILedger ledger, JobDefinition job, RunKind kind, long? rollbackOf)
    {
        var run = await ledger.Requests.EnqueueAsync(
            new RunRequest { JobName = job.Name, JobVersion = 1,
                Kind = kind, RollbackOf = rollbackOf, Queue = kind == RunKind.Rollback ? JobQueue.Rollback : JobQueue.Default },
            Cancellation);
        var lease = Assert.Single(await ledger.Claims.ClaimAsync("w", s_lease, 1, run.RunId, Cancellation)).Lease;
        if (rollbackOf is null)
        {
            await ledger.Steps.BeginAsync(lease, new() { StepName = "only", InputHash = new string('a', 64), Undo = "undo" }, Cancellation);
            await ledger.Log.AppendAsync(
                lease,
                [new() { At = run.RequestedAt, Stream = LogStream.Output, StepName = "only", Text = "\u001b[31mred\u001b[0m" },
                    new() { At = run.RequestedAt, Stream = LogStream.Error, Text = "" }],
                Cancellation);
            await ledger.Steps.FinishAsync(
                lease, new() { StepName = "only", Status = StepStatus.Succeeded, Result = "r" }, null, Cancellation);
        }
        else
        {
            await ledger.Steps.MarkRolledBackAsync(lease, rollbackOf.Value, Cancellation);
        }
        await ledger.Claims.CompleteAsync([new(lease, RunStatus.Succeeded, null)], Cancellation);
        return run.RunId;
    }
}
