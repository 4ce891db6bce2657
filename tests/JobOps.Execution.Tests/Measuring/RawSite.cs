using System.Net;
using System.Net.Sockets;
using System.Text;

namespace JobOps.Execution.Tests.Measuring;

/// <summary>A real HTTP/1.1 server that keeps connections open and answers as it is told, to the byte.</summary>
sealed class RawSite : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _end = new();
    readonly List<Task> _connections = [];
    readonly List<string> _requests = [];
    readonly Func<int, string, Task<string>> _answer;
    readonly Task _accepting;

    /// <param name="answer">Is told the number of the request, from 1, and its head and body; an answer whose text is empty closes the
    /// connection, and one that ends with <see cref="Endless"/> never ends.</param>
    public RawSite(Func<int, string, Task<string>> answer)
    {
        _answer = answer;
        _listener.Start();
        Url = new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _accepting = AcceptAsync();
    }

    public RawSite(Func<int, string> answer)
        : this((number, _) => Task.FromResult(answer(number)))
    {
    }

    public const string Endless = "\0endless";

    public Uri Url { get; }

    /// <summary>Head and body of each request, in the order in which they came.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_requests)
                return [.. _requests];
        }
    }

    public static string Answer(int status = 200, string body = "hello", params string[] headers) =>
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
                var stream = client.GetStream();
                while (await ReadAsync(stream) is { } request)
                {
                    int number;
                    lock (_requests)
                    {
                        _requests.Add(request);
                        number = _requests.Count;
                    }
                    var answer = await _answer(number, request);
                    var isEndless = answer.EndsWith(Endless, StringComparison.Ordinal);
                    if (answer.Length == 0)
                        return;
                    await stream.WriteAsync(Encoding.ASCII.GetBytes(answer.Replace(Endless, "")), _end.Token);
                    if (isEndless)
                        await Task.Delay(Timeout.Infinite, _end.Token);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The other side is gone, or the site is closed.
        }
    }

    async Task<string?> ReadAsync(NetworkStream stream)
    {
        var (text, buffer) = (new StringBuilder(), new byte[4096]);
        while (true)
        {
            var read = await stream.ReadAsync(buffer, _end.Token);
            if (read == 0)
                return null;
            text.Append(Encoding.ASCII.GetString(buffer, 0, read));
            var whole = text.ToString();
            var end = whole.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            var length = whole.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
            // Whoever says hello in TLS is answered in clear text.
            if (whole[0] == '\x16')
                return whole;
            if (end >= 0 && whole.Length >= end + 4 + (length is null ? 0 : int.Parse(length[15..])))
                return whole;
        }
    }
}
