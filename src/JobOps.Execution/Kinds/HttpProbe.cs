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
            using var response = await DirectHttp.Client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellation);
            var body = Encoding.UTF8.GetString(await DirectHttp.ReadBodyAsync(response, cancellation));
            return new((int)response.StatusCode, body, clock.Elapsed);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return new(0, $"no answer: {exception.Message}", clock.Elapsed);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new(0, $"no answer within {DirectHttp.LongestRequest.TotalSeconds:0} s", clock.Elapsed);
        }
    }

    /// <param name="Status">0 for none.</param>
    /// <param name="Body">The body, or why there is none.</param>
    /// <param name="Time">From the request to the end of the body.</param>
    readonly record struct Answer(int Status, string Body, TimeSpan Time);
}
