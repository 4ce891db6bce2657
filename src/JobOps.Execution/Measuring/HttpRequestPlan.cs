using System.Buffers;
using System.Text;
using JobOps.Errors;

namespace JobOps.Execution;

/// <summary>How an address is asked, with the values that no ledger keeps.</summary>
public sealed record HttpRequestPlan
{
    // RFC 9110: what the name of a header, and of a cookie, may be made of.
    static readonly SearchValues<char> s_token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    static readonly SearchValues<char> s_lineEnds = SearchValues.Create("\r\n\0");

    public required Uri Url { get; init; }
    public string Method { get; init; } = "GET";
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];
    public IReadOnlyList<KeyValuePair<string, string>> Cookies { get; init; } = [];
    public ReadOnlyMemory<byte>? Body { get; init; }
    /// <summary>The header of an answer that holds how many database calls it took; null for none.</summary>
    public string? DatabaseCallHeader { get; init; }

    /// <summary>Refuses what cannot be sent; the values are in no error.</summary>
    /// <exception cref="JobOpsException">MeasuringPlanInvalid</exception>
    public void Require()
    {
        if (!Url.IsAbsoluteUri || Url.Scheme is not ("http" or "https"))
            throw Invalid("the address", "an absolute http or https address", Url.IsAbsoluteUri ? $"{Url.Scheme}:" : Url.OriginalString);
        RequireName("the method", Method);
        if (DatabaseCallHeader is { } header)
            RequireName("the header of database calls", header);
        foreach (var (name, value) in Headers)
            RequirePair("header", name, value, "");
        foreach (var (name, value) in Cookies)
            RequirePair("cookie", name, value, ";");
    }

    /// <summary>A user and a password in the address become what they are sent as.</summary>
    public HttpRequestPlan WithUserAsHeader()
    {
        if (Url.UserInfo.Length == 0)
            return this;
        var user = Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(Url.UserInfo)));
        var isGiven = Headers.Any(header => header.Key.Equals("Authorization", StringComparison.OrdinalIgnoreCase));
        return this with
        {
            Url = new UriBuilder(Url) { UserName = "", Password = "" }.Uri,
            Headers = isGiven ? Headers : [.. Headers, new("Authorization", $"Basic {user}")],
        };
    }

    static void RequirePair(string what, string name, string value, string forbidden)
    {
        RequireName($"a {what}", name);
        if (value.AsSpan().ContainsAny(s_lineEnds) || forbidden.Length > 0 && value.Contains(forbidden, StringComparison.Ordinal))
            throw Invalid(
                $"the value of the {what} '{name}'", forbidden.Length > 0 ? $"one line without '{forbidden}'" : "one line", "another");
    }

    static void RequireName(string what, string name)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(s_token))
            throw Invalid(what, "a name of letters, digits and hyphens", name.Length == 0 ? "none" : name);
    }

    static JobOpsException Invalid(string what, string expected, string actual) => new(Error.MeasuringPlanInvalid(what, expected, actual));
}
