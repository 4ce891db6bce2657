using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Queues;
using JobOps.Runs;
using JobOps.Steps;
using JobOps.Workers;

namespace JobOps.Execution.Tests;

/// <summary>One sentence says why a run is where it is.</summary>
public class RunExplanationTests
{
    static readonly DateTimeOffset s_now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    static readonly JobRun s_run = new()
    {
        RunId = 7, JobName = "j", Worker = "host/1/ab", ReadAt = s_now,
        RequestedAt = s_now.AddSeconds(-120), StartedAt = s_now.AddSeconds(-60),
    };

    static readonly JobStep s_done = new()
    {
        RunId = 7, StepName = "backup", Status = StepStatus.Succeeded, StartedAt = s_now.AddSeconds(-50),
    };

    static readonly JobStep s_open = s_done with
    {
        StepName = "switch", Status = StepStatus.Running, StartedAt = s_now.AddSeconds(-12.5),
    };

    static readonly JobDefinition s_job = new() { Name = "j", Owner = "o", ExpectedResult = "r", RollbackNote = "n" };

    static readonly JobDefinition s_disabled = s_job with { Enabled = false, EnabledReason = "freeze", EnabledBy = "bob" };

    static readonly JobRun s_queued = s_run with { Status = RunStatus.Queued, Queue = "mail" };

    static readonly JobQueue s_queue = new() { Name = "mail" };

    static readonly JobWorker s_worker = new() { Worker = "host/1/ab", Host = "host", ProcessId = 1 };

    static readonly JobRun s_running = s_run with
    {
        Status = RunStatus.Running, Attempt = 2, LeaseExpiresAt = s_now.AddSeconds(20),
    };

    static readonly JobRun s_failed = s_run with
    {
        Status = RunStatus.Failed, Error = Error.CommandFailed(7, "switch", 3, "no space"),
    };

    [Fact]
    public void Queued()
    {
        Assert.Equal("Queued for 2 min: no worker is alive that serves queue 'mail'.", Why(s_queued, null, []));
        Assert.Equal(
            "Queued again after attempt 1: no worker is alive that serves queue 'mail'.",
            Why(s_queued with { Attempt = 1 }, null, []));
        Assert.Equal(
            "Queued for 12 s: no worker is alive that serves queue 'mail'.",
            Why(s_queued with { DueAt = s_now.AddSeconds(-12) }, null, []));
    }

    [Fact]
    public void Queued_in_a_queue_that_is_paused() => Assert.Equal(
        "Queued for 2 min: queue 'mail' is paused by alice (provider is down).",
        Why(s_queued, s_job, s_queue with { Paused = true, PausedBy = "alice", PausedReason = "provider is down" }));

    [Fact]
    public void Queued_for_a_job_that_is_disabled()
    {
        Assert.Equal("Queued for 2 min: job 'j' is disabled by bob (freeze).", Why(s_queued, s_disabled, s_queue));
        Assert.Equal(
            "Queued for 2 min: job 'j' is disabled.",
            Why(s_queued, s_disabled with { EnabledBy = null, EnabledReason = null }, s_queue));
    }

    [Fact]
    public void A_rollback_does_not_wait_for_a_job_that_is_disabled() => Assert.Equal(
        "Queued for 2 min: worker host/1/ab serves its queue and has not claimed it yet.",
        Why(s_queued with { Kind = RunKind.Rollback }, s_disabled, s_queue, workers: [s_worker]));

    [Fact]
    public void Queued_behind_runs_of_the_same_job()
    {
        JobRun[] running = [Other(8, job: "J"), Other(9, job: "another")];

        Assert.Equal(
            "Queued for 2 min: job 'j' runs 1 at a time, and run 8 has not ended.",
            Why(s_queued, s_job with { Overlap = Overlap.Queue }, s_queue, running, [s_worker]));
        Assert.Equal(
            "Queued for 2 min: worker host/1/ab serves its queue and has not claimed it yet.",
            Why(s_queued, s_job with { Concurrency = 2 }, s_queue, running, [s_worker]));
    }

    [Fact]
    public void Queued_behind_runs_of_the_same_queue() => Assert.Equal(
        "Queued for 2 min: queue 'mail' runs 4 at a time, and runs 8, 9, 10 … have not ended.",
        Why(
            s_queued, s_job, s_queue with { Concurrency = 4 },
            [Other(8), Other(9), Other(10), Other(11), Other(12, queue: "another")], [s_worker]));

