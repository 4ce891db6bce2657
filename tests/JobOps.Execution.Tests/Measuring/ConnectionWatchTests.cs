using System.Net;
using System.Net.Http;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace JobOps.Execution.Tests.Measuring;

/// <summary>What TLS took is told apart, of a real handshake; only here is a certificate trusted that nobody signed.</summary>
public sealed class ConnectionWatchTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_TLS_took_is_told_once_for_a_connection()
    {
        using var key = ECDsa.Create();
        using var made = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), password: null);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener, certificate);
        var watch = new ConnectionWatch(TimeProvider.System);
        using var handler = watch.CreateHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        using var client = new HttpMessageInvoker(handler);

        var first = await AskAsync();
        var second = await AskAsync();
        handler.Dispose();
        await serving;

        Assert.False(first.Reused);
        Assert.InRange(first.Used!.TlsMs!.Value, 0.001f, 60_000f);
        Assert.InRange(first.Used.ConnectMs!.Value, 0.001f, 60_000f);
        Assert.True(second.Reused);
        Assert.Same(first.Used, second.Used);

        async Task<ConnectionWatch.Followed> AskAsync()
        {
            var followed = watch.Follow();
            using var message = new HttpRequestMessage(HttpMethod.Get, $"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
            using var answer = await client.SendAsync(message, Cancellation);
            await answer.Content.ReadAsStringAsync(Cancellation);
            return followed;
        }
    }

    /// <summary>Answers on one connection until it is closed.</summary>
    static async Task ServeAsync(TcpListener listener, X509Certificate2 certificate)
    {
        using var connection = await listener.AcceptTcpClientAsync(Cancellation);
        await using var secure = new SslStream(connection.GetStream());
        await secure.AuthenticateAsServerAsync(certificate);
        var buffer = new byte[4096];
        // A request without a body comes as one record.
        while (await secure.ReadAsync(buffer, Cancellation) > 0)
            await secure.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), Cancellation);
    }
}
