using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace JobOps.Execution.Tests;

/// <summary>A real server on a free port of this machine, which ends with the test.</summary>
abstract class LoopbackServer : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _end = new();
    readonly List<Task> _connections = [];
    readonly Task _accepting;

    protected LoopbackServer()
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        // Nobody knows the port yet, so what is constructed after this is there before anybody calls.
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    protected CancellationToken End => _end.Token;

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

    /// <summary>Answers on a connection until it closes.</summary>
    protected abstract Task ServeAsync(NetworkStream stream);

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
                await ServeAsync(client.GetStream());
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or InvalidOperationException
            or AuthenticationException)
        {
            // The other side is gone, or does not trust this one, or the site is closed.
        }
    }
}
