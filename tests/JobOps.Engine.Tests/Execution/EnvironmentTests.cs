using System.Text;
using JobOps.Environments;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Jobs;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Engine.Tests.Execution;

/// <summary>What jobs take from the environment of their run: real processes, secrets from real places.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class EnvironmentTests : ExecutionTest
{
    const string Password = "Tr0ub4dor and 3";

    Task<JobEnvironment> SetAsync(object? workers, string? secret = null) => Ledger.Environments.SetAsync(
        new()
        {
            Name = "staging",
            Settings = new Dictionary<string, object?> { ["url"] = "http://staging.example", ["workers"] = workers },
            Secrets = secret is null ? [] : new Dictionary<string, string> { ["db"] = secret },
        },
        Cancellation);

    async Task<JobRun> StartInAsync(JobDefinition job, string? environment)
    {
        var started = await new JobStarter(Ledger).StartAsync(
            new() { JobName = job.Name, Environment = environment }, executedHere: true, Cancellation);
        return await new Worker(Ledger, Options).ExecuteAsync(started.Run.RunId, started.Secrets, Cancellation);
    }

    async Task<JobOpsError> RefusalAsync(JobDefinition job, string? environment) =>
        (await Assert.ThrowsAsync<JobOpsException>(() => StartInAsync(job, environment))).Error;

    static StepDefinition WithSecret(string script, string? undo = null)
    {
        var step = Sh("connect", script, undo);
        var variables = new Dictionary<string, Template> { ["PASSWORD"] = Template.Parse("${environment.secrets.db}") };
        return step with
        {
            Action = (CommandAction)step.Action with { Environment = variables },
            Undo = step.Undo is CommandAction action ? action with { Environment = variables } : null,
        };
    }

    [Fact]
    public async Task Settings_fill_the_steps_and_the_run_keeps_the_version_that_it_used()
    {
        await SetAsync(2);
        var job = await RegisterAsync(Sh(
            "write", "echo $1 $2 > out", "echo undone $1 >> out", "${environment.workers}", "${environment.url}/x"));

        var run = await StartInAsync(job, "STAGING");
        await SetAsync(8);
        var rollback = await (await Rollback.ReadAsync(Ledger, run.RunId, Cancellation)).RequestAsync(force: false, Cancellation);
        await new Worker(Ledger, Options).ExecuteAsync(rollback.RunId, new Dictionary<string, string>(), Cancellation);

        Assert.Equal(("staging", 1), (run.Environment, run.EnvironmentVersion));
        Assert.Equal("2 http://staging.example/x\nundone 2\n", await File.ReadAllTextAsync(Folder.File("out"), Cancellation));
        Assert.Equal(2, (await StartInAsync(job, "staging")).EnvironmentVersion);
    }

    [Fact]
    public async Task A_secret_reaches_the_process_and_nothing_that_is_kept_and_its_undo_reads_it_again()
    {
        var key = Folder.File("key");
        await File.WriteAllTextAsync(key, Password + "\n", Cancellation);
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await SetAsync(2, $"file:{key}");
        var job = await RegisterAsync(WithSecret("echo \"it is $PASSWORD\"; echo \"$PASSWORD\" > out", "echo \"undo $PASSWORD\" >> out"));

        var run = await StartInAsync(job, "staging");
        var rollback = await (await Rollback.ReadAsync(Ledger, run.RunId, Cancellation)).RequestAsync(force: false, Cancellation);
        await new Worker(Ledger, Options).ExecuteAsync(rollback.RunId, new Dictionary<string, string>(), Cancellation);

        Assert.Equal(RunStatus.Succeeded, run.Status);
        Assert.Equal($"{Password}\nundo {Password}\n", await File.ReadAllTextAsync(Folder.File("out"), Cancellation));
        Assert.Contains("it is ***", await LogAsync(run));
        await Ledger.DisposeAsync();
        Assert.All(
            Directory.GetFiles(Folder.Path, "ledger.db*"),
            file => Assert.DoesNotContain(Password, Encoding.Latin1.GetString(File.ReadAllBytes(file)), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("env:JOBOPS_TEST_NOT_SET", "the variable JOBOPS_TEST_NOT_SET is not set")]
    [InlineData("file:/nosuch/key", "/nosuch/key")]
    [InlineData("file:{folder}/open", "can be read by every user of this machine (mode 644): chmod 600")]
    [InlineData("file:{folder}/empty", "the file is empty")]
    public async Task A_secret_that_cannot_be_read_fails_the_run_before_it_changes_anything(string reference, string actual)
    {
        foreach (var (name, text, mode) in new[]
                 {
                     ("open", Password, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead),
                     ("empty", "\n", UnixFileMode.UserRead),
                 })
        {
            await File.WriteAllTextAsync(Folder.File(name), text, Cancellation);
            File.SetUnixFileMode(Folder.File(name), mode);
        }
        await SetAsync(2, reference.Replace("{folder}", Folder.Path, StringComparison.Ordinal));
        var job = await RegisterAsync(Sh("first", "touch changed"), WithSecret("true"));

        var run = await StartInAsync(job, "staging");

        Assert.Equal((RunStatus.Failed, "EnvironmentSecretUnreadable"), (run.Status, run.Error!.Id));
        Assert.Contains(actual, run.Error.Actual, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, run.Error.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(Folder.File("changed")));
    }

    [Fact]
    public async Task A_job_that_needs_an_environment_is_not_started_without_what_it_needs()
    {
        await SetAsync(2);
        var job = await RegisterAsync(Sh("a", "echo $1 $2", null, "${environment.url}", "${environment.ttl}"), WithSecret("true"));

        var (none, unknown, incomplete) =
            (await RefusalAsync(job, null), await RefusalAsync(job, "stagin"), await RefusalAsync(job, "staging"));

        Assert.Equal("EnvironmentMissing", none.Id);
        Assert.Contains("${environment.url}, ${environment.ttl}, ${environment.secrets.db}", none.Actual, StringComparison.Ordinal);
        Assert.Equal("EnvironmentNotFound", unknown.Id);
        Assert.Equal("EnvironmentIncomplete", incomplete.Id);
        Assert.Equal("${environment.ttl}, ${environment.secrets.db}", incomplete.Expected);
        Assert.Empty(await Ledger.Runs.GetAsync(new(), Cancellation));
    }

    [Fact]
    public async Task A_job_that_says_for_which_environments_it_is_refuses_others()
    {
        var job = await Ledger.Jobs.RegisterAsync(
            await RegisterAsync(Sh("a", "true")) with { Environments = ["staging", "production"] }, Cancellation);

        Assert.Equal("EnvironmentRefused", (await RefusalAsync(job, "test")).Id);
        Assert.Equal("one of its environments: staging, production", (await RefusalAsync(job, null)).Expected);
        Assert.Equal(RunStatus.Succeeded, (await StartInAsync(job, "Production")).Status);
    }

    [Fact]
    public async Task A_name_that_is_no_environment_of_the_ledger_is_a_label_to_jobs_that_take_nothing_from_it()
    {
        var run = await StartInAsync(await RegisterAsync(Sh("a", "true")), "somewhere");

        Assert.Equal(("somewhere", null), (run.Environment, run.EnvironmentVersion));
    }

    [Fact]
    public async Task A_secret_stands_in_a_value_of_the_process_environment_only()
    {
        var error = (await Assert.ThrowsAsync<JobOpsException>(
            () => RegisterAsync(Sh("a", "echo $1", null, "${environment.secrets.db}")))).Error;

        Assert.Equal("JobInvalid", error.Id);
        Assert.Contains("a secret of the environment in a value of 'environment' only", error.Actual, StringComparison.Ordinal);
    }
}
