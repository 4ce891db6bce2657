using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Runs;
using JobOps.Steps;

namespace JobOps.Core.Tests.Runs;

/// <summary>One sentence says why a run is where it is.</summary>
public class RunExplanationTests
{
    static readonly DateTimeOffset s_now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    static readonly JobRun s_run = new()
    {
        RunId = 7, JobName = "j", Worker = "host/1/ab", ReadAt = s_now,
        RequestedAt = s_now.AddSeconds(-90), StartedAt = s_now.AddSeconds(-60),
    };

    static readonly JobStep s_done = new()
    {
        RunId = 7, StepName = "backup", Status = StepStatus.Succeeded, StartedAt = s_now.AddSeconds(-50),
    };

    static readonly JobStep s_open = s_done with
    {
        StepName = "switch", Status = StepStatus.Running, StartedAt = s_now.AddSeconds(-12.5),
    };

    static readonly JobDefinition s_disabled = new()
    {
        Name = "j", Owner = "o", ExpectedResult = "r", RollbackNote = "n", Enabled = false, EnabledReason = "freeze",
    };

    static readonly JobRun s_running = s_run with
    {
        Status = RunStatus.Running, Attempt = 2, LeaseExpiresAt = s_now.AddSeconds(20),
    };

    static readonly JobRun s_failed = s_run with
    {
        Status = RunStatus.Failed, Error = Error.CommandFailed(7, "switch", 3, "no space"),
    };

    [Fact]
    public void Queued()
    {
        var queued = s_run with { Status = RunStatus.Queued };

        Assert.Equal("Queued since 2 min: no worker has claimed it yet.", RunExplanation.Why(queued, null, []));
        Assert.Equal(
            "Queued again after attempt 1: no worker has claimed it yet.",
            RunExplanation.Why(queued with { Attempt = 1 }, null, []));
        Assert.Equal(
            "Queued: the job is disabled (freeze); what is queued already waits for a worker.",
            RunExplanation.Why(queued, s_disabled, []));
    }

    [Fact]
    public void Running()
    {
        Assert.Equal(
            "Running step 'switch' for 12.5 s on worker host/1/ab, attempt 2.",
            RunExplanation.Why(s_running, null, [s_done, s_open]));
        Assert.Equal(
            "Running step '(none yet)' for 1 min on worker host/1/ab, attempt 2.",
            RunExplanation.Why(s_running, null, []));
    }

    [Fact]
    public void Abandoned() => Assert.Equal(
        "Abandoned at step 'switch': worker host/1/ab stopped renewing its lease 3 s ago; " +
        "whoever claims it next goes on from there.",
        RunExplanation.Why(s_running with { LeaseExpiresAt = s_now.AddSeconds(-3) }, null, [s_done, s_open]));

    [Fact]
    public void Succeeded()
    {
        var succeeded = s_run with { Status = RunStatus.Succeeded, FinishedAt = s_now.AddSeconds(-20) };

        Assert.Equal("Succeeded: 2 steps in 40 s.", RunExplanation.Why(succeeded, null, [s_done, s_done]));
        Assert.Equal(
            "Succeeded, and was then undone by run 9.",
            RunExplanation.Why(succeeded with { RolledBackBy = 9 }, null, [s_done]));
    }

    [Fact]
    public void Failed()
    {
        const string why =
            "Failed: Step 'switch' of run 7 failed. Expected exit code 0; found exit code 3; last line: no space.";

        Assert.Equal(why, RunExplanation.Why(s_failed, null, []));
        Assert.Equal($"{why} Undone by run 9.", RunExplanation.Why(s_failed with { RolledBackBy = 9 }, null, []));
    }

    [Fact]
    public void Stopped_or_unknown()
    {
        var unknown = s_run with { Status = RunStatus.Unknown, Error = Error.StepOutcomeUnknown(7, "pay") };

        Assert.Equal(Error.StepOutcomeUnknown(7, "pay").What, RunExplanation.Why(unknown, null, []));
        Assert.Equal("Its outcome is unknown.", RunExplanation.Why(unknown with { Error = null }, null, []));
        Assert.Equal("Stopped on request.", RunExplanation.Why(s_run with { Status = RunStatus.Cancelled }, null, []));
    }

    [Theory]
    [InlineData(-5, "0 ms")]
    [InlineData(0.84, "840 ms")]
    [InlineData(12, "12 s")]
    [InlineData(12.34, "12.3 s")]
    [InlineData(180, "3 min")]
    [InlineData(18_000, "5 h")]
    [InlineData(47 * 3600, "47 h")]
    [InlineData(48 * 3600, "2 d")]
    public void Lengths_of_time_are_said_as_people_do(double seconds, string words) =>
        Assert.Equal(words, RunExplanation.Age(TimeSpan.FromSeconds(seconds)));
}
