using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace JobOps.Agent.Tests.Faults;

/// <summary>
/// Stands between a worker and its server on the loopback, so that the network between them can be slow, lose what it
/// carries, or be gone.
/// </summary>
sealed class TcpProxy : IDisposable
{
    readonly string _host;
    readonly int _port;
    readonly ConcurrentDictionary<ProxiedConnection, bool> _open = new();
    TcpListener _listener;
    volatile Func<ReadOnlyMemory<byte>, Fate>? _requests;
    volatile Func<ReadOnlyMemory<byte>, Fate>? _answers;
    volatile bool _swallows;
    int _delayed;
    int _broken;
    int _swallowed;

    public TcpProxy(string host, int port)
    {
        (_host, _port) = (host, port);
        _listener = Listen(port: 0);
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
    }

    public int Port { get; }

    /// <summary>How long each packet takes; null for no time at all.</summary>
    public Func<TimeSpan>? Delay { get; init; }

    /// <summary>Decides over each packet to the server; null lets all arrive. May be set at any time.</summary>
    public Func<ReadOnlyMemory<byte>, Fate>? Requests { get => _requests; set => _requests = value; }

    /// <summary>Decides over each packet from the server, as <see cref="Requests"/> does.</summary>
    public Func<ReadOnlyMemory<byte>, Fate>? Answers { get => _answers; set => _answers = value; }

    /// <summary>How many packets were delayed.</summary>
    public int Delayed => _delayed;

    /// <summary>How many connections were broken by the fate of a packet.</summary>
    public int Broken => _broken;

    /// <summary>How many packets were swallowed.</summary>
    public int Swallowed => _swallowed;

    /// <summary>Cuts every connection, and refuses new ones.</summary>
    public void Cut()
    {
        _listener.Stop();
        foreach (var connection in _open.Keys)
            connection.Reset();
    }

    /// <summary>Lets new connections in, and what they carry through, again.</summary>
    public void Mend()
    {
        _swallows = false;
        _listener = Listen(Port);
    }

    /// <summary>Takes every connection and every byte, and gives nothing of it on: nobody is told that anything is wrong.</summary>
    public void Swallow() => _swallows = true;

    public void Dispose() => Cut();

    /// <summary>Called by a connection for each packet that it has read.</summary>
    /// <returns>What to do with it; null to swallow it.</returns>
    internal async ValueTask<Fate?> DecideAsync(bool isRequest, ReadOnlyMemory<byte> packet)
    {
        if (Delay is not null)
        {
            Interlocked.Increment(ref _delayed);
            await Task.Delay(Delay());
        }
        if (_swallows)
        {
            Interlocked.Increment(ref _swallowed);
            return null;
        }
        var fate = (isRequest ? _requests : _answers)?.Invoke(packet) ?? Fate.Arrives;
        if (fate != Fate.Arrives)
            Interlocked.Increment(ref _broken);
        return fate;
    }

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
            _ = ForwardAsync(new(this, client));
        }
    }

    async Task ForwardAsync(ProxiedConnection connection)
    {
        _open[connection] = true;
        await connection.ForwardAsync(_host, _port);
        _open.TryRemove(connection, out _);
    }
}
