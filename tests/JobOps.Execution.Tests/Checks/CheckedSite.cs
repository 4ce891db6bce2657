using System.Globalization;
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
sealed class CheckedSite : LoopbackServer
{
    readonly Func<CheckedRequest, string> _answer;
    readonly X509Certificate2? _certificate;

    /// <param name="answer">Says what is answered; an empty text closes the connection.</param>
    /// <param name="certificate">Null for clear text.</param>
    public CheckedSite(Func<CheckedRequest, string> answer, X509Certificate2? certificate = null)
    {
        (_answer, _certificate) = (answer, certificate);
        Url = $"{(certificate is null ? "http" : "https")}://localhost:{Port}/";
    }

    public string Url { get; }

    /// <summary>A body that is longer is answered before it is read, and the connection is closed, as nginx does it.</summary>
    public long Limit { get; init; } = long.MaxValue;

    /// <summary>How long the bodies were that were read to their end.</summary>
    public List<long> Bodies { get; } = [];

    protected override async Task ServeAsync(NetworkStream connection)
    {
        Stream stream = connection;
        if (_certificate is not null)
        {
            var secure = new SslStream(stream);
            await secure.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions { ServerCertificate = _certificate }, End);
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

    ValueTask SendAsync(Stream stream, string text) => stream.WriteAsync(Encoding.Latin1.GetBytes(text), End);

    async Task<CheckedRequest?> ReadHeadAsync(Stream stream)
    {
        var (head, one) = (new StringBuilder(), new byte[1]);
        while (await stream.ReadAsync(one, End) > 0)
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
            var count = await stream.ReadAsync(piece.AsMemory(0, (int)Math.Min(left, piece.Length)), End);
            if (count == 0)
                throw new EndOfStreamException();
            left -= count;
        }
        if (length > 0)
            Bodies.Add(length);
    }
}
