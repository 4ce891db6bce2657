using JobOps.Jobs;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Engine.Tests.Contract;

public abstract partial class LedgerContract
{
    [Fact]
    public async Task A_run_that_ended_without_the_ledger_is_written_whole_and_once()
    {
        var job = await RegisterAsync();
        var record = Recorded(job) with
        {
            IdempotencyKey = "monday",
            Result = "\"out\"",
            Undo = """{"kind":"command","command":["true"]}""",
            Log = [new() { At = DateTimeOffset.UtcNow, Stream = LogStream.Error, StepName = "only", Text = "oh" }],
        };

        var written = await Ledger.Requests.RecordAsync(record, Cancellation);
        var again = await Ledger.Requests.RecordAsync(record, Cancellation);

        Assert.Equal((written.RunId, false, true), (again.RunId, written.Replayed, again.Replayed));
        Assert.Equal(
            (RunStatus.Succeeded, "monday", record.Worker, 1), (written.Status, written.IdempotencyKey, written.Worker, written.Attempt));
        Assert.Equal((record.StartedAt, record.EndedAt), (written.StartedAt, written.FinishedAt));
        var step = Assert.Single(await Ledger.Steps.GetAsync(written.RunId, Cancellation));
        Assert.Equal((StepStatus.Succeeded, record.Result, record.Undo), (step.Status, step.Result, step.Undo));
        Assert.Equal("oh", Assert.Single(await Ledger.Log.GetAsync(written.RunId, cancellation: Cancellation)).Text);
        Assert.Equal("RunRecorded", Assert.Single(await Ledger.Journal.GetAsync(written.RunId, Cancellation)).Event);
        Assert.True((await Ledger.Requests.EnqueueAsync(
            new RunRequest { JobName = job.Name, JobVersion = 1, IdempotencyKey = "monday" }, Cancellation)).Replayed);
    }

    [Theory]
    [InlineData(RecordedEndKind.Exited, 3, RunStatus.Failed, StepStatus.Failed, "CommandFailed")]
    [InlineData(RecordedEndKind.TimedOut, null, RunStatus.Failed, StepStatus.Failed, "RunTimedOut")]
    [InlineData(RecordedEndKind.Stopped, null, RunStatus.Cancelled, StepStatus.Interrupted, "RunCancelled")]
    [InlineData(RecordedEndKind.NotFound, null, RunStatus.Failed, StepStatus.Failed, "CommandNotFound")]
    [InlineData(RecordedEndKind.NotStarted, null, RunStatus.Failed, StepStatus.Failed, "StepThrew")]
    public async Task What_ended_badly_without_the_ledger_has_the_error_of_its_run(
        RecordedEndKind kind, int? exitCode, RunStatus status, StepStatus stepStatus, string error)
    {
        var record = Recorded(await RegisterAsync()) with
        {
            End = new(kind, exitCode, "last line", TimeSpan.FromSeconds(1)), Attempts = 2,
        };

        var run = await Ledger.Requests.RecordAsync(record, Cancellation);

        Assert.Equal((status, error, exitCode, 1), (run.Status, run.Error?.Id, run.Error?.CommandExitCode, run.Retries));
        Assert.Contains($"{run.RunId}", run.Error!.NextCommand.Shell);
        Assert.Equal(stepStatus, Assert.Single(await Ledger.Steps.GetAsync(run.RunId, Cancellation)).Status);
    }

    [Fact]
    public async Task A_record_leaves_its_key_to_the_run_that_has_it_and_is_written_once_all_the_same()
    {
        var job = await RegisterAsync();
        var holder = await Ledger.Requests.EnqueueAsync(Request(job, "monday"), Cancellation);
        var record = Recorded(job) with { IdempotencyKey = "monday" };

        var written = await Ledger.Requests.RecordAsync(record, Cancellation);
        var again = await Ledger.Requests.RecordAsync(record, Cancellation);

        Assert.NotEqual(holder.RunId, written.RunId);
        Assert.NotEqual("monday", written.IdempotencyKey);
        Assert.Equal((written.RunId, true), (again.RunId, again.Replayed));
    }

    [Fact]
    public async Task Several_that_write_the_same_record_at_once_write_it_once()
    {
        var record = Recorded(await RegisterAsync());

        var written = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Ledger.Requests.RecordAsync(record, Cancellation)));

        Assert.Single(written.Select(run => run.RunId).Distinct());
        Assert.Single(written, run => !run.Replayed);
    }

    static RecordedRun Recorded(JobDefinition job)
    {
        var ended = DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        return new()
        {
            JobName = job.Name, JobVersion = job.Version, StepName = "only", Worker = $"host/1/{Guid.NewGuid():N}",
            StartedAt = ended.AddMinutes(-1), EndedAt = ended, End = new(RecordedEndKind.Exited, 0), Action = "{}",
            Reason = "it did not answer",
        };
    }
}
