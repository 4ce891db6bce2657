using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Runs;

namespace JobOps.Engine.Tests.Contract;

public abstract partial class LedgerContract
{
    [Fact]
    public async Task A_registered_job_comes_back_as_it_was_written()
    {
        var job = NewJob() with
        {
            Description = "ünïcode “quotes” 日本",
            Timeout = TimeSpan.FromMinutes(5),
            Parameters = [new() { Name = "count", Type = ParameterType.Integer, Default = 3L, Minimum = 1, Maximum = 9 }],
            Steps =
            [
                new()
                {
                    Name = "switch",
                    Action = new CommandAction { Command = [Template.Parse("ln"), Template.Parse("${parameters.count}")] },
                    Undo = new CommandAction { Command = [Template.Parse("rm")] },
                    Touches = new Dictionary<string, Template> { ["link"] = Template.Parse("/tmp/x") },
                },
                new()
                {
                    Name = "verify",
                    Action = new HttpAction { Url = Template.Parse("http://localhost/"), Requests = 5, Expect = new() { Status = 204 } },
                },
            ],
        };

        var registered = await Ledger.Jobs.RegisterAsync(job, Cancellation);
        var found = await Ledger.Jobs.FindAsync(job.Name.ToUpperInvariant(), cancellation: Cancellation);

        Assert.Equal(1, registered.Version);
        Assert.False(registered.Unchanged);
        Assert.NotNull(found);
        Assert.Equal(job.Name, found.Name);
        Assert.Equal(job.Description, found.Description);
        Assert.Equal(job.Timeout, found.Timeout);
        Assert.Equal(3L, Assert.Single(found.Parameters).Default);
        var command = Assert.IsType<CommandAction>(found.Steps[0].Action);
        Assert.Equal(["ln", "${parameters.count}"], command.Command.Select(part => part.Text));
        Assert.IsType<CommandAction>(found.Steps[0].Undo);
        Assert.Equal("/tmp/x", found.Steps[0].Touches["link"].Text);
        Assert.Equal(204, Assert.IsType<HttpAction>(found.Steps[1].Action).Expect!.Status);
        Assert.NotEqual("", found.RegisteredBy);
        Assert.InRange(found.RegisteredAt, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
    }

    [Fact]
    public async Task A_name_belongs_to_one_definition_until_it_is_given_up()
    {
        var steps = NewJob();
        var script = steps with
        {
            Kind = JobKind.Runbook, Steps = [], ScriptPath = Path.GetFullPath("/srv/a/Rotate.ps1"), ScriptHash = "1",
        };
        var other = script with { ScriptPath = Path.GetFullPath("/srv/b/Rotate.ps1") };
        var typed = script with { ScriptPath = null, ScriptText = "'x'" };
        JobDefinition[] all = [steps, script, other, typed];

        foreach (var owner in all)
        {
            var name = $"name-{Guid.NewGuid():N}";
            await Ledger.Jobs.RegisterAsync(owner with { Name = name }, Cancellation);
            foreach (var wanted in all.Where(one => one != owner))
            {
                var error = await Assert.ThrowsAsync<JobOpsException>(
                    () => Ledger.Jobs.RegisterAsync(wanted with { Name = name }, Cancellation));
                Assert.Equal(nameof(Error.JobNameTaken), error.Error.Id);
            }
            // Its own next version is no other definition.
            Assert.Equal(2, (await Ledger.Jobs.RegisterAsync(owner with { Name = name, Description = "new" }, Cancellation)).Version);
            await Ledger.Jobs.UnregisterAsync(name, reason: null, Cancellation);
            var next = all.First(one => one != owner);
            Assert.Equal(next.Kind, (await Ledger.Jobs.RegisterAsync(next with { Name = name }, Cancellation)).Kind);
        }
    }

    [Fact]
    public async Task Registering_the_same_definition_again_changes_nothing()
    {
        var job = NewJob();
        await Ledger.Jobs.RegisterAsync(job, Cancellation);

        var again = await Ledger.Jobs.RegisterAsync(job, Cancellation);

        Assert.True(again.Unchanged);
        Assert.Equal(1, again.Version);
    }

    [Fact]
    public async Task A_changed_definition_is_a_new_version_and_the_old_one_stays_readable()
    {
        var job = NewJob();
        await Ledger.Jobs.RegisterAsync(job, Cancellation);

        var second = await Ledger.Jobs.RegisterAsync(job with { ExpectedResult = "it works better" }, Cancellation);

        Assert.Equal(2, second.Version);
        Assert.Equal("it works", (await Ledger.Jobs.FindAsync(job.Name, 1, Cancellation))!.ExpectedResult);
        Assert.Equal("it works better", (await Ledger.Jobs.FindAsync(job.Name, cancellation: Cancellation))!.ExpectedResult);
    }

    [Theory]
    [InlineData("owner")]
    [InlineData("expectedResult")]
    [InlineData("rollbackNote")]
    public async Task A_job_is_refused_without_(string what)
    {
        var job = NewJob();
        job = what switch
        {
            "owner" => job with { Owner = " " },
            "expectedResult" => job with { ExpectedResult = "" },
            _ => job with { RollbackNote = "" },
        };

        var error = await ErrorOfAsync(() => Ledger.Jobs.RegisterAsync(job, Cancellation));

        Assert.Equal("JobInvalid", error.Id);
        Assert.Contains($"$.{what}", error.Actual, StringComparison.Ordinal);
        Assert.Null(await Ledger.Jobs.FindAsync(job.Name, cancellation: Cancellation));
    }

    [Theory]
    [InlineData("Owner")]
    [InlineData("ExpectedResult")]
    [InlineData("RollbackNote")]
    public async Task The_database_itself_refuses_a_job_without_(string column)
    {
        var job = await RegisterAsync();

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(
            () => TamperAsync($"UPDATE jobops.JobVersion SET {column} = ' ' WHERE Definition LIKE '%{job.Name}%'"));
    }

    [Fact]
    public async Task Names_are_found_by_wildcards_and_nothing_else_in_them_is_special()
    {
        var prefix = $"w{Guid.NewGuid():N}";
        foreach (var name in (string[])[$"{prefix}.a_b", $"{prefix}.axb", $"{prefix}.a-b"])
            await Ledger.Jobs.RegisterAsync(NewJob(name), Cancellation);

        Assert.Equal(3, (await Ledger.Jobs.GetAsync(prefix + "*", Cancellation)).Count);
        Assert.Equal(3, (await Ledger.Jobs.GetAsync(prefix + ".a?b", Cancellation)).Count);
        Assert.Equal($"{prefix}.a_b", Assert.Single(await Ledger.Jobs.GetAsync(prefix + ".a_b", Cancellation)).Name);
        Assert.Empty(await Ledger.Jobs.GetAsync(prefix + "%", Cancellation));
        Assert.Empty(await Ledger.Jobs.GetAsync(prefix + ".[a]*", Cancellation));
    }

    [Fact]
    public async Task A_disabled_job_takes_no_new_runs_and_says_why()
    {
        var job = await RegisterAsync();
        Assert.True(await Ledger.Jobs.SetEnabledAsync(job.Name, false, "moving house", Cancellation));
        Assert.False(await Ledger.Jobs.SetEnabledAsync(job.Name, false, "again", Cancellation));

        var error = await ErrorOfAsync(() => Ledger.Requests.EnqueueAsync(Request(job), Cancellation));

        Assert.Equal("JobDisabled", error.Id);
        Assert.Contains("moving house", error.Actual, StringComparison.Ordinal);
        Assert.True(await Ledger.Jobs.SetEnabledAsync(job.Name, true, null, Cancellation));
        Assert.False((await Ledger.Requests.EnqueueAsync(Request(job), Cancellation)).Replayed);
    }

    [Fact]
    public async Task An_unregistered_job_is_gone_its_runs_stay_and_it_can_come_back()
    {
        var job = await RegisterAsync();
        var run = await Ledger.Requests.EnqueueAsync(Request(job), Cancellation);
        await Ledger.Jobs.UnregisterAsync(job.Name, "no longer needed", Cancellation);

        Assert.Null(await Ledger.Jobs.FindAsync(job.Name, cancellation: Cancellation));
        Assert.Equal("JobNotFound", (await ErrorOfAsync(() => Ledger.Requests.EnqueueAsync(Request(job), Cancellation))).Id);
        Assert.Equal("JobNotFound", (await ErrorOfAsync(() => Ledger.Jobs.UnregisterAsync(job.Name, null, Cancellation))).Id);
        Assert.Equal(job.Name, (await Ledger.Runs.FindAsync(run.RunId, Cancellation))!.JobName);
        Assert.NotNull(await Ledger.Jobs.FindAsync(job.Name, run.JobVersion, Cancellation));

        await Ledger.Jobs.RegisterAsync(NewJob(job.Name), Cancellation);
        Assert.NotNull(await Ledger.Jobs.FindAsync(job.Name, cancellation: Cancellation));
    }

    [Fact]
    public async Task An_unknown_job_is_an_error_with_a_next_command()
    {
        var error = await ErrorOfAsync(() => Ledger.Requests.EnqueueAsync(
            new RunRequest { JobName = "no-such-job", JobVersion = 1 }, Cancellation));

        Assert.Equal("JobNotFound", error.Id);
        Assert.Equal(RetrySafety.SafeAfter, error.RetrySafety);
        Assert.Equal("Get-JobDefinition", error.NextCommand.PowerShell);
    }
}
