using JobOps.Errors;
using JobOps.Runs;
using JobOps.Wording;

namespace JobOps.Core.Tests.Wording;

public class RunWordsTests
{
    static readonly DateTimeOffset s_now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    static readonly JobRun s_run = new() { RunId = 5, JobName = "backup", ReadAt = s_now };

    public static TheoryData<string, JobRun> Notes => new()
    {
        { "", s_run with { Status = RunStatus.Succeeded, Attempt = 1 } },
        { "replayed", s_run with { Replayed = true, Status = RunStatus.Succeeded, RolledBackBy = 7 } },
        { "undone by 7", s_run with { RolledBackBy = 7, Status = RunStatus.Succeeded } },
        { "undoes 3", s_run with { RollbackOf = 3, Kind = RunKind.Rollback } },
        { "worker is gone", s_run with { Status = RunStatus.Running, LeaseExpiresAt = s_now } },
        { "due in 41 min", s_run with { Status = RunStatus.Scheduled, DueAt = s_now.AddMinutes(41.9) } },
        { "due in 0 s", s_run with { Status = RunStatus.Scheduled, DueAt = s_now.AddMinutes(-3) } },
        { "retry in 10 s", s_run with { Status = RunStatus.Scheduled, DueAt = s_now.AddSeconds(10), Retries = 1 } },
        { "stopping", s_run with { Status = RunStatus.Running, StopRequestedAt = s_now, LeaseExpiresAt = s_now.AddMinutes(1) } },
        { "RunCancelled", s_run with { Status = RunStatus.Cancelled, Error = Error.RunCancelled(s_run.RunId, "by ops") } },
        { "in queue images", s_run with { Status = RunStatus.Queued, Queue = "images" } },
        { "attempt 2", s_run with { Status = RunStatus.Queued, Queue = "images", Attempt = 2 } },
    };

    [Theory]
    [MemberData(nameof(Notes))]
    public void The_note_is_the_one_thing_that_the_status_does_not_say(string note, JobRun run) =>
        Assert.Equal(note, RunWords.Note(run));

    [Theory]
    [InlineData(0, "default")]
    [InlineData(-5, "default, priority -5")]
    public void A_queue_is_said_with_the_priority_that_was_given(int priority, string words) =>
        Assert.Equal(words, RunWords.Queue(s_run with { Priority = priority }));

    [Theory]
    [InlineData("Queued", "1: was given back, by host/1/ab")]
    [InlineData("Scheduled", "1: failed and is tried again, by host/1/ab")]
    [InlineData("Abandoned", "1: abandoned, by host/1/ab")]
    [InlineData(null, "1: goes on, by host/1/ab")]
    public void An_attempt_is_said_with_how_it_ended_and_whose_it_was(string? outcome, string words) =>
        Assert.Equal(words, RunWords.Attempted(new(1, "host/1/ab", s_now, null, outcome)));

    [Fact]
    public void Each_status_says_how_it_ended_in_words_of_its_own() =>
        Assert.Equal(Enum.GetValues<RunStatus>().Length, Enum.GetValues<RunStatus>().Select(RunWords.Ended).Distinct().Count());

    [Fact]
    public void Another_attempt_is_said_apart_from_how_this_one_ended()
    {
        var outcome = new RunOutcome(
            new(5, 1, "host/1/ab", TimeSpan.FromMinutes(5)), RunStatus.Scheduled, RetryAfter: TimeSpan.FromSeconds(90));

        Assert.Equal("failed and is tried again in 1 min 30 s", RunWords.Ended(outcome) + RunWords.Again(outcome));
        Assert.Equal("failed", RunWords.Ended(outcome with { Status = RunStatus.Failed, RetryAfter = null }));
        Assert.Equal(("lost its lease", ""), (RunWords.Ended(null), RunWords.Again(null)));
    }
}
