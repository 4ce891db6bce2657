using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace JobOps.Agent.Services;

/// <summary>
/// Tells systemd how the service does: datagrams to the socket that <c>NOTIFY_SOCKET</c> names. A manager that does not
/// listen is no reason to stop.
/// </summary>
sealed class SystemdNotify : IDisposable
{
    // Nobody reads a status faster; each is a datagram.
    static readonly TimeSpan s_statusPause = TimeSpan.FromSeconds(1);

    readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    readonly UnixDomainSocketEndPoint _manager;
    readonly TimeSpan? _ping;
    long _pinged;
    long _told;
    string _status = "";

    SystemdNotify(string address, TimeSpan? watchdog)
    {
        // An address that begins with @ has no file: in the kernel's form its first character is NUL.
        _manager = new(address[0] == '@' ? '\0' + address[1..] : address);
        // The worker's loop comes round once a second at least: a quarter keeps the half that systemd recommends.
        _ping = watchdog / 4;
    }

    /// <summary>What the service manager has asked for; null where none did. Its variables are taken out of the
    /// environment: no process that we start may speak for us.</summary>
    public static SystemdNotify? FromEnvironment()
    {
        var (address, watchdog, pid) = (Take("NOTIFY_SOCKET"), Take("WATCHDOG_USEC"), Take("WATCHDOG_PID"));
        if (address is not ['/' or '@', _, ..] || OperatingSystem.IsWindows())
            return null;
        var isOurs = pid is null || pid == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        return new(
            address,
            isOurs && long.TryParse(watchdog, CultureInfo.InvariantCulture, out var microseconds) && microseconds > 0
                ? TimeSpan.FromMicroseconds(microseconds)
                : null);
    }

    /// <summary>The service has started.</summary>
    public void Ready(string status) => Send($"READY=1\nSTATUS={status}");

    /// <summary>The service begins to end.</summary>
    public void Stopping(string status) => Send($"STOPPING=1\nSTATUS={status}");

    /// <summary>Its loop has come round. To be called at least once a second, by the loop itself: never by a timer.</summary>
    public void Alive(string status)
    {
        if (_ping is { } pause && Stopwatch.GetElapsedTime(_pinged) >= pause)
        {
            _pinged = Stopwatch.GetTimestamp();
            Send("WATCHDOG=1");
        }
        if (status != _status && Stopwatch.GetElapsedTime(_told) >= s_statusPause)
        {
            (_status, _told) = (status, Stopwatch.GetTimestamp());
            Send($"STATUS={status}");
        }
    }

    public void Dispose() => _socket.Dispose();

    void Send(string message)
    {
        try
        {
            _socket.SendTo(Encoding.UTF8.GetBytes(message), _manager);
        }
        catch (SocketException)
        {
            // It has gone away, or its queue is full: the next message will tell.
        }
    }

    static string? Take(string variable)
    {
        var value = Environment.GetEnvironmentVariable(variable);
        Environment.SetEnvironmentVariable(variable, null);
        return value;
    }
}
