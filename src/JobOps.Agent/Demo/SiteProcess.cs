using System.Diagnostics;
using JobOps.Errors;

namespace JobOps.Agent.Demo;

/// <summary>The site's HTTP service as a process of its own; disposing ends it, and so does our death.</summary>
sealed class SiteProcess : IAsyncDisposable
{
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    readonly Process _process;
    readonly HttpClient _client = new();

    SiteProcess(Process process, Uri url)
    {
        _process = process;
        Url = url;
    }

    public Uri Url { get; }

    public static async Task<SiteProcess> StartAsync(ThisProgram program, DemoFolder folder, CancellationToken cancellation)
    {
        var start = program.Call("demo-site", "--folder", folder.Site, "--until-input-ends");
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        var process = Process.Start(start)!;
        try
        {
            var line = await process.StandardOutput.ReadLineAsync(cancellation).AsTask().WaitAsync(s_patience, cancellation);
            return new(process, new(line ?? throw new JobOpsException(Error.DemoBroken("the site's service did not start"))));
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    /// <summary>One real request: status and body as the site answers now.</summary>
    public async Task<string> RequestAsync(CancellationToken cancellation)
    {
        using var response = await _client.GetAsync(Url, cancellation);
        var body = await response.Content.ReadAsStringAsync(cancellation);
        return $"{(int)response.StatusCode} {body.Trim()}";
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _process.StandardInput.Close();
        try
        {
            await _process.WaitForExitAsync().WaitAsync(s_patience);
        }
        catch (TimeoutException)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
    }
}
