using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace JobOps.Engine.Tests.Caches;

/// <summary>A real nginx with a cache before an origin, on a free port of this machine, which ends with the test.</summary>
sealed class NginxCache : IAsyncDisposable
{
    const string Program = "/usr/sbin/nginx";

    readonly TempFolder _folder = new();
    readonly Process _process;
    readonly Task _reading;
    readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    NginxCache(int origin, string location)
    {
        var port = FreePort();
        Url = new($"http://127.0.0.1:{port}/");
        File.WriteAllText(_folder.File("nginx.conf"),
            $$"""
            {{(Environment.UserName == "root" ? "user root;" : "")}}
            daemon off;
            worker_processes 1;
            pid {{_folder.File("nginx.pid")}};
            error_log stderr notice;
            events { }
            http {
              access_log off;
              client_body_temp_path {{_folder.File("body")}};
              proxy_temp_path {{_folder.File("proxy")}};
              fastcgi_temp_path {{_folder.File("fastcgi")}};
              uwsgi_temp_path {{_folder.File("uwsgi")}};
              scgi_temp_path {{_folder.File("scgi")}};
              proxy_cache_path {{Folder}} levels=1:2 keys_zone=pages:1m;
              server {
                listen 127.0.0.1:{{port}};
                location / {
                  proxy_pass http://127.0.0.1:{{origin}};
                  proxy_cache pages;
                  proxy_cache_key $request_uri;
                  add_header X-Cache $upstream_cache_status always;
                  {{location}}
                }
              }
            }
            """);
        _process = Process.Start(new ProcessStartInfo(Program, ["-p", _folder.Path, "-e", "stderr", "-c", _folder.File("nginx.conf")])
        {
            RedirectStandardError = true,
        })!;
        _reading = Task.Run(ReadAsync);
    }

    public Uri Url { get; }

    /// <summary>Where it keeps what it caches.</summary>
    public string Folder => _folder.File("cache");

    /// <summary>Skips the test where the program is not there.</summary>
    /// <param name="origin">The port of the origin.</param>
    /// <param name="location">More directives.</param>
    public static async Task<NginxCache> StartAsync(int origin, string location)
    {
        Assert.SkipUnless(File.Exists(Program), "nginx is not installed: apt-get install nginx-light");
        var cache = new NginxCache(origin, location);
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

    // It says itself when its sockets are open.
    async Task ReadAsync()
    {
        var said = "";
        while (await _process.StandardError.ReadLineAsync(CancellationToken.None) is { } line)
        {
            said += line + "\n";
            if (line.Contains("start worker process ", StringComparison.Ordinal))
                _ready.TrySetResult();
        }
        _ready.TrySetException(new InvalidOperationException($"nginx ended: {said}"));
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
