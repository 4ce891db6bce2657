using JobOps.Changes;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Jobs;
using JobOps.Rollbacks;
using JobOps.Runs;
using JobOps.Steps;
using JobOps.Wording;

namespace JobOps.Engine.Tests.Execution;

public sealed class RollbackTests : ExecutionTest
{
    StepDefinition Switch(string to) => new()
    {
        Name = "switch",
        Action = new CommandAction { Command = [.. ((string[])["ln", "-sfn", to, "current"]).Select(Template.Parse)] },
        Undo = new CommandAction
        {
            Command = [.. ((string[])["ln", "-sfn", "${steps.switch.before.current}", "current"]).Select(Template.Parse)],
        },
        Touches = Touch("current", "current"),
    };

    string Target => new FileInfo(Folder.File("current")).LinkTarget ?? "(none)";

    async Task<(JobRun Run, IReadOnlyList<RollbackStep> Steps)> RollBackAsync(JobRun run, bool force = false)
    {
        var rollback = await Rollback.ReadAsync(Ledger, run.RunId, Cancellation);
        var requested = await rollback.RequestAsync(force, Cancellation);
        var ended = await new Worker(Ledger, Options).ExecuteAsync(requested.RunId, cancellation: Cancellation);
        return (ended with { Replayed = requested.Replayed }, await rollback.GetOutcomeAsync(ended.RunId, Cancellation));
    }

    void LinkTo(string target)
    {
        File.Delete(Folder.File("current"));
        File.CreateSymbolicLink(Folder.File("current"), target);
    }

    [Fact]
    public async Task Steps_are_undone_in_reverse_and_the_state_is_as_before()
    {
        LinkTo("releases/1");
        var job = await RegisterAsync(
            Sh("look", "true") with { ReadOnly = true },
            Sh("one", "echo one >> done", "echo one >> undone"), Sh("two", "echo two >> done", "echo two >> undone"), Switch("releases/2"));
        var run = await StartAsync(job);
        Assert.Equal("releases/2", Target);

        var (rollback, steps) = await RollBackAsync(run);

        Assert.Equal((RunStatus.Succeeded, RunKind.Rollback, run.RunId), (rollback.Status, rollback.Kind, rollback.RollbackOf));
        Assert.Equal("releases/1", Target);
        Assert.Equal("ln -sfn releases/1 current", steps[0].Undo);
        Assert.Equal(["two", "one"], await File.ReadAllLinesAsync(Folder.File("undone"), Cancellation));
        Assert.Equal([("switch", UndoStatus.Undone), ("two", UndoStatus.Undone), ("one", UndoStatus.Undone)],
            steps.Select(step => (step.StepName, step.Status)));
        Assert.Equal(rollback.RunId, (await Ledger.Runs.FindAsync(run.RunId, Cancellation))!.RolledBackBy);
    }

    [Fact]
    public async Task A_second_rollback_says_that_it_is_done_already()
    {
        LinkTo("releases/1");
        var run = await StartAsync(await RegisterAsync(Switch("releases/2")));
        var (first, _) = await RollBackAsync(run);

        var (second, _) = await RollBackAsync(run);

        Assert.True(second.Replayed);
        Assert.Equal((first.RunId, ExitCodes.Ok), (second.RunId, second.ExitCode));
    }

    [Fact]
    public async Task A_state_that_is_back_already_is_not_undone_again()
    {
        LinkTo("releases/1");
        var run = await StartAsync(await RegisterAsync(Switch("releases/2")));
        LinkTo("releases/1");

        var (rollback, steps) = await RollBackAsync(run);

        Assert.Equal(UndoStatus.AlreadyUndone, Assert.Single(steps).Status);
        Assert.Equal(RunStatus.Succeeded, rollback.Status);
    }

    [Fact]
    public async Task A_drifted_state_is_shown_and_only_force_overwrites_it()
    {
        LinkTo("releases/1");
        var run = await StartAsync(await RegisterAsync(Switch("releases/2")));
        LinkTo("releases/9");

        var plan = (await Rollback.ReadAsync(Ledger, run.RunId, Cancellation)).Plan;
        var (refused, steps) = await RollBackAsync(run);

        Assert.Equal(UndoStatus.Drifted, Assert.Single(plan.Steps).Status);
        Assert.Equal(UndoStatus.Drifted, Assert.Single(steps).Status);
        Assert.Contains("-> releases/9", steps[0].Reason, StringComparison.Ordinal);
        Assert.Equal("releases/9", Target);
        Assert.Equal("RollbackIncomplete", refused.Error!.Id);
        Assert.Equal($"Invoke-Rollback {run.RunId} -Force", refused.Error.NextCommand.PowerShell);

        var (forced, _) = await RollBackAsync(run, force: true);
        Assert.Equal(RunStatus.Succeeded, forced.Status);
        Assert.Equal("releases/1", Target);
    }

