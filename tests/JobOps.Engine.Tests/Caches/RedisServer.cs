using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using JobOps.CacheRules;

namespace JobOps.Engine.Tests.Caches;

/// <summary>A real redis-server on a free port of this machine, in a folder of its own, which ends with the test.</summary>
sealed class RedisServer : IAsyncDisposable
{
    const string Program = "redis-server";
    const string Client = "redis-cli";

    readonly TempFolder _folder = new();
    readonly Process _process;
    readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource _inCluster = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Task _reading;

    RedisServer(params string[] more)
    {
        Port = FreePort();
        var start = new ProcessStartInfo(
            Program,
            [
                "--port", $"{Port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", _folder.Path, "--daemonize", "no",
                .. more,
            ])
        {
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
        _reading = Task.Run(ReadAsync);
    }

    public int Port { get; }

    public RedisPlace Place => RedisPlace.TryParse($"127.0.0.1:{Port}")!;

    /// <summary>Skips the test where the program is not there.</summary>
    public static async Task<RedisServer> StartAsync(params string[] more)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/" + Program), "redis-server is not installed: apt-get install redis-server");
        var server = new RedisServer(more);
        await server._ready.Task.WaitAsync(TestContext.Current.CancellationToken);
        return server;
    }

    /// <summary>Three masters that share the slots.</summary>
    public static async Task<IReadOnlyList<RedisServer>> StartClusterAsync()
    {
        var servers = new List<RedisServer>();
        for (var number = 0; number < 3; number++)
            servers.Add(await StartAsync(
                "--cluster-enabled", "yes", "--cluster-port", $"{FreePort()}", "--cluster-config-file", "nodes.conf"));
        await servers[0].CallAsync(
            ["--cluster", "create", .. servers.Select(server => $"127.0.0.1:{server.Port}"), "--cluster-replicas", "0", "--cluster-yes"]);
        foreach (var server in servers)
            await server._inCluster.Task.WaitAsync(TestContext.Current.CancellationToken);
        return servers;
    }

    /// <summary>What redis-cli prints.</summary>
    public async Task<string> CallAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Client, ["-p", $"{Port}", .. arguments]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return output.TrimEnd('\n');
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        await _reading;
        _process.Dispose();
        _folder.Dispose();
    }

    // It says itself when it is ready.
    async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line)
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
                _ready.TrySetResult();
            else if (line.Contains("Cluster state changed: ok", StringComparison.Ordinal))
                _inCluster.TrySetResult();
        var ended = new InvalidOperationException("redis-server ended");
        _ready.TrySetException(ended);
        _inCluster.TrySetException(ended);
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
