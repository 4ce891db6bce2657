using JobOps.Errors;
using JobOps.Tests.Errors;

namespace JobOps.Core.Tests.Errors;

/// <summary>Schedulers and scripts go by these numbers: they never change.</summary>
public class ExitCodesTests
{
    static readonly Dictionary<ErrorKind, int> s_documented = new()
    {
        [ErrorKind.Failed] = 1,
        [ErrorKind.CheckFailed] = 2,
        [ErrorKind.CannotTell] = 3,
        [ErrorKind.Usage] = 64,
        [ErrorKind.BadInput] = 65,
        [ErrorKind.NotFound] = 65,
        [ErrorKind.Conflict] = 65,
        [ErrorKind.LedgerUnavailable] = 69,
        [ErrorKind.Busy] = 75,
        [ErrorKind.NotPermitted] = 77,
        [ErrorKind.Configuration] = 78,
        [ErrorKind.TimedOut] = 124,
        [ErrorKind.Interrupted] = 130,
    };

    public static TheoryData<ErrorKind> Kinds => [.. Enum.GetValues<ErrorKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_of_error_has_its_own(ErrorKind kind) =>
        Assert.Equal(s_documented[kind], ExitCodes.Of(kind, RetrySafety.Safe));

    public static TheoryData<string> Ids => [.. SampleErrors.Ids];

    /// <summary>The retry column of docs/exit-codes.md.</summary>
    [Theory]
    [MemberData(nameof(Ids))]
    public void A_code_that_says_try_again_is_given_only_where_that_is_safe(string id)
    {
        var error = SampleErrors.Of(id);

        var saysAgain = error.ExitCode is ExitCodes.LedgerUnavailable or ExitCodes.Busy or ExitCodes.Interrupted;
        var saysLookFirst = error.ExitCode == ExitCodes.CannotTell;

        if (saysAgain)
            Assert.True(error.RetrySafety is RetrySafety.Safe or RetrySafety.SafeAfter, $"{error.ExitCode}, but {error.RetrySafety}");
        if (saysLookFirst)
            Assert.NotEqual(RetrySafety.Safe, error.RetrySafety);
    }
}
