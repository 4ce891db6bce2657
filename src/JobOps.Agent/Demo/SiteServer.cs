using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace JobOps.Agent.Demo;

/// <summary>
/// A small HTTP server on the loopback address that serves <c>current/</c> of a site folder as it is at each request.
/// A release whose folder has a file <c>status</c> is answered with that status: a broken release, for all to see. <c>/orders</c> is
/// a page that takes its time: <see cref="OrdersPage"/>.
/// </summary>
sealed class SiteServer : IDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, port: 0);
    readonly string _current;
    readonly OrdersPage _orders;

    public SiteServer(string siteFolder)
    {
        _current = Path.Combine(Path.GetFullPath(siteFolder), "current");
        _orders = new(Path.Combine(Path.GetFullPath(siteFolder), "settings.json"));
        _listener.Start();
    }

    public Uri Url => new($"http://{_listener.LocalEndpoint}/");

    /// <summary>Answers requests until it is cancelled.</summary>
    public async Task ServeAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
                _ = AnswerAsync(await _listener.AcceptTcpClientAsync(cancellation), cancellation);
        }
        catch (OperationCanceledException)
        {
        }
    }

    public void Dispose() => _listener.Dispose();

    // A client that goes away in the middle is its own problem, never the server's.
    async Task AnswerAsync(TcpClient client, CancellationToken cancellation)
    {
        try
        {
            using (client)
            {
                await using var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
                var requestLine = await reader.ReadLineAsync(cancellation) ?? "";
                while (!string.IsNullOrEmpty(await reader.ReadLineAsync(cancellation)))
                {
                }
                var (status, body, lookups) = await PageAsync(requestLine.Split(' '), cancellation);
                await stream.WriteAsync(
                    Encoding.ASCII.GetBytes(
                        $"HTTP/1.1 {status} {(HttpStatusCode)status}\r\nContent-Type: text/html; charset=utf-8\r\n" +
                        (lookups is null ? "" : $"X-Database-Calls: {lookups}\r\n") +
                        $"Content-Length: {body.Length}\r\nConnection: close\r\n\r\n"),
                    cancellation);
                await stream.WriteAsync(body, cancellation);
            }
        }
        catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException)
        {
        }
    }

    async Task<(int Status, byte[] Body, int? Lookups)> PageAsync(string[] request, CancellationToken cancellation)
    {
        if (request is not ["GET", var target, _])
            return (405, "Only GET is answered here."u8.ToArray(), null);
        if (target == "/orders")
        {
            var (body, lookups) = await _orders.RenderAsync(cancellation);
            return (200, body, lookups);
        }
        var page = Path.GetFullPath(Path.Combine(_current, Uri.UnescapeDataString(target.Split('?')[0]).TrimStart('/')));
        if (page == _current || page == _current + Path.DirectorySeparatorChar)
            page = Path.Combine(_current, "index.html");
        if (!page.StartsWith(_current + Path.DirectorySeparatorChar, StringComparison.Ordinal) || !File.Exists(page))
            return (404, "There is no such page."u8.ToArray(), null);
        return (await StatusAsync(cancellation), await File.ReadAllBytesAsync(page, cancellation), null);
    }

    async Task<int> StatusAsync(CancellationToken cancellation)
    {
        var file = Path.Combine(_current, "status");
        return File.Exists(file)
            ? int.Parse(await File.ReadAllTextAsync(file, cancellation), CultureInfo.InvariantCulture)
            : 200;
    }
}
