using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace JobOps.Execution.Tests.Checks;

/// <summary>A request as far as its head goes.</summary>
sealed record CheckedRequest(string Head)
{
    public string Path => Head.Split(' ')[1];

    public long Length => Header("Content-Length") is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : 0;

    public string? Header(string name) => Head.Split("\r\n")
        .FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();
}

/// <summary>A real HTTP/1.1 server, with TLS if it has a certificate, that can refuse a body before it has read it.</summary>
sealed class CheckedSite : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _end = new();
    readonly List<Task> _connections = [];
    readonly Func<CheckedRequest, string> _answer;
    readonly X509Certificate2? _certificate;
    readonly Task _accepting;

    /// <param name="answer">Says what is answered; an empty text closes the connection.</param>
    /// <param name="certificate">Null for clear text.</param>
    public CheckedSite(Func<CheckedRequest, string> answer, X509Certificate2? certificate = null)
    {
        (_answer, _certificate) = (answer, certificate);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        Url = $"{(certificate is null ? "http" : "https")}://localhost:{Port}/";
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    public string Url { get; }

    /// <summary>A body that is longer is answered before it is read, and the connection is closed, as nginx does it.</summary>
    public long Limit { get; init; } = long.MaxValue;

    /// <summary>How long the bodies were that were read to their end.</summary>
    public List<long> Bodies { get; } = [];

    public static string Answer(int status, string body, params string[] headers) =>
        $"HTTP/1.1 {status} It\r\nContent-Length: {body.Length}\r\n{string.Concat(headers.Select(header => header + "\r\n"))}\r\n{body}";

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _end.Dispose();
        _listener.Dispose();
    }

    async Task AcceptAsync()
    {
        try
        {
            while (true)
                _connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The site is closed.
        }
    }

    async Task ServeAsync(TcpClient client)
    {
        await Task.Yield();
        try
        {
            using (client)
            {
                client.NoDelay = true;
                Stream stream = client.GetStream();
                if (_certificate is not null)
                {
                    var secure = new SslStream(stream);
                    await secure.AuthenticateAsServerAsync(
                        new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _end.Token);
                    stream = secure;
                }
                while (await ReadHeadAsync(stream) is { } request)
                {
                    if (request.Length > Limit)
                    {
                        await SendAsync(stream, Answer(413, "too large", "Connection: close"));
                        return;
                    }
                    if (request.Header("Expect") is not null)
                        await SendAsync(stream, "HTTP/1.1 100 Continue\r\n\r\n");
                    await ReadBodyAsync(stream, request.Length);
                    if (_answer(request) is not { Length: > 0 } answer)
                        return;
                    await SendAsync(stream, answer);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or InvalidOperationException
            or System.Security.Authentication.AuthenticationException)
        {
            // The other side is gone, or does not trust this one, or the site is closed.
        }
    }

    ValueTask SendAsync(Stream stream, string text) => stream.WriteAsync(Encoding.Latin1.GetBytes(text), _end.Token);

    async Task<CheckedRequest?> ReadHeadAsync(Stream stream)
    {
        var (head, one) = (new StringBuilder(), new byte[1]);
        while (await stream.ReadAsync(one, _end.Token) > 0)
        {
            // Whoever says hello in TLS is answered in clear text, as nginx does it.
            if (head.Length == 0 && one[0] == 0x16)
            {
                await SendAsync(stream, "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
                return null;
            }
            head.Append((char)one[0]);
            if (one[0] == '\n' && head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
                return new(head.ToString());
        }
        return null;
    }

    async Task ReadBodyAsync(Stream stream, long length)
    {
        var piece = new byte[64 * 1024];
        for (var left = length; left > 0;)
        {
            var count = await stream.ReadAsync(piece.AsMemory(0, (int)Math.Min(left, piece.Length)), _end.Token);
            if (count == 0)
                throw new EndOfStreamException();
            left -= count;
        }
        if (length > 0)
            Bodies.Add(length);
    }
}
