using JobOps.Errors;
using JobOps.Execution;
using JobOps.Jobs;
using JobOps.Rehearsals;
using JobOps.Runs;

namespace JobOps.Engine.Tests.Execution;

/// <summary>Jobs that are executed, rolled back and looked at: real processes on real files.</summary>
public sealed class RehearsalTests : ExecutionTest
{
    const string Staging = "staging";
    const string Production = "production";

    string Site => Folder.File("site");

    async Task<JobDefinition> RegisterAsync(
        StepDefinition step, Func<JobDefinition, JobDefinition>? with = null, params StateProbe[] probes)
    {
        Directory.CreateDirectory(Site);
        await File.WriteAllTextAsync(Path.Combine(Site, "version"), "1\n", Cancellation);
        foreach (var name in new[] { Staging, Production })
            await Ledger.Environments.SetAsync(
                new() { Name = name, Settings = new Dictionary<string, object?> { ["root"] = Site, ["ttl"] = 600 } }, Cancellation);
        var job = await RegisterAsync([step], []) with { Probes = probes.Length > 0 ? probes : [Probe()] };
        return await Ledger.Jobs.RegisterAsync(with?.Invoke(job) ?? job, Cancellation);
    }

    static StateProbe Probe() => new() { Name = "site", Path = Template.Parse("${environment.root}") };

    static StepDefinition Switch(string undo = "mv \"$1/kept\" \"$1/version\"") =>
        Sh("switch", "mv \"$1/version\" \"$1/kept\"; echo 2 > \"$1/version\"", undo, "${environment.root}");

    static JobDefinition Demanding(JobDefinition job) => job with { RequireRehearsal = new(Staging, TimeSpan.FromDays(7)) };

    Rehearser Rehearser => new(
        Ledger, new(Ledger), (started, stop) => new Worker(Ledger, Options).ExecuteAsync(started, stop), _ => { });

    Task<Rehearsal> RehearseAsync(JobDefinition job) =>
        Rehearser.RehearseAsync(new() { JobName = job.Name, Environment = Staging }, cancellation: Cancellation);

    async Task<JobRun> StartInAsync(JobDefinition job, string? environment, string? force = null) =>
        (await new JobStarter(Ledger).StartAsync(
            new() { JobName = job.Name, Environment = environment, Force = force is not null, ForceReason = force }, executedHere: true,
            Cancellation)).Run;

    async Task<string> RefusalAsync(JobDefinition job)
    {
        var error = (await Assert.ThrowsAsync<JobOpsException>(() => StartInAsync(job, Production))).Error;
        Assert.Equal((nameof(Error.RehearsalMissing), ExitCodes.NotPermitted), (error.Id, error.ExitCode));
        Assert.Equal("Test-Rollback job -Environment staging", error.NextCommand.PowerShell);
        return error.Actual;
    }

    [Fact]
    public async Task What_is_put_back_as_it_was_passes()
    {
        var job = await RegisterAsync(Switch());

        var rehearsal = await RehearseAsync(job);

        Assert.Equal((true, null, true), (rehearsal.Passed, rehearsal.Failure, rehearsal.Holds));
        var probe = Assert.Single(rehearsal.Probes);
        Assert.NotEqual(probe.Before, probe.Applied);
        Assert.Equal(probe.Before, probe.After);
        Assert.Equal("1\n", await File.ReadAllTextAsync(Path.Combine(Site, "version"), Cancellation));
        Assert.Equal(rehearsal.RollbackRunId, (await Ledger.Runs.FindAsync(rehearsal.RunId!.Value, Cancellation))!.RolledBackBy);
    }

