using JobOps.Journal;
using JobOps.Runs;

namespace JobOps.Core.Tests.Runs;

/// <summary>The journal of a run tells who tried it, and how each attempt ended.</summary>
public class AttemptTests
{
    [Fact]
    public void A_run_that_was_never_claimed_has_none() =>
        Assert.Empty(Attempts("RunRequested", "RunFailed"));

    [Fact]
    public void Each_claim_is_an_attempt_and_what_follows_says_how_it_ended() => Assert.Equal(
        ["Scheduled", "Queued", "Abandoned", "Failed", "Cancelled", null],
        Attempts(
            "RunRequested", "RunClaimed", "StepStarted", "StepFailed", "RunRetryScheduled", "RunClaimed", "RunReleased",
            "RunClaimed", "RunClaimed", "RunFailed", "RunRestarted", "RunClaimed", "RunCancelled", "RunRestarted", "RunClaimed"));

    static IEnumerable<string?> Attempts(params string[] events)
    {
        var claims = 0;
        var journal = events.Select((name, index) => new JournalEntry(
            7, index + 1, DateTimeOffset.UnixEpoch.AddSeconds(index), "root", name,
            name == "RunClaimed" ? $$"""{"attempt":{{++claims}},"worker":"host/1/ab"}""" : "{}", ""));
        return Attempt.FromJournal(journal).Select(attempt => attempt.Outcome);
    }
}
