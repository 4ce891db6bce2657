using JobOps.Errors;
using JobOps.Jobs;

namespace JobOps.Core.Tests.Jobs;

/// <summary>Whether and when a run that failed is tried again.</summary>
public class RetryPolicyTests
{
    static readonly RetryPolicy s_policy = new()
    {
        Attempts = 5, Delay = TimeSpan.FromSeconds(10), MaxDelay = TimeSpan.FromSeconds(60),
    };

    static readonly JobOpsError s_exit3 = Error.CommandFailed(7, "copy", 3, "no space");

    [Theory]
    [InlineData(0, 10)]
    [InlineData(1, 20)]
    [InlineData(2, 40)]
    [InlineData(3, 60)]
    public void The_pause_doubles_up_to_the_greatest(int retries, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), s_policy.Next(s_exit3, retries, random: 1));

    [Theory]
    [InlineData(0, 5)]
    [InlineData(0.5, 7.5)]
    [InlineData(1, 10)]
    public void Chance_shortens_it_by_up_to_half(double random, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), s_policy.Next(s_exit3, retries: 0, random));

    [Fact]
    public void After_the_last_attempt_there_is_none()
    {
        Assert.NotNull(s_policy.Next(s_exit3, retries: 3, random: 1));
        Assert.Null(s_policy.Next(s_exit3, retries: 4, random: 1));
        Assert.Null(s_policy.Next(s_exit3, retries: 400, random: 1));
    }

    [Fact]
    public void The_most_attempts_do_not_overflow_the_pause()
    {
        var policy = s_policy with { Attempts = RetryPolicy.MostAttempts };

        Assert.Equal(policy.MaxDelay, policy.Next(s_exit3, retries: RetryPolicy.MostAttempts - 2, random: 1));
    }

    [Fact]
    public void A_failure_that_is_excepted_is_not_tried_again()
    {
        var policy = s_policy with { Except = ["exit 3", nameof(Error.StepTimedOut)] };

        Assert.Null(policy.Next(s_exit3, 0, 1));
        Assert.Null(policy.Next(Error.StepTimedOut(7, "copy", TimeSpan.FromSeconds(1)), 0, 1));
        Assert.NotNull(policy.Next(Error.CommandFailed(7, "copy", 30, ""), 0, 1));
        Assert.NotNull(policy.Next(Error.RunTimedOut(7, TimeSpan.FromSeconds(1)), 0, 1));
    }

    public static TheoryData<JobOpsError> Helpless => new()
    {
        Error.StepOutcomeUnknown(7, "pay"),
        Error.ParameterMissing("j", "p", "a value"),
        Error.JobNotFound("j"),
        Error.StepNameRepeated(7, "copy"),
        Error.RunCancelled(7),
        Error.JobDisabled("j", null),
        Error.Unexpected("?", new InvalidOperationException()),
    };

    [Theory]
    [MemberData(nameof(Helpless), DisableDiscoveryEnumeration = true)]
    public void What_the_same_again_cannot_mend_is_not_tried_again(JobOpsError error) =>
        Assert.Null(s_policy.Next(error, 0, 1));

    [Theory]
    [InlineData("CommandFailed", true)]
    [InlineData("exit 3", true)]
    [InlineData("exit -1", true)]
    [InlineData("commandfailed", false)]
    [InlineData("Exit 3", false)]
    [InlineData("exit", false)]
    [InlineData("3", false)]
    [InlineData("ToString", false)]
    [InlineData("", false)]
    public void An_exception_is_the_id_of_an_error_or_an_exit_code(string word, bool fits) =>
        Assert.Equal(fits, RetryPolicy.IsExceptWord(word));

    [Theory]
    [InlineData(ErrorKind.Failed, true)]
    [InlineData(ErrorKind.CheckFailed, true)]
    [InlineData(ErrorKind.CannotTell, true)]
    [InlineData(ErrorKind.LedgerUnavailable, true)]
    [InlineData(ErrorKind.Busy, true)]
    [InlineData(ErrorKind.Configuration, true)]
    [InlineData(ErrorKind.TimedOut, true)]
    [InlineData(ErrorKind.Usage, false)]
    [InlineData(ErrorKind.BadInput, false)]
    [InlineData(ErrorKind.NotFound, false)]
    [InlineData(ErrorKind.Conflict, false)]
    [InlineData(ErrorKind.NotPermitted, false)]
    [InlineData(ErrorKind.Interrupted, false)]
    public void A_kind_of_error_is_tried_again_where_time_may_mend_it(ErrorKind kind, bool again)
    {
        foreach (var safety in Enum.GetValues<RetrySafety>())
            Assert.Equal(
                again && (safety is RetrySafety.Safe or RetrySafety.SafeAfter),
                s_policy.Next(s_exit3 with { Kind = kind, RetrySafety = safety }, 0, 1) is not null);
    }

    [Fact]
    public void What_nobody_says_is_the_usual()
    {
        Assert.Equal((3, "00:00:10", "00:10:00"), Parts(RetryPolicy.Of(null, null)));
        Assert.Equal((7, "00:00:02", "00:00:05"), Parts(RetryPolicy.Of(7, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5))));
    }

    [Theory]
    [InlineData("00:09:59", "00:10:00")]
    [InlineData("00:10:00", "00:10:00")]
    [InlineData("00:10:01", "00:10:01")]
    public void A_first_pause_beyond_the_usual_greatest_is_the_greatest(string first, string greatest) =>
        Assert.Equal((3, first, greatest),
            Parts(RetryPolicy.Of(null, TimeSpan.Parse(first, System.Globalization.CultureInfo.InvariantCulture))));

    static (int Attempts, string Delay, string MaxDelay) Parts(RetryPolicy policy) =>
        (policy.Attempts, $"{policy.Delay:c}", $"{policy.MaxDelay:c}");
}