    [Fact]
    public async Task What_the_rollback_leaves_behind_fails_and_is_named()
    {
        var job = await RegisterAsync(Switch("cp \"$1/kept\" \"$1/version\"; chmod 600 \"$1/version\""));

        var rehearsal = await RehearseAsync(job);

        Assert.Equal((false, "after the rollback it is not as it was before"), (rehearsal.Passed, rehearsal.Failure));
        Assert.Contains(rehearsal.Differences, line => line.StartsWith("site: + kept file ", StringComparison.Ordinal));
        Assert.Contains(
            rehearsal.Differences,
            line => line.StartsWith("site: + version file ", StringComparison.Ordinal) && line.Contains(" 600 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_job_that_changes_nothing_that_anybody_sees_fails()
    {
        var rehearsal = await RehearseAsync(await RegisterAsync(Sh("nothing", "true", "true")));

        Assert.False(rehearsal.Passed);
        Assert.StartsWith("the probes see no change", rehearsal.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_or_a_rollback_that_fails_is_said()
    {
        var job = await RegisterAsync(Sh("half", "echo x > \"$1/new\"; exit 3", "rm \"$1/new\"", "${environment.root}"));
        var broken = await RehearseAsync(job);
        var stuck = await RehearseAsync(await RegisterAsync(Switch("exit 4")));

        Assert.Equal($"run {broken.RunId} ended as Failed: Step 'half' of run {broken.RunId} failed. exit code 3", broken.Failure);
        Assert.Contains($"the rollback, run {stuck.RollbackRunId}, ended as Failed", stuck.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probes_look_at_answers_and_outputs_too_and_what_always_differs_is_masked()
    {
        await using var site = new TestSite
        {
            Body = () => $"version {File.ReadAllText(Path.Combine(Site, "version"))} at {Guid.NewGuid()}",
        };
        var job = await RegisterAsync(
            Switch(), with: null,
            new StateProbe { Name = "front", Http = Template.Parse($"{site.Url}"), Headers = ["Content-Type"], Mask = ["at [-0-9a-f]+"] },
            new StateProbe
            {
                Name = "said",
                Command = [.. new[] { "sh", "-c", "cat \"$1/version\"; date +%N", "sh", "${environment.root}" }.Select(Template.Parse)],
                Mask = [@"\d{6,}"],
            });

        var rehearsal = await RehearseAsync(job);

        Assert.True(rehearsal.Passed, $"{rehearsal.Failure}: {string.Join("; ", rehearsal.Differences)}");
        Assert.All(rehearsal.Probes, probe => Assert.NotEqual(probe.Before, probe.Applied));
    }

    [Fact]
    public async Task What_is_to_be_ignored_of_a_folder_is_not_looked_at()
    {
        var job = await RegisterAsync(
            Sh("switch", "echo 2 > \"$1/version\"; date +%N > \"$1/log\"", "echo 1 > \"$1/version\"; date +%N > \"$1/log\"",
                "${environment.root}"),
            with: null, Probe() with { Ignore = ["^log$"] });

        Assert.True((await RehearseAsync(job)).Passed);
    }

    [Fact]
    public async Task A_probe_that_sees_nothing_ends_the_rehearsal_before_anything_is_executed()
    {
        var job = await RegisterAsync(Switch(), with: null, new StateProbe { Name = "x", Command = [Template.Parse("./nosuch")] });

        var error = (await Assert.ThrowsAsync<JobOpsException>(() => RehearseAsync(job))).Error;

        Assert.Equal((nameof(Error.ProbeUnreadable), "there is no program './nosuch'"), (error.Id, error.Actual));
        Assert.Empty(await Ledger.Runs.GetAsync(new(), Cancellation));
    }

    [Fact]
    public async Task Production_is_refused_until_the_rehearsal_passed_and_the_run_says_on_which_it_stands()
    {
        var job = await RegisterAsync(Switch(), Demanding);

        Assert.Equal("it was never rehearsed there", await RefusalAsync(job));
        var rehearsal = await RehearseAsync(job);
        var run = await StartInAsync(job, Production);

        Assert.Equal(rehearsal.RehearsalId, run.RehearsalId);
        Assert.Null((await StartInAsync(job, Staging)).RehearsalId);
    }

    [Fact]
    public async Task An_edit_of_the_job_or_of_a_file_that_it_names_voids_it_and_putting_it_back_does_not()
    {
        await File.WriteAllTextAsync(Folder.File("tool.sh"), "true", Cancellation);
        var step = Switch();
        var job = await RegisterAsync(
            step,
            it => Demanding(it) with { Steps = [.. it.Steps, Sh("tool", "sh \"$1\"", "true", Folder.File("tool.sh"))] });
        await RehearseAsync(job);
        await StartInAsync(job, Production);

        await File.WriteAllTextAsync(Folder.File("tool.sh"), "false", Cancellation);
        Assert.Contains($"the file {Folder.File("tool.sh")} was edited since", await RefusalAsync(job), StringComparison.Ordinal);
        File.Delete(Folder.File("tool.sh"));
        Assert.Contains($"the file {Folder.File("tool.sh")} is gone", await RefusalAsync(job), StringComparison.Ordinal);
        await File.WriteAllTextAsync(Folder.File("tool.sh"), "true", Cancellation);
        await Ledger.Jobs.RegisterAsync(job with { RollbackNote = "another one" }, Cancellation);
        Assert.Contains(
            "the job was edited since: version 2 was rehearsed, version 3 is registered", await RefusalAsync(job),
            StringComparison.Ordinal);
        await Ledger.Jobs.RegisterAsync(job, Cancellation);
        await StartInAsync(job, Production);
    }

    [Fact]
    public async Task A_difference_of_the_environments_that_nobody_has_explained_voids_it()
    {
        var job = await RegisterAsync(Switch(), Demanding);
        await RehearseAsync(job);
        await Ledger.Environments.SetAsync(
            new() { Name = Production, Settings = new Dictionary<string, object?> { ["ttl"] = 60 } }, Cancellation);

        Assert.Contains(
            "ttl is '600' in staging, as it was rehearsed, and '60' in production, and nobody has said why", await RefusalAsync(job),
            StringComparison.Ordinal);
        await Ledger.Environments.SetAsync(
            new() { Name = Production, ExpectedDifferences = new Dictionary<string, string> { ["ttl"] = "more visitors" } }, Cancellation);
        await StartInAsync(job, Production);
    }

    [Fact]
    public async Task One_that_is_too_old_or_did_not_pass_does_not_hold()
    {
        var job = await RegisterAsync(Switch(), it => it with { RequireRehearsal = new(Staging, TimeSpan.FromMilliseconds(1)) });
        await RehearseAsync(job);
        // By the ledger's clock, which counts milliseconds.
        while ((await Ledger.Rehearsals.GetAsync(limit: 1, cancellation: Cancellation))[0] is var kept
            && kept.ReadAt - kept.PerformedAt <= job.RequireRehearsal!.MaxAge)
            await Task.Yield();
        Assert.Matches("it is .* old, and valid for", await RefusalAsync(job));

        var stuck = await RegisterAsync(Switch("exit 4"), Demanding);
        await RehearseAsync(stuck);
        Assert.Contains("it did not pass", await RefusalAsync(stuck), StringComparison.Ordinal);
        var last = await new RehearsalStanding(Ledger).LookAsync(
            (await Ledger.Rehearsals.GetAsync(limit: 1, cancellation: Cancellation))[0], Cancellation);
        Assert.Contains("it did not pass", Assert.Single(last.WhyNot!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_forces_it_says_why_and_the_note_repeats_it()
    {
        var job = await RegisterAsync(Switch(), Demanding);

        var error = (await Assert.ThrowsAsync<JobOpsException>(() => StartInAsync(job, Production, " "))).Error;
        Assert.Equal(nameof(Error.ForceReasonMissing), error.Id);
        var run = await StartInAsync(job, Production, "the shop is down");
        await new Worker(Ledger, Options).ExecuteAsync(run.RunId, new Dictionary<string, string>(), Cancellation);
        var note = await new ChangeNoteWriter(Ledger).WriteAsync(run.RunId, "it was needed", cancellation: Cancellation);

        Assert.Equal([$"run {run.RunId} was started without a rehearsal: the shop is down"], note.Forced);
    }

    [Fact]
    public async Task A_job_that_leaves_the_same_each_time_may_be_executed_again()
    {
        var job = await RegisterAsync(
            Sh("write", "echo 2 > \"$1/version\"", "echo 1 > \"$1/version\"", "${environment.root}"),
            it => it with
            {
                Steps = [.. it.Steps, Sh("slow", "sleep 0.5; echo x > \"$1/slow\"", "rm -f \"$1/slow\"", "${environment.root}")],
            });

        var report = await Rehearser.RepeatAsync(new() { JobName = job.Name, Environment = Staging }, Cancellation);

        Assert.True(report.Passed, report.Failure);
        Assert.Equal((true, true, 3), (report.EndedHalfWay, report.Undone, report.RunIds.Count));
    }

    [Fact]
    public async Task A_job_that_adds_each_time_may_not()
    {
        var job = await RegisterAsync(Sh(
            "add", "echo x >> \"$1/log\"", "sed -i '$d' \"$1/log\"; test -s \"$1/log\" || rm \"$1/log\"", "${environment.root}"));

        var report = await Rehearser.RepeatAsync(new() { JobName = job.Name, Environment = Staging }, Cancellation);

        Assert.Equal((false, true), (report.Passed, report.Undone));
        Assert.Equal("executed a second time, it left something else than the first time", report.Failure);
        Assert.NotEmpty(report.Differences);
    }

    [Fact]
    public async Task A_job_without_probes_is_not_rehearsed()
    {
        var job = await RegisterAsync(Switch(), it => it with { Probes = null });

        Assert.Equal(nameof(Error.ProbesMissing), (await Assert.ThrowsAsync<JobOpsException>(() => RehearseAsync(job))).Error.Id);
    }
}
