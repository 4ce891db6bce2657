using JobOps.Backups;
using JobOps.Execution;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Rollbacks;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Engine.Tests.Execution;

/// <summary>Backups and restores as steps of a run, and what a rollback makes of them.</summary>
public sealed class BackupStepTests : ExecutionTest
{
    static Template T(string text) => Template.Parse(text);

    static readonly StepDefinition s_backup = new()
    {
        Name = "backup", Action = new BackupAction { Paths = [T("site")], To = T("backups"), Keep = 2 },
    };

    static readonly RestoreAction s_restore = new()
    {
        From = T("${steps.backup.result.path}"), Sha256 = T("${steps.backup.result.sha256}"), To = T("."), Force = true,
    };

    string Page => File.ReadAllText(Folder.File("site/page"));

    void Write(string text)
    {
        Directory.CreateDirectory(Folder.File("site"));
        File.WriteAllText(Folder.File("site/page"), text);
    }

    async Task<IReadOnlyList<RollbackStep>> RollBackAsync(JobRun run)
    {
        var rollback = await Rollback.ReadAsync(Ledger, run.RunId, Cancellation);
        var requested = await rollback.RequestAsync(force: false, Cancellation);
        var ended = await new Worker(Ledger, Options).ExecuteAsync(requested.RunId, cancellation: Cancellation);
        Assert.Equal(RunStatus.Succeeded, ended.Status);
        return await rollback.GetOutcomeAsync(ended.RunId, Cancellation);
    }

    [Fact]
    public async Task A_rollback_restores_what_was_backed_up_before_the_step()
    {
        Write("old");
        var run = await StartAsync(await RegisterAsync(
            s_backup, Sh("upgrade", "echo new > site/page") with { Undo = s_restore }));
        Assert.Equal((RunStatus.Succeeded, "new\n"), (run.Status, Page));

        var steps = await RollBackAsync(run);

        Assert.Equal(("upgrade", UndoStatus.Undone), (Assert.Single(steps).StepName, steps[0].Status));
        Assert.Equal("old", Page);
        Assert.Equal("new\n", File.ReadAllText(Directory.GetFiles(Folder.Path, "page", SearchOption.AllDirectories)
            .Single(path => path.Contains("site.before-", StringComparison.Ordinal))));
        Assert.True(Assert.Single(await StepsAsync(run), step => step.StepName == "backup").ReadOnly);
    }

    [Fact]
    public async Task Its_result_is_what_is_known_of_it()
    {
        Write("x");

        var run = await StartAsync(await RegisterAsync(s_backup));

        var backup = LedgerJson.Read<Backup>(Assert.Single(await StepsAsync(run)).Result)!;
        Assert.Equivalent(BackupFolder.Find(backup.Path), backup);
        Assert.Equal(("site", 1, BackupState.NeverTested), (backup.Name, backup.Files, backup.State));
    }

    [Fact]
    public async Task What_a_person_should_know_stands_in_the_log()
    {
        Write("x");
        var job = await RegisterAsync(Sh("pipe", "mkfifo site/events"), s_backup);
        for (var time = 0; time < 3; time++)
        {
            File.Delete(Folder.File("site/events"));
            Assert.Equal(RunStatus.Succeeded, (await StartAsync(job)).Status);
        }

        var log = await LogAsync((await Ledger.Runs.GetAsync(new(), Cancellation))[0]);

        Assert.Contains("Not in the backup: site/events (a pipe)", log);
        Assert.Contains(log, line => line.StartsWith("Not kept any more: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_command_gets_a_secret_by_its_environment_and_none_is_in_its_error()
    {
        var job = await RegisterAsync(
            [new()
            {
                Name = "dump",
                Action = new BackupAction
                {
                    Command = [T("sh"), T("-c"), T("echo \"no entry for $PASSWORD\" >&2; test -n \"$PASSWORD\"; exit 3")],
                    To = T("backups"),
                    Environment = new Dictionary<string, Template> { ["PASSWORD"] = T("${parameters.password}") },
                },
            }],
            [new() { Name = "password", Secret = true }]);

        var run = await StartAsync(job, new() { ["password"] = "s3cret-word" });

        Assert.Equal("BackupCommandFailed", run.Error!.Id);
        Assert.Equal("exit code 3; last line: no entry for ***", run.Error.Actual);
        Assert.Empty(Directory.GetFiles(Folder.File("backups")));
    }

    [Fact]
    public async Task A_program_that_is_missing_is_found_before_the_first_step()
    {
        var job = await RegisterAsync(
            Sh("first", "touch changed"),
            new StepDefinition { Name = "dump", Action = new BackupAction { Command = [T("no-such-program")], To = T("backups") } });

        var run = await StartAsync(job);

        Assert.Equal("CommandNotFound", run.Error!.Id);
        Assert.False(File.Exists(Folder.File("changed")));
    }

    [Fact]
    public async Task The_time_limit_of_a_step_ends_its_command_and_leaves_no_archive()
    {
        var step = new StepDefinition
        {
            Name = "dump", Timeout = TimeSpan.FromMilliseconds(500),
            Action = new BackupAction { Command = [T("sh"), T("-c"), T("echo begin; exec sleep 600")], To = T("backups") },
        };

        var run = await StartAsync(await RegisterAsync(step));

        Assert.Equal("StepTimedOut", run.Error!.Id);
        Assert.Empty(Directory.GetFiles(Folder.File("backups")));
    }

    [Fact]
    public async Task A_restore_that_is_refused_fails_its_step_and_changes_nothing()
    {
        Write("old");
        var job = await RegisterAsync(
            s_backup, Sh("spoil", "for file in backups/*.gz; do echo x >> $file; done"),
            new StepDefinition { Name = "restore", Action = s_restore });

        var run = await StartAsync(job);

        Assert.Equal("BackupAltered", run.Error!.Id);
        Assert.Equal(["backups", "ledger.db", "site"], Directory.GetFileSystemEntries(Folder.Path)
            .Select(path => Path.GetFileName(path)).Where(name => !name.StartsWith("ledger.db-", StringComparison.Ordinal)).Order());
    }
}
