using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Core.Tests.Ledger;

/// <summary>Where a ledger is, and never with which password.</summary>
public class LedgerLocationTests
{
    [Fact]
    public void A_path_becomes_absolute()
    {
        var location = LedgerLocation.Parse("SQLite: data/ledger.db");

        Assert.Equal((LedgerLocation.Sqlite, Path.GetFullPath("data/ledger.db")), (location.Provider, location.Target));
        Assert.Equal($"sqlite:{location.Target}", location.ToString());
        Assert.Equal(location.Target, LedgerLocation.Parse(location.ToEnvironmentValue()).Target);
    }

    [Theory]
    [InlineData("sqlserver:Server=db;Database=ops;User ID=worker;Password=hunter2")]
    [InlineData("sqlserver:Server=db;PWD=hunter2;UID=worker")]
    [InlineData("sqlserver:Server=db;Password=\"hunter2;x='y\"")]
    [InlineData("sqlserver:Server=db;pAsSwOrD = hunter2 ;Password=hunter2")]
    [InlineData("sqlserver:Server=db;Access Token=hunter2")]
    public void A_password_is_not_shown(string text)
    {
        var location = LedgerLocation.Parse(text);

        Assert.DoesNotContain("hunter2", location.ToString());
        Assert.Contains("***", location.ToString());
        Assert.Contains("db", location.ToString());
        Assert.Contains("hunter2", location.ToEnvironmentValue());
        Assert.DoesNotContain("hunter2", Error.LedgerUnavailable(location.ToString(), "no route to host").ToString());
    }

    [Theory]
    [InlineData("", "no prefix")]
    [InlineData("ledger.db", "no prefix")]
    [InlineData("hunter2", "no prefix")]
    [InlineData("sqlite:", "prefix 'sqlite:'")]
    [InlineData("mysql:Password=hunter2", "prefix 'mysql:'")]
    [InlineData("sqlserver:Password", "a connection string that cannot be read")]
    [InlineData("sqlserver:Server=db;Password='hunter2", "a connection string that cannot be read")]
    public void What_cannot_be_read_is_an_error_that_does_not_repeat_it(string text, string actual)
    {
        var error = Assert.Throws<JobOpsException>(() => LedgerLocation.Parse(text)).Error;

        Assert.Equal(("LedgerLocationInvalid", ExitCodes.Configuration), (error.Id, error.ExitCode));
        Assert.Equal(actual, error.Actual);
        Assert.DoesNotContain("hunter2", error.ToString());
    }

    [Theory]
    [InlineData("/")]
    [InlineData("data/")]
    [InlineData("/tmp/..")]
    [InlineData("a\0b")]
    public void What_is_the_path_of_no_file_is_no_location(string path)
    {
        var error = Assert.Throws<JobOpsException>(() => LedgerLocation.Parse($"sqlite:{path}")).Error;

        Assert.Equal(("LedgerLocationInvalid", $"'{path}', which is the path of no file"), (error.Id, error.Actual));
    }
}
