using System.Net;
using System.Net.Sockets;
using System.Text;
using JobOps.Engine.SqlServer;
using Microsoft.Data.SqlClient;

namespace JobOps.Engine.Tests.Access;

/// <summary>
/// Signing in to Entra as a managed identity, whose tokens come from an address on the same machine: here, from the test's own.
/// </summary>
public sealed class SignInTests : IDisposable
{
    readonly HttpListener _identities = new();
    readonly Dictionary<string, string?> _environment = [];

    public SignInTests()
    {
        var address = $"http://127.0.0.1:{FreePort()}/token/";
        _identities.Prefixes.Add(address);
        _identities.Start();
        Set("IDENTITY_ENDPOINT", address);
        Set("IDENTITY_HEADER", "secret");
    }

    [Fact]
    public async Task A_managed_identity_gets_the_token_of_the_client_id_that_the_connection_string_names()
    {
        var client = Guid.NewGuid().ToString();
        var answer = AnswerAsync(HttpStatusCode.OK, $$"""
            {"access_token": "the token", "expires_on": "{{DateTimeOffset.UtcNow.AddDays(1).ToUnixTimeSeconds()}}",
             "resource": "https://database.windows.net", "token_type": "Bearer"}
            """);

        var token = await SignInAsync(client);

        Assert.Equal("the token", token.AccessToken);
        var asked = await answer;
        Assert.Equal("https://database.windows.net", asked["resource"]?.TrimEnd('/'));
        Assert.Equal(client, asked["client_id"]);
    }

    [Fact]
    public async Task An_identity_that_is_refused_is_a_login_that_failed_and_says_why()
    {
        var answer = AnswerAsync(HttpStatusCode.BadRequest, """{"statusCode": 400, "message": "No such identity here."}""");

        var failure = await Assert.ThrowsAnyAsync<SqlAuthenticationProviderException>(() => SignInAsync(Guid.NewGuid().ToString()));

        await answer;
        Assert.Equal(SqlAuthenticationMethod.ActiveDirectoryManagedIdentity, failure.Method);
        Assert.Contains("No such identity here.", failure.Message);
    }

    [Fact]
    public async Task An_identity_that_never_answers_is_given_up_after_the_time_of_a_connection()
    {
        var failure = await Assert.ThrowsAnyAsync<SqlAuthenticationProviderException>(
            () => SignInAsync(Guid.NewGuid().ToString(), seconds: 1));

        Assert.Contains("within 1 s", failure.Message);
    }

    public void Dispose()
    {
        foreach (var (name, value) in _environment)
            Environment.SetEnvironmentVariable(name, value);
        _identities.Close();
    }

    // What the client asks with, once a server has said that it wants a token.
    static Task<SqlAuthenticationToken> SignInAsync(string client, int seconds = 60) => new SqlServerSignIn().AcquireTokenAsync(new(
        SqlAuthenticationMethod.ActiveDirectoryManagedIdentity, "db1", "ops", "https://database.windows.net/",
        "https://login.microsoftonline.com/11111111-1111-1111-1111-111111111111", client, "", Guid.NewGuid(), seconds));

    async Task<System.Collections.Specialized.NameValueCollection> AnswerAsync(HttpStatusCode status, string json)
    {
        var context = await _identities.GetContextAsync().WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        context.Response.StatusCode = (int)status;
        context.Response.ContentType = "application/json";
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(json));
        context.Response.Close();
        return context.Request.QueryString;
    }

    void Set(string name, string value)
    {
        _environment[name] = Environment.GetEnvironmentVariable(name);
        Environment.SetEnvironmentVariable(name, value);
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
