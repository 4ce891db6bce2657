using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace JobOps.Engine.Tests.Caches;

/// <summary>A real Varnish that knows PURGE and BAN, on a free port of this machine, which ends with the test.</summary>
sealed class VarnishCache : IAsyncDisposable
{
    const string Program = "/usr/sbin/varnishd";

    readonly TempFolder _folder = new();
    readonly Process _process;
    readonly Task _reading;
    readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    VarnishCache(int origin)
    {
        var port = FreePort();
        Url = new($"http://127.0.0.1:{port}/");
        File.WriteAllText(_folder.File("shop.vcl"),
            $$"""
            vcl 4.1;
            backend default { .host = "127.0.0.1"; .port = "{{origin}}"; }
            sub vcl_recv {
              if (req.method == "PURGE") { return (purge); }
              if (req.method == "BAN") {
                ban("obj.http.X-Url ~ " + req.http.X-Ban-Url);
                return (synth(200, "Banned"));
              }
            }
            sub vcl_backend_response { set beresp.http.X-Url = bereq.url; }
            """);
        _process = Process.Start(new ProcessStartInfo(
            Program,
            [
                "-F", "-j", "none", "-a", $"127.0.0.1:{port}", "-f", _folder.File("shop.vcl"), "-n", _folder.File("work"),
                "-s", "malloc,16m", "-T", "none",
            ])
        {
            RedirectStandardError = true,
        })!;
        _reading = Task.Run(ReadAsync);
    }

    public Uri Url { get; }

    /// <summary>Skips the test where the program is not there, or the compiler that it needs.</summary>
    public static async Task<VarnishCache> StartAsync(int origin)
    {
        Assert.SkipUnless(
            File.Exists(Program) && (File.Exists("/usr/bin/gcc") || File.Exists("/usr/bin/cc")),
            "varnish is not installed: apt-get install varnish");
        var cache = new VarnishCache(origin);
        await cache._ready.Task.WaitAsync(TestContext.Current.CancellationToken);
        return cache;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        await _reading;
        _process.Dispose();
        _folder.Dispose();
    }

    // It says itself when its child takes requests.
    async Task ReadAsync()
    {
        var said = "";
        while (await _process.StandardError.ReadLineAsync(CancellationToken.None) is { } line)
        {
            said += line + "\n";
            if (line.Contains("Child starts", StringComparison.Ordinal))
                _ready.TrySetResult();
        }
        _ready.TrySetException(new InvalidOperationException($"varnishd ended: {said}"));
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
