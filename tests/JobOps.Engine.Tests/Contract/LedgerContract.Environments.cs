using JobOps.Environments;
using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Rehearsals;
using JobOps.Values;

namespace JobOps.Engine.Tests.Contract;

// IJobEnvironments, and the version that a run keeps.
public abstract partial class LedgerContract
{
    static EnvironmentEdit SampleEnvironment(string? name = null) => new()
    {
        Name = name ?? $"env-{Guid.NewGuid():N}",
        Settings = new Dictionary<string, object?> { ["url"] = "https://ü.example", ["workers"] = 2, ["ratio"] = 0.25m, ["debug"] = true },
        Secrets = new Dictionary<string, string> { ["db"] = "env:SHOP_DB" },
        ExpectedDifferences = new Dictionary<string, string> { ["url"] = "each has its own" },
    };

    [Fact]
    public async Task An_environment_is_kept_with_all_that_it_has()
    {
        var set = await Ledger.Environments.SetAsync(SampleEnvironment(), Cancellation);

        var found = await Ledger.Environments.RequireAsync(set.Name.ToUpperInvariant(), cancellation: Cancellation);

        Assert.Equivalent(set, found);
        Assert.Equal((1, Ledger.Info.Actor), (found.Version, found.SetBy));
        Assert.Equal("https://ü.example", found.Settings["URL"]);
        Assert.Equal([true, 0.25m, "https://ü.example", 2L], found.Settings.Values);
        Assert.Equal("env:SHOP_DB", found.Secrets["db"]);
    }

    [Fact]
    public async Task A_changed_environment_is_a_new_version_and_the_old_one_stays_readable()
    {
        var first = await Ledger.Environments.SetAsync(SampleEnvironment(), Cancellation);

        var same = await Ledger.Environments.SetAsync(SampleEnvironment(first.Name), Cancellation);
        var second = await Ledger.Environments.SetAsync(
            new() { Name = first.Name, Settings = new Dictionary<string, object?> { ["workers"] = 8 } }, Cancellation);

        Assert.Equal((1, true), (same.Version, same.Unchanged));
        Assert.Equal((2, false), (second.Version, second.Unchanged));
        Assert.Equal("https://ü.example", second.Settings["url"]);
        Assert.Equal(2L, (await Ledger.Environments.RequireAsync(first.Name, 1, Cancellation)).Settings["workers"]);
        Assert.Equal(8L, (await Ledger.Environments.RequireAsync(first.Name, cancellation: Cancellation)).Settings["workers"]);
        Assert.Null(await Ledger.Environments.FindAsync(first.Name, 3, Cancellation));
    }

    [Fact]
    public async Task An_environment_that_was_removed_begins_anew_and_its_versions_stay()
    {
        var set = await Ledger.Environments.SetAsync(SampleEnvironment(), Cancellation);

        await Ledger.Environments.RemoveAsync(set.Name, "the machine is gone", Cancellation);

        Assert.Null(await Ledger.Environments.FindAsync(set.Name, cancellation: Cancellation));
        Assert.DoesNotContain(await Ledger.Environments.GetAsync("*", Cancellation), one => one.Name == set.Name);
        Assert.Equal("env:SHOP_DB", (await Ledger.Environments.RequireAsync(set.Name, 1, Cancellation)).Secrets["db"]);
        var error = await ErrorOfAsync(() => Ledger.Environments.RemoveAsync(set.Name, null, Cancellation));
        Assert.Equal(nameof(Error.EnvironmentNotFound), error.Id);
        var again = await Ledger.Environments.SetAsync(
            new() { Name = set.Name, Settings = new Dictionary<string, object?> { ["a"] = "b" } }, Cancellation);
        Assert.Equal(2, again.Version);
        Assert.Equal("a", Assert.Single(again.Settings).Key);
        Assert.Empty(again.Secrets);
    }

    [Fact]
    public async Task What_was_done_with_an_environment_is_in_the_journal()
    {
        var set = await Ledger.Environments.SetAsync(SampleEnvironment(), Cancellation);
        await Ledger.Environments.RemoveAsync(set.Name, "gone", Cancellation);

        var entries = (await Ledger.Journal.GetAsync(0, Cancellation))
            .Where(entry => entry.Data.Contains(set.Name, StringComparison.Ordinal));

        Assert.Equal(["EnvironmentSet", "EnvironmentRemoved"], entries.Select(entry => entry.Event));
        Assert.True((await Ledger.Journal.VerifyAsync(null, Cancellation)).Valid);
    }