    [Fact]
    public async Task A_step_without_an_undo_is_told_of_and_the_others_are_undone()
    {
        var run = await StartAsync(await RegisterAsync(
            Sh("one", "touch one", "rm one"), Sh("letter", "echo sent"), Sh("two", "touch two", "rm two")));

        var (rollback, steps) = await RollBackAsync(run);

        Assert.Equal(RunStatus.Failed, rollback.Status);
        Assert.Equal([UndoStatus.Undone, UndoStatus.CannotUndo, UndoStatus.Undone], steps.Select(step => step.Status));
        Assert.Contains("'letter' CannotUndo: the step recorded no undo", rollback.Error!.Actual, StringComparison.Ordinal);
        Assert.False(File.Exists(Folder.File("one")) || File.Exists(Folder.File("two")));
    }

    [Fact]
    public async Task An_undo_that_fails_stops_the_rollback_and_the_next_one_goes_on_from_there()
    {
        var run = await StartAsync(await RegisterAsync(
            Sh("one", "touch one", "rm one"),
            Sh("two", "touch two", "test -f gate && rm two"), Sh("three", "echo x >> three", "echo x >> unthree")));

        var (stopped, steps) = await RollBackAsync(run);
        Assert.Equal([("three", UndoStatus.Undone), ("two", UndoStatus.CannotUndo)], steps.Select(step => (step.StepName, step.Status)));
        Assert.Equal(RunStatus.Failed, stopped.Status);
        Assert.True(File.Exists(Folder.File("one")));

        await File.WriteAllTextAsync(Folder.File("gate"), "", Cancellation);
        var (second, again) = await RollBackAsync(run);
        Assert.Equal(RunStatus.Succeeded, second.Status);
        Assert.Equal([UndoStatus.AlreadyUndone, UndoStatus.Undone, UndoStatus.Undone], again.Select(step => step.Status));
        Assert.Equal("x\n", await File.ReadAllTextAsync(Folder.File("unthree"), Cancellation));
    }

    [Fact]
    public async Task A_failed_step_is_undone_too_and_what_never_ran_is_not()
    {
        LinkTo("releases/1");
        var run = await StartAsync(
            await RegisterAsync(Switch("releases/2"), Sh("bad", "touch half; exit 1", "rm -f half"), Sh("never", "true", "touch wrong")));

        var (rollback, steps) = await RollBackAsync(run);

        Assert.Equal(RunStatus.Succeeded, rollback.Status);
        Assert.Equal(["bad", "switch"], steps.Select(step => step.StepName));
        Assert.False(File.Exists(Folder.File("half")) || File.Exists(Folder.File("wrong")));
        Assert.Equal("releases/1", Target);
    }

