using System.Diagnostics;
using System.Globalization;
using System.Text;
using JobOps.Measurements;

namespace JobOps.Execution;

/// <summary>What each answer has to be; a member that is null is not looked at.</summary>
sealed record ExpectedAnswer(int? Status, string? Body, TimeSpan? Within);

/// <summary>Makes real GET requests, one after the other.</summary>
static class HttpProbe
{
    // A probe looks for a word in a page; what is behind a mebibyte is not looked at.
    const int LargestBody = 1024 * 1024;

    // Less than .NET's 100 s: a page that takes longer than this is down for those who wait for it.
    static readonly TimeSpan s_longestRequest = TimeSpan.FromSeconds(30);

    // A redirect is an answer of its own, and the answer of a proxy is not that of the site.
    static readonly HttpClient s_client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false })
    {
        Timeout = s_longestRequest,
    };

    /// <returns>The measurement, and what was wrong with the first answer that was not as expected.</returns>
    public static async Task<(HttpMeasurement Measurement, string? Mismatch)> MeasureAsync(
        Uri url, int requests, ExpectedAnswer expected, CancellationToken cancellation)
    {
        var times = new List<double>(requests);
        var statuses = new SortedDictionary<int, int>();
        var failed = 0;
        string? mismatch = null;
        for (var n = 0; n < requests; n++)
        {
            var answer = await AskAsync(url, cancellation);
            times.Add(Math.Round(answer.Time.TotalMilliseconds, 2));
            statuses[answer.Status] = statuses.GetValueOrDefault(answer.Status) + 1;
            if (Mismatch(answer, expected) is not { } wrong)
                continue;
            failed++;
            mismatch ??= wrong;
        }
        var measurement = new HttpMeasurement(
            url.ToString(), requests, failed, (double)failed / requests,
            Quantile.Of(times, 0.5), Quantile.Of(times, 0.95),
            statuses.ToDictionary(pair => pair.Key.ToString(CultureInfo.InvariantCulture), pair => pair.Value), times);
        return (measurement, mismatch);
    }

    /// <summary>What is expected, in words.</summary>
    public static string Describe(ExpectedAnswer expected)
    {
        var words = $"status {expected.Status}";
        if (expected.Body is { } body)
            words += $", a body with '{body}'";
        if (expected.Within is { } within)
            words += FormattableString.Invariant($", within {within.TotalMilliseconds:0} ms");
        return words;
    }

    static string? Mismatch(Answer answer, ExpectedAnswer expected)
    {
        if (answer.Status == 0)
            return answer.Body;
        if (expected.Status is null ? answer.Status >= 400 : answer.Status != expected.Status)
            return $"status {answer.Status}";
        if (expected.Body is { } body && !answer.Body.Contains(body, StringComparison.Ordinal))
            return $"status {answer.Status}, a body without '{body}'";
        if (expected.Within is { } within && answer.Time > within)
            return FormattableString.Invariant($"status {answer.Status} after {answer.Time.TotalMilliseconds:0} ms");
        return null;
    }

    static async Task<Answer> AskAsync(Uri url, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            using var response = await s_client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellation);
            var body = await ReadBodyAsync(response, cancellation);
            return new((int)response.StatusCode, body, clock.Elapsed);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return new(0, $"no answer: {exception.Message}", clock.Elapsed);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new(0, $"no answer within {s_longestRequest.TotalSeconds:0} s", clock.Elapsed);
        }
    }

    static async Task<string> ReadBodyAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        var bytes = new byte[LargestBody];
        var length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation);
        return Encoding.UTF8.GetString(bytes, 0, length);
    }

    /// <param name="Status">0 for none.</param>
    /// <param name="Body">The body, or why there is none.</param>
    /// <param name="Time">From the request to the end of the body.</param>
    readonly record struct Answer(int Status, string Body, TimeSpan Time);
}
