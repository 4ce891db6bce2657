using JobOps.Engine.SqlServer;
using JobOps.Engine.Tests.Contract;
using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Runs;
using Microsoft.Data.SqlClient;

namespace JobOps.Engine.Tests.Access;

/// <summary>Who is let in, who the ledger then takes him for, and what is said to those who are not let in.</summary>
public sealed class LoginTests(SqlServerRig rig) : AccessTest(rig), IClassFixture<SqlServerRig>
{
    [Fact]
    public async Task A_wrong_password_is_a_login_that_failed_and_is_not_shown()
    {
        var login = await Rig.CreateLoginAsync();

        var error = await ErrorOfAsync(Rig.LocationOf(login with { Password = "geheim123" }));

        Assert.Equal(("LedgerLoginFailed", ExitCodes.NotPermitted), (error.Id, error.ExitCode));
        Assert.DoesNotContain("geheim123", error.ToString());
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_a_login_that_failed()
    {
        var login = await Rig.CreateLoginAsync();

        var error = await ErrorOfAsync(Rig.LocationOf(login, builder => builder.InitialCatalog = "not_there"));

        Assert.Equal(("LedgerLoginFailed", ExitCodes.NotPermitted), (error.Id, error.ExitCode));
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_is_explained()
    {
        var error = await ErrorOfAsync(Rig.LocationOf(await CreateLoginAsync(LedgerRole.Reader), builder =>
            (builder.Encrypt, builder.TrustServerCertificate) = (SqlConnectionEncryptOption.Mandatory, false)));

        Assert.Equal(("LedgerCertificate", ExitCodes.Configuration), (error.Id, error.ExitCode));
        Assert.Contains("HostNameInCertificate", error.Expected);
        Assert.Contains("TrustServerCertificate=true", error.Expected);
        Assert.Contains("certificate", error.Actual);
    }

    [Fact]
    public async Task An_encrypted_connection_works_where_the_certificate_is_trusted()
    {
        await using var ledger = await OpenAsync(Rig.LocationOf(await CreateLoginAsync(LedgerRole.Reader), builder =>
            (builder.Encrypt, builder.TrustServerCertificate) = (SqlConnectionEncryptOption.Mandatory, true)));

        Assert.NotEmpty(await ledger.Queues.GetAsync(cancellation: Cancellation));
    }

    [Fact]
    public async Task Who_did_it_is_the_login_and_never_what_the_client_says_of_itself()
    {
        var login = await CreateLoginAsync(LedgerRole.Operator, LedgerRole.Worker);
        await using var ledger = await OpenAsync(Rig.LocationOf(login, builder =>
            (builder.ApplicationName, builder.WorkstationID) = ("sa", "sa")));
        var before = await CountJournalAsync();

        var job = await ledger.Jobs.RegisterAsync(LedgerContract.SampleJob("mine"), Cancellation);
        await ledger.Jobs.SetEnabledAsync(job.Name, false, null, Cancellation);
        await ledger.Jobs.SetEnabledAsync(job.Name, true, null, Cancellation);
        var run = await ledger.Requests.EnqueueAsync(Request(job) with { Queue = "mine" }, Cancellation);
        var lease = await ClaimAsync(ledger, run);
        await ledger.Requests.StopAsync(run.RunId, null, Cancellation);
        await ledger.Claims.CompleteAsync([new(lease, RunStatus.Cancelled)], Cancellation);
        await ledger.Notes.WriteAsync(new() { RunId = run.RunId, Reason = "why", Command = "true" }, Cancellation);
        await ledger.Queues.SetPausedAsync("mine", true, null, Cancellation);

        Assert.Equal(login.Name, ledger.Info.Actor);
        foreach (var (column, rows) in (IEnumerable<(string, string)>)
                 [
                     ("RegisteredBy", "JobVersion WHERE JobId = (SELECT JobId FROM jobops.Job WHERE Name = 'mine')"),
                     ("EnabledBy", "Job WHERE Name = 'mine'"), ("PausedBy", "Queue WHERE Name = 'mine'"),
                     ("RequestedBy", $"RunPayload WHERE RunId = {run.RunId}"),
                     ("StopRequestedBy", $"RunPayload WHERE RunId = {run.RunId}"),
                     ("WrittenBy", $"ChangeNote WHERE RunId = {run.RunId}"),
                     ("Actor", $"Journal WHERE RunId = {run.RunId}"),
                 ])
        {
            Assert.Equal([login.Name], (await Rig.QueryAsync($"SELECT {column} FROM jobops.{rows}")).Distinct());
        }
        Assert.All(
            (await Owner.Journal.GetAsync(0, Cancellation)).Skip(before), entry => Assert.Equal(login.Name, entry.Actor));
    }

    async Task<int> CountJournalAsync() => (await Owner.Journal.GetAsync(0, Cancellation)).Count;

    static async Task<JobOpsError> ErrorOfAsync(LedgerLocation location) =>
        (await Assert.ThrowsAsync<JobOpsException>(() => OpenAsync(location))).Error;
}

/// <summary>What a connection string means before anybody connects.</summary>
public sealed class ConnectionStringTests
{
    [Fact]
    public void A_connection_is_encrypted_and_the_certificate_looked_at_unless_it_says_otherwise()
    {
        var builder = Read("sqlserver:Server=db1;Database=ops;Integrated Security=true");

        Assert.Equal(SqlConnectionEncryptOption.Mandatory, builder.Encrypt);
        Assert.False(builder.TrustServerCertificate);
        Assert.False(builder.PersistSecurityInfo);
        Assert.Equal("JobOps", builder.ApplicationName);
    }

    [Theory]
    [InlineData("Active Directory Managed Identity", SqlAuthenticationMethod.ActiveDirectoryManagedIdentity)]
    [InlineData("Active Directory Device Code Flow", SqlAuthenticationMethod.ActiveDirectoryDeviceCodeFlow)]
    [InlineData("Active Directory Default", SqlAuthenticationMethod.ActiveDirectoryDefault)]
    public void A_way_to_sign_in_to_Entra_reaches_a_client_that_knows_it(string text, SqlAuthenticationMethod method)
    {
        Assert.Equal(method, Read($"sqlserver:Server=db1;Database=ops;Authentication={text}").Authentication);
        Assert.True(SqlAuthenticationProvider.GetProvider(method)!.IsSupported(method));
    }

    [Fact]
    public void A_device_code_is_not_written_into_the_answer_of_a_program()
    {
        _ = Read("sqlserver:Server=db1");

        Assert.Same(
            SqlServerSignIn.DeviceCode, SqlAuthenticationProvider.GetProvider(SqlAuthenticationMethod.ActiveDirectoryDeviceCodeFlow));
    }

    // Its assemblies are looked for at the first code: one that is missing shows only then.
    [Fact]
    public async Task A_device_code_is_asked_for_where_the_connection_says()
    {
        var nobody = new DeviceCodeQuestion("https://127.0.0.1:1/11111111-1111-1111-1111-111111111111");

        var refusal = await Assert.ThrowsAsync<HttpRequestException>(() => SqlServerSignIn.DeviceCode.AcquireTokenAsync(nobody));

        Assert.Contains("127.0.0.1:1", refusal.Message);
    }

    [Fact]
    public void What_a_client_does_not_know_is_an_error_without_the_password()
    {
        var error = Assert.Throws<JobOpsException>(() => Read("sqlserver:Server=db1;Pasword=geheim123")).Error;

        Assert.Equal("LedgerLocationInvalid", error.Id);
        Assert.DoesNotContain("geheim123", error.ToString());
    }

    static SqlConnectionStringBuilder Read(string location) => new(SqlServerLedgers.ConnectionString(LedgerLocation.Parse(location)));

    /// <summary>What the client asks its provider, once a server has said where its tokens come from.</summary>
    sealed class DeviceCodeQuestion(string authority) : SqlAuthenticationParameters(
        SqlAuthenticationMethod.ActiveDirectoryDeviceCodeFlow, "db1", "ops", "https://database.windows.net/", authority,
        userId: null, password: null, Guid.NewGuid(), connectionTimeout: 60);
}
