using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace JobOps.Agent.Tests.Faults;

/// <summary>Stands between a worker and its server on the loopback, so that the server can seem to be gone.</summary>
sealed class TcpProxy : IDisposable
{
    readonly string _host;
    readonly int _port;
    readonly ConcurrentDictionary<TcpClient, bool> _open = new();
    TcpListener _listener;
    int _delayed;

    public TcpProxy(string host, int port)
    {
        (_host, _port) = (host, port);
        _listener = Listen(port: 0);
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
    }

    public int Port { get; }

    /// <summary>How long each packet takes; null for no time at all.</summary>
    public Func<TimeSpan>? Delay { get; init; }

    /// <summary>How many packets were delayed.</summary>
    public int Delayed => _delayed;

    /// <summary>Cuts every connection, and refuses new ones.</summary>
    public void Cut()
    {
        _listener.Stop();
        foreach (var client in _open.Keys)
            Reset(client);
    }

    /// <summary>Lets new connections in again.</summary>
    public void Mend() => _listener = Listen(Port);

    public void Dispose() => Cut();

    TcpListener Listen(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        _ = AcceptAsync(listener);
        return listener;
    }

    async Task AcceptAsync(TcpListener listener)
    {
        while (true)
        {
            TcpClient client;
            try
            {
                client = await listener.AcceptTcpClientAsync();
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return;
            }
            _ = ForwardAsync(client);
        }
    }

    async Task ForwardAsync(TcpClient client)
    {
        using var server = new TcpClient();
        _open[client] = _open[server] = true;
        try
        {
            await server.ConnectAsync(_host, _port);
            await Task.WhenAny(
                CopyAsync(client.GetStream(), server.GetStream()), CopyAsync(server.GetStream(), client.GetStream()));
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut on one side: the other follows.
        }
        Reset(client);
        Reset(server);
    }

    async Task CopyAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[16 * 1024];
        while (await from.ReadAsync(buffer) is var count and > 0)
        {
            if (Delay is not null)
            {
                Interlocked.Increment(ref _delayed);
                await Task.Delay(Delay());
            }
            await to.WriteAsync(buffer.AsMemory(0, count));
        }
    }

    /// <summary>No polite end of the stream: as if the machine were gone.</summary>
    void Reset(TcpClient client)
    {
        if (!_open.TryRemove(client, out _))
            return;
        try
        {
            client.LingerState = new(true, 0);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It is closed already.
        }
        client.Dispose();
    }
}
