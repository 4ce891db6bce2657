using JobOps.Jobs;
using JobOps.Values;

namespace JobOps.Runs;

/// <summary>What tells two requests with the same idempotency key apart, member by member.</summary>
public static class RequestDifference
{
    /// <summary>A sentence part for each member that differs: <c>parameter 'count' is 2 and was 1</c>.</summary>
    /// <param name="environment">What the run of the key has.</param>
    /// <param name="changeId">What the run of the key has.</param>
    /// <param name="parameters">What the run of the key has.</param>
    /// <param name="request">What is asked for now.</param>
    public static string Describe(
        string? environment, ChangeId? changeId, IReadOnlyDictionary<string, object?> parameters, RunRequest request)
    {
        var (was, now) = (Texts(parameters), Texts(request.Parameters));
        IEnumerable<string> differences =
        [
            .. Member("the environment", request.Environment, environment),
            .. Member("the change", request.ChangeId?.ToString(), changeId?.ToString()),
            .. was.Keys.Union(now.Keys, StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)
                .SelectMany(name => Member($"parameter '{name}'", now.GetValueOrDefault(name), was.GetValueOrDefault(name))),
        ];
        var text = string.Join("; ", differences);
        return text.Length > 0 ? text : "the same values in another form";
    }

    static IEnumerable<string> Member(string what, string? now, string? was)
    {
        if (now != was)
            yield return $"{what} is {Quote(now)} and was {Quote(was)}";
    }

    static Dictionary<string, string> Texts(IReadOnlyDictionary<string, object?> parameters) => parameters
        .Where(parameter => parameter.Value is not null)
        .ToDictionary(parameter => parameter.Key, parameter => ParameterValues.Text(parameter.Value), StringComparer.OrdinalIgnoreCase);

    static string Quote(string? text) => text is null ? "not given" : $"'{(text.Length <= 80 ? text : text[..77] + "…")}'";
}
