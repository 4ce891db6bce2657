using System.Net;

namespace JobOps.Engine.Tests.Execution;

/// <summary>A real HTTP server on a free port of this machine.</summary>
sealed class TestSite : IAsyncDisposable
{
    readonly HttpListener _listener = new();
    readonly Task _loop;

    public TestSite()
    {
        // The port is free now; whoever takes it first makes Start fail, and another one is tried.
        for (var port = Random.Shared.Next(20_000, 50_000); ; port++)
        {
            try
            {
                Url = $"http://127.0.0.1:{port}/";
                _listener.Prefixes.Clear();
                _listener.Prefixes.Add(Url);
                _listener.Start();
                break;
            }
            catch (HttpListenerException)
            {
            }
        }
        _loop = Task.Run(ServeAsync);
    }

    public string Url { get; }

    public (int Status, string Body) Answer { get; set; } = (200, "");

    /// <summary>The body of each answer; null for that of <see cref="Answer"/>.</summary>
    public Func<string>? Body { get; init; }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _loop;
        _listener.Close();
    }

    async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                context.Response.StatusCode = Answer.Status;
                await using var writer = new StreamWriter(context.Response.OutputStream);
                await writer.WriteAsync(Body?.Invoke() ?? Answer.Body);
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
