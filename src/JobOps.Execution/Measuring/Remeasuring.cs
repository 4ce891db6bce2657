using JobOps.Errors;
using JobOps.Measurements;

namespace JobOps.Execution;

/// <summary>What was measured before a change, made again after it out of what the ledger keeps.</summary>
public static class Remeasuring
{
    /// <summary>The plan, but for what counts database calls.</summary>
    public static MeasuringPlan PlanOf(Baseline before) => new()
    {
        // One that was cut short was to be longer.
        Count = before.Duration is not null ? null
            : before.EndedEarly is null ? before.Count : Math.Max(before.Count, MeasuringPlan.UsualCount),
        Duration = before.Duration, WarmUp = before.WarmUp,
        PacePerSecond = before.PacePerSecond, Concurrency = before.Concurrency,
        TimeLimit = before.TimeLimit ?? new MeasuringPlan().TimeLimit,
    };

    /// <summary>The program and its arguments.</summary>
    public static IReadOnlyList<string> CommandOf(Baseline before) => CommandWords.Read(before.Target);

    /// <summary>The request. What a ledger does not keep has to be given again, and is.</summary>
    /// <param name="before">Of an address.</param>
    /// <param name="url">The address with its secrets, where it had some; else null.</param>
    /// <param name="headers">With their values.</param>
    /// <param name="cookies">With their values.</param>
    /// <param name="body">As it was.</param>
    /// <exception cref="JobOpsException">BaselineSecretsNeeded, which names all that is missing</exception>
    public static HttpRequestPlan RequestOf(
        Baseline before, Uri? url, IReadOnlyList<KeyValuePair<string, string>> headers, IReadOnlyList<KeyValuePair<string, string>> cookies,
        ReadOnlyMemory<byte>? body)
    {
        var request = before.Request ?? new();
        var plan = new HttpRequestPlan
        {
            Url = url ?? new(before.Target), Method = request.Method, Headers = headers, Cookies = cookies, Body = body,
            DatabaseCallHeader = before.DatabaseCalls?.Header,
        };
        var given = plan.WithUserAsHeader();
        List<string> missing =
        [
            .. url is null ? MeasuredAddress.Masked(before.Target).Select(name => $"the address with its query value '{name}'") : [],
            .. Missing(request.Headers, given.Headers, StringComparer.OrdinalIgnoreCase).Select(name => $"the header '{name}'"),
            .. Missing(request.Cookies, given.Cookies, StringComparer.Ordinal).Select(name => $"the cookie '{name}'"),
        ];
        if (request.BodySha256 is { } hash && MeasuredHttp.HashOf(body) != hash)
            missing.Add($"the body whose SHA-256 is {hash}");
        return missing.Count == 0 ? plan
            : throw new JobOpsException(Error.BaselineSecretsNeeded(before.Target, string.Join(", ", missing)));
    }

    static IEnumerable<string> Missing(
        IReadOnlyList<string> names, IReadOnlyList<KeyValuePair<string, string>> given, StringComparer comparer) =>
        names.Where(name => !given.Any(pair => comparer.Equals(pair.Key, name)));
}
