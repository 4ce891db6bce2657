using JobOps.Errors;
using JobOps.Journal;

namespace JobOps.Core.Tests.Ledger;

/// <summary>What a verification says when a server has verified the journal, too.</summary>
public sealed class JournalVerificationTests
{
    static readonly JournalVerification s_fits = new() { Valid = true, Digest = new('a', 64) };

    static readonly JournalVerification s_broken =
        new() { Valid = false, Digest = new('a', 64), RunId = 3, Sequence = 2, Problem = "it is missing" };

    [Theory]
    [InlineData(LedgerTableVerdict.Verified, true, ExitCodes.Ok)]
    [InlineData(LedgerTableVerdict.Broken, false, ExitCodes.CheckFailed)]
    [InlineData(LedgerTableVerdict.CannotTell, false, ExitCodes.CannotTell)]
    public void It_is_valid_only_where_the_server_says_so_too(LedgerTableVerdict verdict, bool valid, int exitCode)
    {
        var found = s_fits.With(new(verdict, verdict == LedgerTableVerdict.Verified ? null : "37368: the hash of block 0 differs"));

        Assert.Equal((valid, exitCode), (found.Valid, found.FindError()?.ExitCode ?? ExitCodes.Ok));
        Assert.Equal(valid ? null : "37368: the hash of block 0 differs", found.FindError()?.Actual);
    }

    [Fact]
    public void A_chain_that_does_not_fit_comes_first_whatever_the_server_says()
    {
        var found = s_broken.With(new(LedgerTableVerdict.Verified, null));

        Assert.False(found.Valid);
        Assert.Equal("JournalBroken", found.FindError(keptSha256: new('b', 64))!.Id);
    }

    [Fact]
    public void Without_a_problem_the_digits_of_a_kept_digest_decide()
    {
        Assert.Null(s_fits.FindError(keptSha256: new('A', 64)));
        Assert.Equal("DigestDiffers", s_fits.FindError(keptSha256: new('b', 64))!.Id);
    }
}
