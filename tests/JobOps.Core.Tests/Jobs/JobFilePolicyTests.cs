using JobOps.Jobs;
using static JobOps.Core.Tests.Jobs.JobTexts;

namespace JobOps.Core.Tests.Jobs;

/// <summary>Queue, priority, latest start, overlap, concurrency and retry of a job file.</summary>
public class JobFilePolicyTests
{
    [Fact]
    public void A_file_that_says_nothing_leaves_everything_to_the_usual()
    {
        var job = Read(Job(""" "command": ["x"] """));

        Assert.Equal((null, 0, null), (job.Queue, job.Priority, job.StartWithin));
        Assert.Equal((Overlap.Allow, null, null), (job.Overlap, job.Concurrency, job.Retry));
        Assert.Null(job.RunLimit);
    }

    [Fact]
    public void What_it_says_is_kept()
    {
        var job = Read(Job(
            """
            "queue": "mail", "priority": -5, "startWithin": "1h", "overlap": "allow", "concurrency": 3,
            "retry": { "attempts": 5, "delay": "1s", "maxDelay": "4s", "except": ["HttpCheckFailed", "exit 3"] },
            "command": ["x"]
            """));

        Assert.Equal(("mail", -5, TimeSpan.FromHours(1)), (job.Queue, job.Priority, job.StartWithin));
        Assert.Equal((Overlap.Allow, 3, 3), (job.Overlap, job.Concurrency, job.RunLimit));
        Assert.Equal((5, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4)), (job.Retry!.Attempts, job.Retry.Delay, job.Retry.MaxDelay));
        Assert.Equal(["HttpCheckFailed", "exit 3"], job.Retry.Except);
    }

    [Theory]
    [InlineData("allow", Overlap.Allow, null)]
    [InlineData("queue", Overlap.Queue, 1)]
    [InlineData("skip", Overlap.Skip, 1)]
    [InlineData("stopExisting", Overlap.StopExisting, 1)]
    public void Every_overlap_but_allow_means_one_run_at_a_time(string word, Overlap overlap, int? limit)
    {
        var job = Read(Job($$""" "overlap": "{{word}}", "command": ["x"] """));

        Assert.Equal((overlap, limit), (job.Overlap, job.RunLimit));
    }

    [Theory]
    [InlineData("", 10, 600)]
    [InlineData(", \"delay\": \"20m\"", 1200, 1200)]
    [InlineData(", \"delay\": \"1s\", \"maxDelay\": \"2s\"", 1, 2)]
    public void A_pause_that_is_left_out_is_the_usual_one(string members, int delay, int greatest)
    {
        var retry = Read(Job($$""" "retry": { "attempts": 2{{members}} }, "command": ["x"] """)).Retry!;

        Assert.Equal((TimeSpan.FromSeconds(delay), TimeSpan.FromSeconds(greatest)), (retry.Delay, retry.MaxDelay));
    }

    public static TheoryData<string, string> Mistakes => new()
    {
        { """ "queue": ▸"a b", "command": ["x"] """, $"$.queue: expected {JobName}, found 'a b'" },
        { """ "priority": ▸1001, "command": ["x"] """, "$.priority: expected a whole number from -1000 to 1000, found 1001" },
        { """ "startWithin": ▸"soon", "command": ["x"] """, $"$.startWithin: expected {Time}, found 'soon'" },
        {
            """ "overlap": ▸"wait", "command": ["x"] """,
            "$.overlap: expected one of: allow, queue, skip, stopExisting, found 'wait'"
        },
        { """ "concurrency": ▸0, "command": ["x"] """, "$.concurrency: expected a whole number from 1 to 10000, found 0" },
        {
            """ "overlap": "skip", "concurrency": ▸2, "command": ["x"] """,
            "$.concurrency: expected none, because overlap skip means one at a time, found 2"
        },
        {
            """ "retry": ▸3, "command": ["x"] """,
            "$.retry: expected an object with the members attempts, delay, maxDelay, except, found a number"
        },
        {
            """ "retry": ▸{ "delay": ▸"0s" }, "command": ["x"] """,
            $"""
            $.retry.attempts: expected a whole number from 2 to 100, found nothing
            $.retry.delay: expected {Time}, found '0s'
            """
        },
        {
            """ "retry": { "attempts": ▸1 }, "command": ["x"] """,
            "$.retry.attempts: expected a whole number from 2 to 100, found 1"
        },
        {
            """ "retry": { "attempts": 2, "delay": "2m", "maxDelay": ▸"1m" }, "command": ["x"] """,
            "$.retry.maxDelay: expected not shorter than delay, found 00:01:00"
        },
        {
            """ "retry": { "attempts": 2, "except": ["exit 3", ▸"exit three"] }, "command": ["x"] """,
            "$.retry.except[1]: expected the id of an error, or 'exit' and a number, found 'exit three'"
        },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_policy_that_cannot_be_kept_is_named(string members, string expected) =>
        AssertMistakes(Job(members), expected);
}
