using System.Buffers;
using System.Globalization;
using System.Net.Http;
using System.Security.Cryptography;
using JobOps.Measurements;

namespace JobOps.Execution;

/// <summary>
/// An address that is asked by HTTP/1.1. A redirect is an answer of its own and not followed; the answer of a proxy is not that of the
/// site, so none is asked; a cookie that the site sets is not sent back.
/// </summary>
public sealed class MeasuredHttp : IMeasured
{
    const string ContentType = "Content-Type";

    readonly HttpRequestPlan _plan;
    readonly TimeProvider _time;
    readonly ConnectionWatch _connections;
    readonly HttpMessageInvoker _client;

    /// <param name="plan">How it is asked.</param>
    /// <param name="time">The clock; null for that of this machine.</param>
    /// <exception cref="Errors.JobOpsException">MeasuringPlanInvalid</exception>
    public MeasuredHttp(HttpRequestPlan plan, TimeProvider? time = null)
    {
        plan.Require();
        _plan = plan.WithUserAsHeader();
        _time = time ?? TimeProvider.System;
        _connections = new(_time);
        _client = new(_connections.CreateHandler());
        Target = MeasuredAddress.Write(_plan.Url);
        Request = new()
        {
            Method = _plan.Method.ToUpperInvariant(),
            // A hash table has them in another order each time, and both sides of a change are compared.
            Headers = [.. _plan.Headers.Select(header => header.Key).Order(StringComparer.OrdinalIgnoreCase)],
            Cookies = [.. _plan.Cookies.Select(cookie => cookie.Key).Order(StringComparer.Ordinal)],
            BodySha256 = HashOf(_plan.Body),
        };
    }

    /// <inheritdoc/>
    public MeasuredSource Source => MeasuredSource.Uri;

    /// <inheritdoc/>
    public string Target { get; }

    /// <inheritdoc/>
    public MeasuredRequest Request { get; }

    /// <inheritdoc/>
    public DatabaseCallSource? DatabaseCalls => _plan.DatabaseCallHeader is { } header ? new() { Header = header } : null;

    internal static string? HashOf(ReadOnlyMemory<byte>? body) =>
        body is { } bytes ? Convert.ToHexStringLower(SHA256.HashData(bytes.Span)) : null;

    /// <inheritdoc/>
    public async Task<Reading> TakeAsync(CancellationToken cancellation)
    {
        using var message = CreateMessage();
        var connection = _connections.Follow();
        var began = _time.GetTimestamp();
        var reading = new Reading { Began = began, Ended = began };
        try
        {
            using var answer = await _client.SendAsync(message, cancellation);
            reading = Head(reading, answer);
            reading = reading with { Bytes = await ReadToEndAsync(answer, cancellation) };
        }
        catch (OperationCanceledException)
        {
            reading = reading with { Error = FailureWords.Timeout, Detail = "no end of the answer" };
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            reading = reading with { Error = FailureWords.Of(exception), Detail = FailureWords.Detail(exception) };
        }
        reading = reading with { Ended = _time.GetTimestamp() };
        return connection.Used is not { } used ? reading : reading with
        {
            ReusedConnection = connection.Reused, DnsMs = connection.Reused ? null : used.DnsMs,
            ConnectMs = connection.Reused ? null : used.ConnectMs, TlsMs = connection.Reused ? null : used.TlsMs,
        };
    }

    /// <summary>Lets go of its connections.</summary>
    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    Reading Head(Reading reading, HttpResponseMessage answer)
    {
        var status = (int)answer.StatusCode;
        return reading with
        {
            Status = status, Error = status >= 400 ? FailureWords.Status(status) : null,
            FirstByteMs = ConnectionWatch.Milliseconds(_time.GetElapsedTime(reading.Began)),
            Cache = CacheHeaders.Status(Header), AgeSeconds = CacheHeaders.Age(Header),
            DatabaseCalls = _plan.DatabaseCallHeader is { } name
                && long.TryParse(Header(name), NumberStyles.None, CultureInfo.InvariantCulture, out var calls) ? calls : null,
            RedirectsTo = status is >= 300 and < 400 && answer.Headers.Location is { } location ? Where(location) : null,
        };

        string? Header(string name) =>
            answer.Headers.NonValidated.TryGetValues(name, out var values)
            || answer.Content.Headers.NonValidated.TryGetValues(name, out values)
                ? string.Join(", ", values)
                : null;
    }

    string Where(Uri location) => Uri.TryCreate(_plan.Url, location, out var url) ? MeasuredAddress.Write(url) : "an address that is none";

    HttpRequestMessage CreateMessage()
    {
        // With no version named it is 1.1, of which a request has its connection for itself.
        var message = new HttpRequestMessage(new(Request.Method), _plan.Url);
        if (_plan.Body is { } body)
        {
            message.Content = new ReadOnlyMemoryContent(body);
            if (!_plan.Headers.Any(header => header.Key.Equals(ContentType, StringComparison.OrdinalIgnoreCase)))
                message.Content.Headers.TryAddWithoutValidation(ContentType, "application/x-www-form-urlencoded");
        }
        foreach (var (name, value) in _plan.Headers)
            if (!message.Headers.TryAddWithoutValidation(name, value))
                message.Content?.Headers.TryAddWithoutValidation(name, value);
        if (_plan.Cookies.Count > 0)
            message.Headers.TryAddWithoutValidation(
                "Cookie", string.Join("; ", _plan.Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        return message;
    }

    /// <summary>Reads all of a body and keeps nothing of it.</summary>
    static async Task<long> ReadToEndAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            var bytes = 0L;
            int read;
            while ((read = await body.ReadAsync(buffer, cancellation)) > 0)
                bytes += read;
            return bytes;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
