using JobOps.Errors;
using JobOps.Queues;
using JobOps.Runs;

namespace JobOps.Core.Tests.Runs;

/// <summary>What no ledger could keep or no caller could mean is refused before anything is written.</summary>
public class RunRequestTests
{
    static readonly DateTimeOffset s_noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    static readonly RunRequest s_sound = new() { JobName = "job", JobVersion = 1 };

    public static TheoryData<RunRequest> Sound =>
    [
        s_sound,
        s_sound with { IdempotencyKey = new string('k', RunRequest.LongestKey) },
        s_sound with { Environment = new string('e', RunRequest.LongestEnvironment) },
        s_sound with { Priority = JobQueue.GreatestPriority },
        s_sound with { Priority = -JobQueue.GreatestPriority },
        s_sound with { DueAt = s_noon, StartBy = s_noon },
        s_sound with { DueAt = s_noon },
        s_sound with { Delay = TimeSpan.Zero, StartWithin = TimeSpan.Zero },
        s_sound with { StartBy = s_noon },
        s_sound with { Kind = RunKind.Rollback, RollbackOf = 1 },
    ];

    [Theory]
    [MemberData(nameof(Sound))]
    public void What_can_be_meant_passes(RunRequest request) => request.Require();

    public static TheoryData<RunRequest, string, string> Refused => new()
    {
        { s_sound with { IdempotencyKey = "" }, "RequestInvalid", "idempotency key" },
        { s_sound with { IdempotencyKey = new string('k', RunRequest.LongestKey + 1) }, "RequestInvalid", "idempotency key" },
        { s_sound with { IdempotencyKey = "k " }, "RequestInvalid", "idempotency key" },
        { s_sound with { IdempotencyKey = "a\tb" }, "RequestInvalid", "idempotency key" },
        { s_sound with { Environment = " staging" }, "RequestInvalid", "environment" },
        { s_sound with { Environment = new string('e', RunRequest.LongestEnvironment + 1) }, "RequestInvalid", "environment" },
        { s_sound with { Queue = "no such name" }, "QueueNameInvalid", "no such name" },
        { s_sound with { Queue = JobQueue.Rollback.ToUpperInvariant() }, "QueueNameInvalid", "for rollbacks" },
        { s_sound with { Priority = JobQueue.GreatestPriority + 1 }, "PriorityInvalid", "1001" },
        { s_sound with { Priority = -JobQueue.GreatestPriority - 1 }, "PriorityInvalid", "-1001" },
        { s_sound with { DueAt = s_noon, Delay = TimeSpan.FromHours(1) }, "StartTimeInvalid", "a due time or a delay" },
        { s_sound with { Delay = TimeSpan.FromSeconds(-1) }, "StartTimeInvalid", "-00:00:01" },
        { s_sound with { StartWithin = TimeSpan.FromSeconds(-2) }, "StartTimeInvalid", "-00:00:02" },
        { s_sound with { DueAt = s_noon, StartBy = s_noon.AddSeconds(-1) }, "StartTimeInvalid", "start by 2026-05-01 11:59:59Z" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_cannot_is_an_error_that_says_which_part(RunRequest request, string id, string words)
    {
        var error = Assert.Throws<JobOpsException>(request.Require).Error;

        Assert.Equal((id, ErrorKind.BadInput), (error.Id, error.Kind));
        Assert.Contains(words, $"{error.What} {error.Expected} {error.Actual}");
    }

    [Fact]
    public void A_rollback_waits_in_its_own_queue_whatever_is_asked_for()
    {
        Assert.Equal(JobQueue.Rollback, (s_sound with { Kind = RunKind.Rollback, Queue = "nightly" }).Queue);
        Assert.Equal("nightly", (s_sound with { Queue = "nightly" }).Queue);
    }
}
