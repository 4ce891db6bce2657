using System.Net;
using System.Net.Sockets;
using JobOps.Errors;

namespace JobOps.Execution.Tests.Checks;

public sealed class TlsTests : SiteRig
{
    [Fact]
    public async Task Passes_for_a_certificate_that_is_good_for_long_enough()
    {
        await using var site = Secure();

        var outcome = await PassesAsync("tls", $$"""{ {{Trusting(site)}} }""");
        await PassesAsync("tls", $$"""{ "host": "localhost", "port": {{site.Port}}, "validFor": "80d", "authority": "authority.pem" }""");

        Assert.Matches(@"^valid for (89 d 23 h|90 d), Tls1[23]$", outcome.Actual);
        Assert.Contains("names: localhost", outcome.Evidence);
    }

    [Theory]
    [InlineData(9.99, "the certificate localhost is valid for 9 d 23 h instead of 14 d")]
    [InlineData(-1, "the certificate localhost expired ")]
    public async Task Fails_for_one_that_ends(double days, string actual)
    {
        await using var site = new CheckedSite(_ => "", Certificates.For(days: days));

        await FailsAsync("tls", $$"""{ {{Trusting(site)}} }""", actual, "Renew the certificate");
    }

    [Fact]
    public async Task Fails_for_another_name()
    {
        await using var site = new CheckedSite(_ => "", Certificates.For("www.example.com"));

        await FailsAsync(
            "tls", $$"""{ {{Trusting(site)}} }""", "the certificate is for www.example.com, and not for localhost",
            "a certificate for localhost");
    }

    [Fact]
    public async Task Fails_for_one_that_nobody_trusts()
    {
        await using var site = Secure();

        await FailsAsync("tls", $$"""{ "url": "{{site.Url}}" }""", "is not trusted: ", "fullchain.pem");
    }

    [Fact]
    public async Task Fails_where_nobody_speaks_TLS()
    {
        await using var site = Clear();

        await FailsAsync("tls", $$"""{ "host": "localhost", "port": {{site.Port}} }""", "no TLS with localhost:", "TLS 1.2 or later");
    }

    [Fact]
    public async Task Fails_where_nobody_listens()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        await FailsAsync(
            "tls", $$"""{ "host": "localhost", "port": {{port}} }""", $"no answer from localhost:{port}: ", "Start what should answer");
    }

    [Fact]
    public async Task An_authority_without_a_certificate_is_none()
    {
        await using var site = Secure();
        Write("authority.pem", "nothing");

        var thrown = await Assert.ThrowsAsync<IOException>(() => LookAsync("tls", $$"""{ {{Trusting(site)}} }"""));

        Assert.Contains("has no certificate", thrown.Message);
    }

    [Theory]
    [InlineData("{}", "one of the members 'host', 'url'")]
    [InlineData("""{ "url": "https://localhost/", "port": 1 }""", "'host'")]
    public void Refuses_what_says_no_server(string check, string expected) =>
        Assert.Contains(expected, Assert.Throws<JobOpsException>(() => Read("tls", check)).Error.Actual);
}