    [Fact]
    public async Task What_is_wrong_with_an_environment_changes_nothing()
    {
        var set = await Ledger.Environments.SetAsync(SampleEnvironment(), Cancellation);

        var error = await ErrorOfAsync(() => Ledger.Environments.SetAsync(
            new()
            {
                Name = set.Name, Settings = new Dictionary<string, object?> { ["workers"] = 9 },
                Secrets = new Dictionary<string, string> { ["key"] = "no reference" },
            },
            Cancellation));

        Assert.Equal(nameof(Error.EnvironmentInvalid), error.Id);
        Assert.Equal(1, (await Ledger.Environments.RequireAsync(set.Name, cancellation: Cancellation)).Version);
    }

    [Fact]
    public async Task Of_many_that_set_one_environment_at_once_each_change_is_kept()
    {
        var name = $"env-{Guid.NewGuid():N}";

        await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Ledger.Environments.SetAsync(
            new() { Name = name, Settings = new Dictionary<string, object?> { [$"s{number}"] = number } }, Cancellation)));

        var found = await Ledger.Environments.RequireAsync(name, cancellation: Cancellation);
        Assert.Equal((8, 8), (found.Version, found.Settings.Count));
    }

    [Fact]
    public async Task A_run_keeps_the_version_of_its_environment()
    {
        var job = await RegisterAsync();
        var run = (await Ledger.Requests.EnqueueAsync(
            [Request(job) with { Environment = "staging", EnvironmentVersion = 3 }], Cancellation))[0];
        var many = await Ledger.Requests.EnqueueAsync(
            [.. Enumerable.Range(0, 3).Select(_ => Request(job) with { Environment = "staging", EnvironmentVersion = 4 })], Cancellation);

        Assert.Equal(3, run.EnvironmentVersion);
        Assert.Equal(3, (await Ledger.Runs.FindAsync(run.RunId, Cancellation))!.EnvironmentVersion);
        Assert.All(many, one => Assert.Equal(4, one.EnvironmentVersion));
        Assert.Equal(4, (await Ledger.Runs.FindAsync(many[2].RunId, Cancellation))!.EnvironmentVersion);
        Assert.Null((await Ledger.Requests.EnqueueAsync([Request(job)], Cancellation))[0].EnvironmentVersion);
    }

    static Rehearsal SampleRehearsal(JobDefinition job, JobEnvironment environment) => new()
    {
        JobName = job.Name, JobVersion = 1, Environment = environment.Name, EnvironmentVersion = 1, Failure = "it was not as before",
        Differences = ["site: + ü"], RunId = 7, RollbackRunId = 8, ChangeId = new ChangeId(42),
        Probes = [new("site", "a", "b", "a")], DefinitionHash = "d", Files = new Dictionary<string, string> { ["/ü"] = "e" },
        Parameters = ["version"],
    };

    [Fact]
    public async Task A_rehearsal_is_kept_with_all_that_it_covers_newest_first()
    {
        var job = await RegisterAsync();
        var environment = await Ledger.Environments.SetAsync(SampleEnvironment(), Cancellation);
        var rehearsal = SampleRehearsal(job, environment);

        var failed = await Ledger.Rehearsals.AddAsync(rehearsal, Cancellation);
        var passed = await Ledger.Rehearsals.AddAsync(rehearsal with { Passed = true, Failure = null, Differences = [] }, Cancellation);
        var found = await Ledger.Rehearsals.GetAsync(job.Name.ToUpperInvariant(), environment.Name, cancellation: Cancellation);

        Assert.Equal([passed.RehearsalId, failed.RehearsalId], found.Select(one => one.RehearsalId));
        Assert.Equivalent(failed with { ReadAt = found[1].ReadAt }, found[1]);
        Assert.Equal((true, null, Ledger.Info.Actor), (found[0].Passed, found[0].Failure, found[0].PerformedBy));
        Assert.Single(await Ledger.Rehearsals.GetAsync(job.Name, limit: 1, cancellation: Cancellation));
        Assert.Empty(await Ledger.Rehearsals.GetAsync(job.Name, "nosuch", cancellation: Cancellation));
        Assert.Contains(
            await Ledger.Journal.GetAsync(0, Cancellation),
            entry => entry.Event == "RehearsalPassed"
                && entry.Data.Contains($"\"rehearsalId\":{passed.RehearsalId},", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_keeps_the_rehearsal_that_it_stands_on_or_why_it_was_started_without()
    {
        var job = await RegisterAsync();

        var runs = await Ledger.Requests.EnqueueAsync(
            [Request(job) with { RehearsalId = 5 }, Request(job) with { ForceReason = "the shop is down" }], Cancellation);

        Assert.Equal(5, (await Ledger.Runs.FindAsync(runs[0].RunId, Cancellation))!.RehearsalId);
        Assert.Equal("the shop is down", (await Ledger.Runs.FindAsync(runs[1].RunId, Cancellation))!.ForceReason);
        Assert.Contains("the shop is down", (await Ledger.Journal.GetAsync(runs[1].RunId, Cancellation))[0].Data, StringComparison.Ordinal);
    }
}
