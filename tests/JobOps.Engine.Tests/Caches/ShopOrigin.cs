using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace JobOps.Engine.Tests.Caches;

/// <summary>A small shop behind a cache: public pages, and pages that show who asks, by the cookie session.</summary>
sealed class ShopOrigin : IAsyncDisposable
{
    readonly HttpListener _listener = new();
    readonly Task _loop;
    int _answers;

    public ShopOrigin()
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Port = ((IPEndPoint)free.LocalEndpoint).Port;
        }
        _listener.Prefixes.Add($"http://127.0.0.1:{Port}/");
        _listener.Start();
        _loop = Task.Run(ServeAsync);
    }

    public int Port { get; }

    /// <summary>Cache-Control by the begin of a path; the first that fits.</summary>
    public ConcurrentQueue<(string Path, string Value)> CacheControl { get; } = [];

    /// <summary>Pages that set a cookie, by the begin of a path.</summary>
    public ConcurrentBag<string> SetsCookie { get; } = [];

    /// <summary>How often it was asked.</summary>
    public int Answers => _answers;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _loop;
        _listener.Close();
    }

    async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                Interlocked.Increment(ref _answers);
                var path = context.Request.RawUrl!;
                var user = context.Request.Cookies["session"]?.Value;
                if (CacheControl.FirstOrDefault(one => path.StartsWith(one.Path, StringComparison.Ordinal)).Value is { } control)
                    context.Response.AddHeader("Cache-Control", control);
                if (SetsCookie.Any(begin => path.StartsWith(begin, StringComparison.Ordinal)))
                    context.Response.AddHeader("Set-Cookie", "seen=1");
                await using var writer = new StreamWriter(context.Response.OutputStream);
                await writer.WriteAsync(user is null ? $"page {path.Split('?')[0]}" : $"page {path.Split('?')[0]} of {user}");
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
