using System.Management.Automation;
using JobOps.Errors;

namespace JobOps.Cmdlets.Tests.Errors;

/// <summary>
/// The page on which people look errors up. That its commands exist is tested by NextCommandTests, and of the lines of
/// jobops in JobOps.Agent.Tests.
/// </summary>
public class ErrorPageTests
{
    public static TheoryData<ErrorKind> Kinds => [.. Enum.GetValues<ErrorKind>()];

    [Fact]
    public void It_says_what_the_catalogue_says() =>
        Generated.AssertCurrent(Repository.PathOf("docs", "errors.md"), ErrorPage.Write());

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_of_error_has_a_category_in_PowerShell(ErrorKind kind) =>
        Assert.NotEqual(ErrorCategory.NotSpecified, ErrorRecords.CategoryOf(kind));
}
