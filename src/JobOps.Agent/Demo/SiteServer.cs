using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace JobOps.Agent.Demo;

/// <summary>
/// A small HTTP server on the loopback address that serves the release which is the current one at each request.
/// A release whose folder has a file <c>status</c> is answered with that status: a broken release, for all to see. <c>/orders</c> is
/// a page that takes its time: <see cref="OrdersPage"/>.
/// </summary>
sealed class SiteServer : IDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, port: 0);
    readonly SiteFolder _site;
    readonly OrdersPage _orders;

    public SiteServer(SiteFolder site)
    {
        _site = site;
        _orders = new(site);
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
            var (body, lookups) = _orders.Render();
            return (200, body, lookups);
        }
        var served = Path.GetFullPath(_site.Served);
        var page = Path.GetFullPath(Path.Combine(served, Uri.UnescapeDataString(target.Split('?')[0]).TrimStart('/')));
        if (page == served || page == served + Path.DirectorySeparatorChar)
            page = Path.Combine(served, "index.html");
        if (!page.StartsWith(served + Path.DirectorySeparatorChar, StringComparison.Ordinal) || !File.Exists(page))
            return (404, "There is no such page."u8.ToArray(), null);
        return (await StatusAsync(served, cancellation), await File.ReadAllBytesAsync(page, cancellation), null);
    }

    static async Task<int> StatusAsync(string served, CancellationToken cancellation)
    {
        var file = Path.Combine(served, "status");
        return File.Exists(file)
            ? int.Parse(await File.ReadAllTextAsync(file, cancellation), CultureInfo.InvariantCulture)
            : 200;
    }
}
