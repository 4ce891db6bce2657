using JobOps.Agent.Tests.Support;

namespace JobOps.Agent.Tests;

/// <summary>apply, jobs, enable, disable.</summary>
public sealed class JobCommandTests
{
    [Fact]
    public async Task Apply_registers_a_file_once()
    {
        await using var shop = new Workshop();
        var file = shop.WriteJob("easy", SampleJobs.Easy);

        var first = (await shop.CallAsync("apply", file, "--json")).EndsWith(0);
        var second = (await shop.CallAsync("apply", file, "--json")).EndsWith(0);

        Assert.Equal(1, first.Json[0].GetProperty("version").GetInt32());
        Assert.False(first.Json[0].GetProperty("unchanged").GetBoolean());
        Assert.Equal(1, second.Json[0].GetProperty("version").GetInt32());
        Assert.True(second.Json[0].GetProperty("unchanged").GetBoolean());
    }

    [Fact]
    public async Task Apply_takes_all_job_files_of_a_folder()
    {
        await using var shop = new Workshop();
        shop.WriteJob("one", SampleJobs.Easy);
        shop.WriteJob("two", SampleJobs.Easy);

        (await shop.CallAsync("apply", shop.Folder)).EndsWith(0);
        var jobs = (await shop.CallAsync("jobs", "--json")).EndsWith(0);

        Assert.Equal(["one", "two"], jobs.Json.EnumerateArray().Select(job => job.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Apply_registers_the_good_files_and_names_the_bad_one()
    {
        await using var shop = new Workshop();
        var good = shop.WriteJob("good", SampleJobs.Easy);
        var bad = shop.WriteJob("bad", "\"steps\": 7");

        var answer = (await shop.CallAsync("apply", bad, good)).EndsWith(65);

        Assert.Contains("bad.job.json", answer.Errors);
        Assert.Contains("$.steps", answer.Errors);
        (await shop.CallAsync("jobs", "good")).EndsWith(0);
        (await shop.CallAsync("jobs", "bad")).EndsWith(65);
    }

    [Fact]
    public async Task Jobs_lists_by_wildcard_and_shows_all_of_one()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("nightly-copy", SampleJobs.Easy);
        await shop.RegisterAsync("daily-copy", SampleJobs.Easy);

        var list = (await shop.CallAsync("jobs", "night*")).EndsWith(0);
        var one = (await shop.CallWithAsync("COLUMNS=160", "jobs", "daily-copy")).EndsWith(0);

        Assert.Contains("nightly-copy", list.Output);
        Assert.DoesNotContain("daily-copy", list.Output);
        foreach (var word in new[] { "night shift", "it has run", "nothing to undo", "a whole number, at least 1, at most 9", "greet" })
            Assert.Contains(word, one.Output);
    }

    [Fact]
    public async Task A_disabled_job_takes_no_runs_until_it_is_enabled_again()
    {
        await using var shop = new Workshop();
        await shop.RegisterAsync("easy", SampleJobs.Easy);

        (await shop.CallAsync("disable", "easy", "--reason", "freeze over the holidays")).EndsWith(0);
        var refused = (await shop.CallAsync("start", "easy", "--no-wait")).EndsWith(77);
        var again = (await shop.CallAsync("disable", "easy")).EndsWith(0);
        (await shop.CallAsync("enable", "easy")).EndsWith(0);
        (await shop.CallAsync("start", "easy", "--no-wait")).EndsWith(0);

        Assert.Contains("freeze over the holidays", refused.Errors);
        Assert.Contains("jobops enable easy", refused.Errors);
        Assert.Contains("already", again.Output);
    }
}