    [Fact]
    public void Queued_for_a_worker()
    {
        var elsewhere = s_worker with { Queues = ["web"] };
        var lost = s_worker with { Status = WorkerStatus.Lost };
        var draining = s_worker with { Status = WorkerStatus.Draining };
        var serving = s_worker with { Queues = ["MAIL"] };

        Assert.Equal(
            "Queued for 2 min: no worker is alive that serves queue 'mail'.",
            Why(s_queued, s_job, s_queue, workers: [elsewhere, lost, draining]));
        Assert.Equal(
            "Queued for 2 min: 2 workers serve its queue and none has claimed it yet.",
            Why(s_queued, s_job, s_queue, workers: [serving, s_worker, lost]));
        Assert.Equal(
            "Queued for 2 min: it is executed by the session that asked for it, or by workers after Restart-JobRun.",
            Why(s_queued with { Needs = RunNeed.Session }, s_job, s_queue, workers: [s_worker]));
        Assert.Equal(
            "Queued for 2 min: it needs a worker with PowerShell for queue 'mail'; none is alive.",
            Why(s_queued with { Needs = RunNeed.PowerShell }, s_job, s_queue, workers:
                [s_worker, lost with { Meets = RunNeed.PowerShell }]));
        Assert.Equal(
            "Queued for 2 min: worker powershell serves its queue and has not claimed it yet.",
            Why(s_queued with { Needs = RunNeed.PowerShell }, s_job, s_queue, workers:
                [s_worker, s_worker with { Worker = "powershell", Meets = RunNeed.PowerShell }]));
    }

    [Fact]
    public void Scheduled()
    {
        var scheduled = s_run with { Status = RunStatus.Scheduled, DueAt = s_now.AddHours(1) };

        Assert.Equal("Scheduled for 2026-01-02 04:04:05 UTC.", Why(scheduled, null, []));
        Assert.Equal(
            "Waits for attempt 3 until 2026-01-02 04:04:05 UTC, because attempt 2 failed: exit code 3; last line: no space.",
            Why(scheduled with { Attempt = 2, Retries = 2, Error = s_failed.Error }, null, []));
    }

    [Fact]
    public void Running()
    {
        Assert.Equal(
            "Running step 'switch' for 12.5 s on worker host/1/ab, attempt 2.",
            Why(s_running, null, [s_done, s_open]));
        Assert.Equal(
            "Running step '(none yet)' for 1 min on worker host/1/ab, attempt 2.",
            Why(s_running, null, []));
    }

    [Fact]
    public void Running_and_asked_to_stop() => Assert.Equal(
        "Running step 'switch' for 12.5 s on worker host/1/ab, attempt 2. It was asked to stop 3 s ago.",
        Why(s_running with { StopRequestedAt = s_now.AddSeconds(-3) }, null, [s_done, s_open]));

    [Fact]
    public void Abandoned() => Assert.Equal(
        "Abandoned at step 'switch': worker host/1/ab stopped renewing its lease 3 s ago; " +
        "whoever claims it next goes on from there.",
        Why(s_running with { LeaseExpiresAt = s_now.AddSeconds(-3) }, null, [s_done, s_open]));

    [Fact]
    public void Succeeded()
    {
        var succeeded = s_run with { Status = RunStatus.Succeeded, FinishedAt = s_now.AddSeconds(-20) };

        Assert.Equal("Succeeded: 2 steps in 40 s.", Why(succeeded, null, [s_done, s_done]));
        Assert.Equal(
            "Succeeded, and was then undone by run 9.",
            Why(succeeded with { RolledBackBy = 9 }, null, [s_done]));
    }

    [Fact]
    public void Failed()
    {
        const string why =
            "Failed: Step 'switch' of run 7 failed. Expected exit code 0; found exit code 3; last line: no space.";

        Assert.Equal(why, Why(s_failed, null, []));
        Assert.Equal($"{why} Undone by run 9.", Why(s_failed with { RolledBackBy = 9 }, null, []));
        Assert.Equal(why.Replace("Failed:", "Failed after 3 tries:"), Why(s_failed with { Retries = 2 }, null, []));
    }

    [Fact]
    public void Stopped_or_unknown()
    {
        var unknown = s_run with { Status = RunStatus.Unknown, Error = Error.StepOutcomeUnknown(7, "pay") };

        Assert.Equal(Error.StepOutcomeUnknown(7, "pay").What, Why(unknown, null, []));
        Assert.Equal("Its outcome is unknown.", Why(unknown with { Error = null }, null, []));
        Assert.Equal("Stopped on request.", Why(s_run with { Status = RunStatus.Cancelled }, null, []));
        Assert.Equal(
            "Run 7 was stopped before its end. It was stopped by alice: wrong day.",
            Why(s_run with { Status = RunStatus.Cancelled, Error = Error.RunCancelled(7, "alice: wrong day") }, null, []));
    }

    static string Why(JobRun run, JobDefinition? job, IReadOnlyList<JobStep> steps) =>
        new RunExplanation(run, job, steps, queue: null, running: [], workers: []).Why();

    static string Why(
        JobRun run, JobDefinition job, JobQueue queue, IReadOnlyList<JobRun>? running = null,
        IReadOnlyList<JobWorker>? workers = null) =>
        new RunExplanation(run, job, [], queue, running ?? [], workers ?? []).Why();

    static JobRun Other(long id, string job = "another", string queue = "mail") =>
        new() { RunId = id, JobName = job, Queue = queue, Status = RunStatus.Running };
}
