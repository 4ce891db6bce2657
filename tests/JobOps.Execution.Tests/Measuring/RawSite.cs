using System.Net.Sockets;
using System.Text;

namespace JobOps.Execution.Tests.Measuring;

/// <summary>A real HTTP/1.1 server that keeps connections open and answers as it is told, to the byte.</summary>
sealed class RawSite : LoopbackServer
{
    readonly List<string> _requests = [];
    readonly Func<int, string, Task<string>> _answer;

    /// <param name="answer">Is told the number of the request, from 1, and its head and body; an answer whose text is empty closes the
    /// connection, and one that ends with <see cref="Endless"/> never ends.</param>
    public RawSite(Func<int, string, Task<string>> answer)
    {
        _answer = answer;
        Url = new($"http://127.0.0.1:{Port}/");
    }

    public RawSite(Func<int, string> answer)
        : this((number, _) => Task.FromResult(answer(number)))
    {
    }

    public const string Endless = "\0endless";

    public Uri Url { get; }

    /// <summary>Head and body of each request, in the order in which they came.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_requests)
                return [.. _requests];
        }
    }

    protected override async Task ServeAsync(NetworkStream stream)
    {
        while (await ReadAsync(stream) is { } request)
        {
            int number;
            lock (_requests)
            {
                _requests.Add(request);
                number = _requests.Count;
            }
            var answer = await _answer(number, request);
            var isEndless = answer.EndsWith(Endless, StringComparison.Ordinal);
            if (answer.Length == 0)
                return;
            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer.Replace(Endless, "")), End);
            if (isEndless)
                await Task.Delay(Timeout.Infinite, End);
        }
    }

    async Task<string?> ReadAsync(NetworkStream stream)
    {
        var (text, buffer) = (new StringBuilder(), new byte[4096]);
        while (true)
        {
            var read = await stream.ReadAsync(buffer, End);
            if (read == 0)
                return null;
            text.Append(Encoding.ASCII.GetString(buffer, 0, read));
            var whole = text.ToString();
            var end = whole.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            var length = whole.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
            // Whoever says hello in TLS is answered in clear text.
            if (whole[0] == '\x16')
                return whole;
            if (end >= 0 && whole.Length >= end + 4 + (length is null ? 0 : int.Parse(length[15..])))
                return whole;
        }
    }
}