    [Fact]
    public async Task An_undo_that_does_not_bring_the_state_back_is_not_called_undone()
    {
        LinkTo("releases/1");
        var run = await StartAsync(await RegisterAsync(Switch("releases/2") with
        {
            Undo = new CommandAction { Command = [Template.Parse("true")] },
        }));

        var (_, steps) = await RollBackAsync(run);

        Assert.Equal(UndoStatus.CannotUndo, Assert.Single(steps).Status);
        Assert.Contains("-> releases/2 and not -> releases/1", steps[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rollback_whose_worker_died_goes_on_where_it_stopped()
    {
        var run = await StartAsync(await RegisterAsync(
            Sh("one", "touch one", "echo one >> undone"), Sh("two", "touch two", "echo two >> undone")));
        var requested = await (await Rollback.ReadAsync(Ledger, run.RunId, Cancellation)).RequestAsync(force: false, Cancellation);
        // A worker that undid 'two' and died before the next step.
        var dead = Assert.Single(await Ledger.Claims.ClaimAsync(
            "dead", TimeSpan.FromMilliseconds(200), 1, requested.RunId, Cancellation)).Lease;
        await Ledger.Steps.BeginAsync(dead, new() { StepName = "two", InputHash = "" }, Cancellation);
        await Ledger.Steps.FinishAsync(
            dead, new() { StepName = "two", Status = Steps.StepStatus.Succeeded },
            new(run.RunId, "two", UndoStatus.Undone, null), Cancellation);

        var (rollback, _) = await RollBackAsync(run);

        Assert.Equal((requested.RunId, RunStatus.Succeeded, 2), (rollback.RunId, rollback.Status, rollback.Attempt));
        Assert.Equal("one\n", await File.ReadAllTextAsync(Folder.File("undone"), Cancellation));
    }

    [Fact]
    public async Task An_undo_gets_its_secret_again_or_says_that_it_lacks_it()
    {
        var environment = new Dictionary<string, Template> { ["PASSWORD"] = Template.Parse("${parameters.password}") };
        var job = await RegisterAsync(
            [
                new()
                {
                    Name = "login", Action = Shell("true") with { Environment = environment },
                    Undo = Shell("printf %s \"$PASSWORD\" > logout") with { Environment = environment },
                },
            ],
            [new() { Name = "password", Secret = true, Required = true }]);
        var run = await StartAsync(job, new() { ["password"] = "open sesame" });

        var (refused, steps) = await RollBackAsync(run);
        Assert.Equal(RunStatus.Failed, refused.Status);
        Assert.Contains("the undo failed", Assert.Single(steps).Reason, StringComparison.Ordinal);
        Assert.False(File.Exists(Folder.File("logout")));

        var again = await (await Rollback.ReadAsync(Ledger, run.RunId, Cancellation)).RequestAsync(force: false, Cancellation);
        var ended = await new Worker(Ledger, Options).ExecuteAsync(
            again.RunId, new Dictionary<string, string> { ["password"] = "open sesame" }, Cancellation);
        Assert.Equal(RunStatus.Succeeded, ended.Status);
        Assert.Equal("open sesame", await File.ReadAllTextAsync(Folder.File("logout"), Cancellation));
    }

    [Fact]
    public async Task A_plan_changes_nothing_and_shows_the_undo_as_it_will_be()
    {
        LinkTo("releases/1");
        var run = await StartAsync(await RegisterAsync(Switch("releases/2")));

        var step = Assert.Single((await Rollback.ReadAsync(Ledger, run.RunId, Cancellation)).Plan.Steps);

        Assert.Equal((UndoStatus.Pending, "ln -sfn releases/1 current"), (step.Status, step.Undo));
        Assert.Equal("releases/2", Target);
        Assert.Single(await Ledger.Runs.GetAsync(new(), Cancellation));
    }

    [Fact]
    public async Task A_run_that_is_being_executed_and_a_rollback_are_not_rolled_back()
    {
        var job = await RegisterAsync(Sh("one", "true", "true"));
        var queued = await Ledger.Requests.EnqueueAsync(new RunRequest { JobName = job.Name, JobVersion = 1 }, Cancellation);
        var run = await StartAsync(job);
        var (rollback, _) = await RollBackAsync(run);

        Assert.Equal("RunStillActive", await ErrorAsync(queued.RunId));
        Assert.Equal("NotARollbackTarget", await ErrorAsync(rollback.RunId));
        Assert.Equal("RunNotFound", await ErrorAsync(999));
    }

    async Task<string> ErrorAsync(long runId) => (await Assert.ThrowsAsync<JobOpsException>(
        async () => await (await Rollback.ReadAsync(Ledger, runId, Cancellation)).RequestAsync(false, Cancellation))).Error.Id;

    [Fact]
    public async Task The_note_of_a_change_says_what_was_touched_and_no_more_than_was_measured()
    {
        LinkTo("releases/1");
        await using var site = new TestSite();
        var probe = new HttpAction { Url = Template.Parse(site.Url), Requests = 10 };
        var run = await StartAsync(await RegisterAsync(
            new StepDefinition { Name = "baseline", Action = probe },
            Switch("releases/2"), new StepDefinition { Name = "verify", Action = probe }));

        var note = await new ChangeNoteWriter(Ledger).WriteAsync(run.RunId, "release 2", cancellation: Cancellation);

        var file = Assert.Single(note.Files);
        Assert.Equal(("switch", "releases/1", "releases/2"), (file.StepName, file.Before!.Value, file.After!.Value));
        Assert.Equal((10, 10), (note.Metric!.BeforeCount, note.Metric.AfterCount));
        Assert.Equal("Start-Job job -Wait", note.Command);
        Assert.Contains("| `" + Folder.File("current") + "` | switch | -> releases/1 | -> releases/2 |",
            ChangeNoteMarkdown.Write(note), StringComparison.Ordinal);
        var error = await Assert.ThrowsAsync<JobOpsException>(
            () => new ChangeNoteWriter(Ledger).WriteAsync(run.RunId, " ", cancellation: Cancellation));
        Assert.Equal("NoteReasonMissing", error.Error.Id);
    }
}
