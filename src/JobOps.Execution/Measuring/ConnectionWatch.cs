using System.Net;
using System.Net.Http;
using System.Net.Sockets;

namespace JobOps.Execution;

/// <summary>
/// What a connection cost that a request had to open, and whether it had one already. Which request gets which connection is decided
/// in .NET's pool, so a connection learns it where the request is written: in the flow of that request.
/// </summary>
/// <param name="time">The clock.</param>
sealed class ConnectionWatch(TimeProvider time)
{
    static readonly HttpRequestOptionsKey<Connection> s_opening = new("JobOps.Connection");

    readonly AsyncLocal<Followed?> _followed = new();

    /// <summary>A handler whose connections are watched.</summary>
    public SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false, UseProxy = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.None,
        ConnectCallback = ConnectAsync, PlaintextStreamFilter = WatchAsync, ActivityHeadersPropagator = null,
    };

    /// <summary>Follows the request that the caller is about to make.</summary>
    public Followed Follow() => _followed.Value = new();

    // In microseconds: what a clock shows beyond is noise.
    public static float Milliseconds(TimeSpan time) => (float)Math.Round(time.TotalMilliseconds, 3);

    async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var began = time.GetTimestamp();
        float? dns = null;
        if (!IPAddress.TryParse(host.Trim('[', ']'), out var address))
        {
            var addresses = await Dns.GetHostAddressesAsync(host, cancellation);
            dns = Milliseconds(time.GetElapsedTime(began));
            return await ConnectAsync(context, addresses, port, dns, cancellation);
        }
        return await ConnectAsync(context, [address], port, dns, cancellation);
    }

    async Task<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, IPAddress[] addresses, int port, float? dns, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        // For one address of its kind, so that it works where there is no IPv6; for several of both.
        var socket = addresses.Length == 1
            ? new Socket(addresses[0].AddressFamily, SocketType.Stream, ProtocolType.Tcp)
            : new(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // A request goes out as it is written: waiting for more to send would be measured.
            socket.NoDelay = true;
            await socket.ConnectAsync(addresses, port, cancellation);
            context.InitialRequestMessage.Options.Set(s_opening, new()
            {
                DnsMs = dns, ConnectMs = Milliseconds(time.GetElapsedTime(began)), ConnectedAt = time.GetTimestamp(),
            });
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>It stands, and what is written to it from now on are requests.</summary>
    ValueTask<Stream> WatchAsync(SocketsHttpPlaintextStreamFilterContext context, CancellationToken cancellation)
    {
        var connection = context.InitialRequestMessage.Options.TryGetValue(s_opening, out var opened) ? opened : new();
        if (context.InitialRequestMessage.RequestUri?.Scheme == "https")
            connection.TlsMs = Milliseconds(time.GetElapsedTime(connection.ConnectedAt));
        return ValueTask.FromResult<Stream>(new WatchedStream(context.PlaintextStream, () => Use(connection)));
    }

    void Use(Connection connection)
    {
        if (_followed.Value is not { } request)
            return;
        // The head and the body of one request are written one after the other.
        if (connection.UsedBy == request)
            return;
        (request.Used, request.Reused) = (connection, connection.UsedBy is not null);
        connection.UsedBy = request;
    }

    /// <summary>A request, and on which connection it went.</summary>
    public sealed class Followed
    {
        public Connection? Used { get; set; }

        public bool Reused { get; set; }
    }

    /// <summary>A connection and what it cost.</summary>
    public sealed class Connection
    {
        public float? DnsMs { get; init; }

        public float? ConnectMs { get; init; }

        public float? TlsMs { get; set; }

        public long ConnectedAt { get; init; }

        /// <summary>The request that was written to it last.</summary>
        public Followed? UsedBy { get; set; }
    }
}
