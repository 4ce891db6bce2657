using JobOps.Jobs;
using JobOps.Journal;
using JobOps.Queues;
using JobOps.Runs;
using JobOps.Steps;
using JobOps.Wording;
using JobOps.Workers;

namespace JobOps.Core.Tests.Wording;

public class WordsTests
{
    static readonly DateTimeOffset s_now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Retries_are_said_with_their_pauses_and_exceptions()
    {
        var retry = new RetryPolicy { Attempts = 3, Delay = TimeSpan.FromSeconds(90), MaxDelay = TimeSpan.FromHours(1) };

        Assert.Equal("3 attempts, first pause 1 min 30 s, longest 1 h", JobWords.Retries(retry));
        Assert.EndsWith("longest 1 h, except after exit 3, exit 4", JobWords.Retries(retry with { Except = ["exit 3", "exit 4"] }));
    }

    [Fact]
    public void A_worker_is_said_with_what_it_serves_and_what_it_has_in_hand()
    {
        var worker = new JobWorker
        {
            Worker = "host/1/ab", Host = "host", ProcessId = 1, ReadAt = s_now,
            Runs = [new(7, "backup", "copy", s_now.AddSeconds(-192)), new(8, "mail", null, s_now)],
        };

        Assert.Equal("7 backup/copy for 3 min 12 s\n8 mail for 0 ms", WorkerWords.Doing(worker));
        Assert.Equal(("all queues", "mail, images"), (WorkerWords.Serves([]), WorkerWords.Serves(["mail", "images"])));
    }

    [Fact]
    public void A_journal_is_said_with_the_digest_that_it_was_compared_with()
    {
        var found = new JournalVerification { Valid = true, Digest = "", DigestTakenAt = s_now, DigestEntries = 40 };

        Assert.EndsWith(", which covers 40 entries", JournalWords.Compared(found));
        Assert.EndsWith(
            "40 entries; 3 of its chains were taken out on record since", JournalWords.Compared(found with { DigestPurged = 3 }));
        Assert.Null(JournalWords.Compared(found with { DigestTakenAt = null }));
    }

    public static TheoryData<Standing, Enum> Statuses => new()
    {
        { Standing.Good, StepStatus.Accepted },
        { Standing.Good, WorkerStatus.Alive },
        { Standing.Bad, RunStatus.Unknown },
        { Standing.Bad, UndoStatus.Drifted },
        { Standing.Bad, LedgerTableVerdict.Broken },
        { Standing.Busy, RunStatus.Running },
        { Standing.Doubtful, StepStatus.Interrupted },
        { Standing.Doubtful, LogStream.Warning },
        { Standing.Plain, RunStatus.Queued },
        { Standing.Plain, LogStream.Output },
    };

    [Theory]
    [MemberData(nameof(Statuses))]
    public void A_status_stands_for_whether_an_operator_has_to_look(Standing standing, Enum status) =>
        Assert.Equal(standing, Standings.Of(status));

    [Fact]
    public void What_is_left_alone_or_switched_off_is_doubtful()
    {
        var run = new JobRun
        {
            RunId = 1, JobName = "backup", Status = RunStatus.Running, ReadAt = s_now, LeaseExpiresAt = s_now.AddMinutes(1),
        };
        var queue = new JobQueue { Name = "mail" };

        Assert.Equal((Standing.Busy, Standing.Doubtful), (Standings.Of(run), Standings.Of(run with { LeaseExpiresAt = s_now })));
        Assert.Equal((Standing.Plain, Standing.Doubtful), (Standings.Of(queue), Standings.Of(queue with { Paused = true })));
    }
}
