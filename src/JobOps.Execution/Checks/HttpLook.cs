using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using JobOps.Checklists;

namespace JobOps.Execution;

/// <summary>Asks an address and looks at the answer.</summary>
sealed class HttpLook : Look<HttpCheck>
{
    const string Remedy = "Ask the address by hand (curl -i) and mend what answers.";

    protected override async Task<CheckOutcome> LookAsync(HttpCheck check, CheckContext context, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        using var request = new HttpRequestMessage(HttpMethod.Get, context.Fill(check.Url));
        foreach (var (name, value) in check.Send)
            request.Headers.TryAddWithoutValidation(name, context.Fill(value));
        HttpResponseMessage response;
        byte[] bytes;
        try
        {
            response = await DirectHttp.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            bytes = await DirectHttp.ReadBodyAsync(response, cancellation);
        }
        catch (HttpRequestException exception)
        {
            return CheckOutcome.Fail($"no answer: {exception.Message}", "Start what should answer, or mend the address.");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return CheckOutcome.Fail(
                $"no answer within {DirectHttp.LongestRequest.TotalSeconds:0} s", "Find out what it waits for: its log, its database.");
        }
        using (response)
        {
            var took = clock.Elapsed;
            string[] evidence =
            [
                $"HTTP {(int)response.StatusCode}, {bytes.Length} bytes, {took.TotalMilliseconds:0} ms",
                .. DirectHttp.Head(response),
            ];
            return Mismatch(check, context, response, Encoding.UTF8.GetString(bytes), took) is { } wrong
                ? CheckOutcome.Fail(wrong, Remedy, evidence)
                : CheckOutcome.Pass(evidence[0], evidence);
        }
    }

    static string? Mismatch(HttpCheck check, CheckContext context, HttpResponseMessage response, string body, TimeSpan took)
    {
        if ((int)response.StatusCode != check.Status)
            return $"status {(int)response.StatusCode} instead of {check.Status}";
        if (check.Body is { } words && context.Fill(words) is var expected && !body.Contains(expected, StringComparison.Ordinal))
            return $"a body without '{expected}'";
        if (check.Within is { } within && took > within)
            return FormattableString.Invariant($"{took.TotalMilliseconds:0} ms instead of {within.TotalMilliseconds:0}");
        foreach (var (name, pattern) in check.Headers)
            if (DirectHttp.Header(response, name) is not { } value)
                return $"no header {name}";
            else if (!Regex.IsMatch(value, pattern, RegexOptions.IgnoreCase, Patterns.Longest))
                return $"{name}: {value}, which does not match {pattern}";
        return check.WithoutHeaders.FirstOrDefault(name => DirectHttp.Header(response, name) is not null) is { } surplus
            ? $"a header {surplus}"
            : null;
    }
}
