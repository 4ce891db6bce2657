using JobOps.Errors;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Engine.Tests.Contract;

public abstract partial class LedgerContract
{
    [Fact]
    public async Task The_undo_and_the_state_before_are_written_before_the_step_runs()
    {
        var lease = await EnqueueAndClaimAsync();
        var before = new Dictionary<string, TouchedPath> { ["current"] = new("/srv/current", PathKind.Link, "releases/1") };

        await Ledger.Steps.BeginAsync(lease, Intent("switch", undo: """{"kind":"command"}""") with { Before = before }, Cancellation);

        var step = Assert.Single(await Ledger.Steps.GetAsync(lease.RunId, Cancellation));
        Assert.Equal(StepStatus.Running, step.Status);
        Assert.Equal("""{"kind":"command"}""", step.Undo);
        Assert.Equal(before["current"], step.Before["current"]);
    }

    [Fact]
    public async Task A_finished_step_comes_back_with_its_result_and_is_not_begun_again()
    {
        var run = await EnqueueAsync();
        var first = await ClaimAsync(run.RunId);
        await Ledger.Steps.BeginAsync(first, Intent("backup"), Cancellation);
        await Ledger.Steps.FinishAsync(first, Done("backup", """{"sha256":"ab"}"""), null, Cancellation);
        await Ledger.Claims.CompleteAsync([new(first, RunStatus.Failed, null)], Cancellation);
        await Ledger.Requests.RestartAsync(run.RunId, null, null, Cancellation);
        var second = await ClaimAsync(run.RunId);

        var remembered = await Ledger.Steps.BeginAsync(second, Intent("BACKUP"), Cancellation);

        Assert.True(remembered.IsFinished);
        Assert.Equal("""{"sha256":"ab"}""", remembered.Result);
        Assert.Equal(1, remembered.Attempt);
    }

    [Fact]
    public async Task A_step_counts_its_own_tries_and_says_whether_an_earlier_attempt_has_done_it()
    {
        var run = await EnqueueAsync();
        var first = await ClaimAsync(run.RunId);
        await Ledger.Steps.BeginAsync(first, Intent("backup"), Cancellation);
        await Ledger.Steps.FinishAsync(first, Done("backup"), null, Cancellation);
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            var lease = attempt == 1 ? first : await ClaimAsync(run.RunId);
            // Without regard to case, as the step's name itself.
            await Ledger.Steps.BeginAsync(lease, Intent(attempt == 1 ? "it's \"odd\"" : "IT'S \"odd\""), Cancellation);
            await Ledger.Steps.FinishAsync(lease, Done("it's \"odd\"") with { Status = StepStatus.Failed }, null, Cancellation);
            await Ledger.Claims.CompleteAsync([new(lease, RunStatus.Failed, null)], Cancellation);
            await Ledger.Requests.RestartAsync(run.RunId, null, null, Cancellation);
        }
        var third = await ClaimAsync(run.RunId);
        await Ledger.Steps.BeginAsync(third, Intent("it's \"odd\""), Cancellation);
        await Ledger.Steps.FinishAsync(third, Done("it's \"odd\""), null, Cancellation);
        await Ledger.Steps.BeginAsync(third, Intent("last"), Cancellation);

        var steps = await Ledger.Steps.GetAsync(run.RunId, Cancellation);

