using System.Net.Sockets;

namespace JobOps.Agent.Tests.Faults;

/// <summary>One connection through a <see cref="TcpProxy"/>, and its two halves.</summary>
sealed class ProxiedConnection(TcpProxy proxy, TcpClient client)
{
    readonly TcpClient _server = new();
    volatile bool _losesNextAnswer;
    int _isReset;

    /// <summary>Carries packets until one side ends, or is made to.</summary>
    public async Task ForwardAsync(string host, int port)
    {
        try
        {
            await _server.ConnectAsync(host, port);
            await await Task.WhenAny(
                CopyAsync(client, _server, isRequest: true), CopyAsync(_server, client, isRequest: false));
        }
        catch (Exception exception) when (exception is IOException
            or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut on one side: the other follows.
        }
        Reset();
    }

    /// <summary>No polite end of the stream, on neither side: as if the machine between them were gone.</summary>
    public void Reset()
    {
        if (Interlocked.Exchange(ref _isReset, 1) == 1)
            return;
        Reset(client);
        Reset(_server);
    }

    async Task CopyAsync(TcpClient from, TcpClient to, bool isRequest)
    {
        var buffer = new byte[16 * 1024];
        while (await from.GetStream().ReadAsync(buffer) is var count and > 0)
        {
            if (!isRequest && _losesNextAnswer)
                return;
            var packet = buffer.AsMemory(0, count);
            switch (await proxy.DecideAsync(isRequest, packet))
            {
                case Fate.IsTorn:
                    await to.GetStream().WriteAsync(packet[..(count / 2)]);
                    return;
                case Fate.LosesItsAnswer:
                    _losesNextAnswer = true;
                    await to.GetStream().WriteAsync(packet);
                    break;
                case Fate.Arrives:
                    await to.GetStream().WriteAsync(packet);
                    break;
            }
        }
    }

    static void Reset(TcpClient side)
    {
        try
        {
            side.LingerState = new(true, 0);
        }
        catch (SocketException)
        {
            // The other end was faster.
        }
        side.Dispose();
    }
}