        Assert.Equal([("backup", 1), ("it's \"odd\"", 3), ("last", 1)], steps.Select(step => (step.StepName, step.Try)));
        Assert.Equal([(1, true), (3, false), (3, false)], steps.Select(step => (step.Attempt, step.WasDoneBefore)));
        Assert.All(steps, step => Assert.Equal(3, step.RunAttempt));
    }

    [Fact]
    public async Task A_step_name_stands_once_in_an_attempt()
    {
        var lease = await EnqueueAndClaimAsync();
        await Ledger.Steps.BeginAsync(lease, Intent("copy"), Cancellation);

        Assert.Equal("StepNameRepeated", (await ErrorOfAsync(() => Ledger.Steps.BeginAsync(lease, Intent("Copy"), Cancellation))).Id);
        await Ledger.Steps.FinishAsync(lease, Done("copy"), null, Cancellation);
        Assert.Equal("StepNameRepeated", (await ErrorOfAsync(() => Ledger.Steps.BeginAsync(lease, Intent("copy"), Cancellation))).Id);
    }

    // Its first answer may have been lost on the way.
    [Fact]
    public async Task The_same_end_of_a_step_may_be_written_again_and_another_one_may_not()
    {
        var lease = await EnqueueAndClaimAsync();
        await Ledger.Steps.BeginAsync(lease, Intent("copy"), Cancellation);
        await Ledger.Steps.FinishAsync(lease, Done("copy"), null, Cancellation);

        await Ledger.Steps.FinishAsync(lease, Done("copy"), null, Cancellation);
        var error = await ErrorOfAsync(() =>
            Ledger.Steps.FinishAsync(lease, Done("copy") with { Status = StepStatus.Failed }, null, Cancellation));

        Assert.Equal("LeaseLost", error.Id);
        Assert.Single(await Ledger.Journal.GetAsync(lease.RunId, Cancellation), entry => entry.Event == "StepSucceeded");
    }

    [Fact]
    public async Task A_step_that_a_dead_worker_left_running_is_interrupted_and_keeps_its_first_undo()
    {
        var run = await EnqueueAsync();
        var dead = await ExpiredAsync(run);
        await Ledger.Steps.BeginAsync(dead, Intent("switch", undo: "first"), Cancellation);
        await WaitUntilAsync(async () => (await Ledger.Runs.FindAsync(run.RunId, Cancellation))!.IsAbandoned);

        var rescuer = await ClaimAsync(run.RunId);
        Assert.Equal(StepStatus.Interrupted, Assert.Single(await Ledger.Steps.GetAsync(run.RunId, Cancellation)).Status);
        var step = await Ledger.Steps.BeginAsync(rescuer, Intent("switch", undo: "second"), Cancellation);

        Assert.Equal((StepStatus.Running, 2, "first"), (step.Status, step.Attempt, step.Undo));
    }

    [Fact]
    public async Task An_interrupted_step_that_must_not_run_twice_waits_for_an_operators_word()
    {
        var run = await EnqueueAsync();
        var dead = await ExpiredAsync(run);
        await Ledger.Steps.BeginAsync(dead, Intent("charge", once: true), Cancellation);
        await WaitUntilAsync(async () => (await Ledger.Runs.FindAsync(run.RunId, Cancellation))!.IsAbandoned);
        var rescuer = await ClaimAsync(run.RunId);

        var error = await ErrorOfAsync(() => Ledger.Steps.BeginAsync(rescuer, Intent("charge", once: true), Cancellation));
        Assert.Equal("StepOutcomeUnknown", error.Id);
        await Ledger.Claims.CompleteAsync([new(rescuer, RunStatus.Unknown, error)], Cancellation);

        Assert.Equal("StepOutcomeUnknown",
            (await ErrorOfAsync(() => Ledger.Requests.RestartAsync(run.RunId, null, null, Cancellation))).Id);
        await Ledger.Requests.RestartAsync(run.RunId, true, "the bank shows it", Cancellation);
        var third = await ClaimAsync(run.RunId);
        Assert.Equal(StepStatus.Accepted, (await Ledger.Steps.BeginAsync(third, Intent("charge", once: true), Cancellation)).Status);
    }

    [Fact]
    public async Task An_operator_may_also_say_that_it_did_not_take_effect()
    {
        var run = await EnqueueAsync();
        var dead = await ExpiredAsync(run);
        await Ledger.Steps.BeginAsync(dead, Intent("charge", once: true), Cancellation);
        await WaitUntilAsync(async () => (await Ledger.Runs.FindAsync(run.RunId, Cancellation))!.IsAbandoned);
        var rescuer = await ClaimAsync(run.RunId);
        await Ledger.Claims.CompleteAsync([new(rescuer, RunStatus.Unknown, Error.StepOutcomeUnknown(run.RunId, "charge"))], Cancellation);

        await Ledger.Requests.RestartAsync(run.RunId, false, "the bank does not show it", Cancellation);
        var third = await ClaimAsync(run.RunId);

        Assert.Equal(StepStatus.Running, (await Ledger.Steps.BeginAsync(third, Intent("charge", once: true), Cancellation)).Status);
    }

    [Fact]
    public async Task Steps_stand_in_the_order_of_their_start()
    {
        var lease = await EnqueueAndClaimAsync();
        foreach (var name in (string[])["z", "a", "m"])
        {
            await Ledger.Steps.BeginAsync(lease, Intent(name), Cancellation);
            await Ledger.Steps.FinishAsync(lease, Done(name), null, Cancellation);
        }

        var steps = await Ledger.Steps.GetAsync(lease.RunId, Cancellation);

        Assert.Equal(["z", "a", "m"], steps.Select(step => step.StepName));
        Assert.Equal([1, 2, 3], steps.Select(step => step.Number));
    }

    [Fact]
    public async Task A_run_that_was_undone_is_no_replay_and_gives_its_key_up_on_purpose_only()
    {
        var job = await RegisterAsync();
        var request = Request(job) with { IdempotencyKey = "monday" };
        var undone = await ClaimAsync((await Ledger.Requests.EnqueueAsync(request, Cancellation)).RunId);
        await Ledger.Claims.CompleteAsync([new(undone, RunStatus.Succeeded, null)], Cancellation);
        var rollback = await ClaimAsync((await Ledger.Requests.EnqueueAsync(
            Request(job) with { Kind = RunKind.Rollback, RollbackOf = undone.RunId }, Cancellation)).RunId);
        Assert.True((await Ledger.Requests.EnqueueAsync(request, Cancellation)).Replayed);
        await Ledger.Steps.MarkRolledBackAsync(rollback, undone.RunId, Cancellation);

        var error = await ErrorOfAsync(() => Ledger.Requests.EnqueueAsync(request, Cancellation));
        var again = await Ledger.Requests.EnqueueAsync(request with { RunAgain = true }, Cancellation);
        var replayed = await Ledger.Requests.EnqueueAsync(request with { RunAgain = true }, Cancellation);

        Assert.Equal((nameof(Error.RunUndone), $"undone by run {rollback.RunId}"), (error.Id, error.Actual));
        Assert.NotEqual(undone.RunId, again.RunId);
        Assert.Equal((again.RunId, true, "monday"), (replayed.RunId, replayed.Replayed, replayed.IdempotencyKey));
        Assert.Null((await Ledger.Runs.FindAsync(undone.RunId, Cancellation))!.IdempotencyKey);
        Assert.Single(await Ledger.Journal.GetAsync(undone.RunId, Cancellation), entry => entry.Event == "KeyReleased");
        Assert.True((await Ledger.Journal.VerifyAsync(cancellation: Cancellation)).Valid);
    }

    [Fact]
    public async Task A_rollback_writes_what_it_did_about_a_step_and_about_the_run()
    {
        var job = await RegisterAsync();
        var undone = await ClaimAsync((await Ledger.Requests.EnqueueAsync(Request(job), Cancellation)).RunId);
        await Ledger.Steps.BeginAsync(undone, Intent("switch"), Cancellation);
        await Ledger.Steps.FinishAsync(undone, Done("switch"), null, Cancellation);
        await Ledger.Claims.CompleteAsync([new(undone, RunStatus.Failed, null)], Cancellation);
        var rollback = await ClaimAsync((await Ledger.Requests.EnqueueAsync(
            Request(job) with { Kind = RunKind.Rollback, RollbackOf = undone.RunId }, Cancellation)).RunId);

        await Ledger.Steps.BeginAsync(rollback, Intent("switch"), Cancellation);
        await Ledger.Steps.FinishAsync(
            rollback, Done("switch"), new(undone.RunId, "switch", UndoStatus.Undone, "as before"), Cancellation);
        await Ledger.Steps.MarkRolledBackAsync(rollback, undone.RunId, Cancellation);
        await Ledger.Steps.MarkRolledBackAsync(rollback, undone.RunId, Cancellation);

        var step = Assert.Single(await Ledger.Steps.GetAsync(undone.RunId, Cancellation));
        Assert.Equal((UndoStatus.Undone, "as before", rollback.RunId), (step.UndoStatus, step.UndoReason, step.UndoRunId));
        Assert.Equal(rollback.RunId, (await Ledger.Runs.FindAsync(undone.RunId, Cancellation))!.RolledBackBy);
        Assert.Single(await Ledger.Journal.GetAsync(undone.RunId, Cancellation), entry => entry.Event == "RunRolledBack");
        Assert.Equal("RunNotRestartable",
            (await ErrorOfAsync(() => Ledger.Requests.RestartAsync(undone.RunId, null, null, Cancellation))).Id);
    }

    [Fact]
    public async Task A_rollback_that_has_not_ended_is_the_one_that_is_asked_for_again()
    {
        var job = await RegisterAsync();
        var undone = await ClaimAsync((await Ledger.Requests.EnqueueAsync(Request(job), Cancellation)).RunId);
        await Ledger.Claims.CompleteAsync([new(undone, RunStatus.Failed, null)], Cancellation);
        var request = Request(job) with { Kind = RunKind.Rollback, RollbackOf = undone.RunId };

        var first = await Ledger.Requests.EnqueueAsync(request, Cancellation);
        var queued = await Ledger.Requests.EnqueueAsync(request, Cancellation);
        var lease = await ClaimAsync(first.RunId);
        var running = await Ledger.Requests.EnqueueAsync(request, Cancellation);
        await Ledger.Claims.CompleteAsync([new(lease, RunStatus.Failed, null)], Cancellation);
        var next = await Ledger.Requests.EnqueueAsync(request, Cancellation);

        Assert.Equal((first.RunId, first.RunId), (queued.RunId, running.RunId));
        Assert.NotEqual(first.RunId, next.RunId);
    }

    [Fact]
    public async Task Log_lines_come_back_in_order_and_after_a_given_one()
    {
        var lease = await EnqueueAndClaimAsync();
        var at = new DateTimeOffset(2026, 2, 3, 4, 5, 6, 789, TimeSpan.Zero);
        LogLine Line(string text, LogStream stream = LogStream.Output) =>
            new() { At = at, Stream = stream, StepName = "build", Text = text };

        await Ledger.Log.AppendAsync(lease, [Line("one"), Line("zwei “ü” 😀\t\"quoted\"", LogStream.Error)], Cancellation);
        await Ledger.Log.AppendAsync(lease, [.. Enumerable.Range(0, 500).Select(n => Line($"line {n}"))], Cancellation);

        var log = await Ledger.Log.GetAsync(lease.RunId, cancellation: Cancellation);
        Assert.Equal(502, log.Count);
        Assert.Equal(("one", LogStream.Output, "build", at), (log[0].Text, log[0].Stream, log[0].StepName, log[0].At));
        Assert.Equal("zwei “ü” 😀\t\"quoted\"", log[1].Text);
        Assert.Equal(Enumerable.Range(0, 500).Select(n => $"line {n}"), log.Skip(2).Select(line => line.Text));
        Assert.Equal(500, (await Ledger.Log.GetAsync(lease.RunId, log[1].LogId, cancellation: Cancellation)).Count);
        Assert.Equal(3, (await Ledger.Log.GetAsync(lease.RunId, 0, 3, Cancellation)).Count);
    }

    [Fact]
    public async Task A_log_line_keeps_every_character_but_NUL()
    {
        var lease = await EnqueueAndClaimAsync();
        var text = new string([.. Enumerable.Range(1, 0x9F).Select(code => (char)code), '\u2028', '\u202E']);

        await Ledger.Log.AppendAsync(lease, [new() { At = DateTimeOffset.UtcNow, StepName = "build", Text = text }], Cancellation);

        Assert.Equal(text, Assert.Single(await Ledger.Log.GetAsync(lease.RunId, cancellation: Cancellation)).Text);
    }
}
