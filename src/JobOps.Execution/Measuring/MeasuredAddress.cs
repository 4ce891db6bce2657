using System.Text;

namespace JobOps.Execution;

/// <summary>An address as a ledger may keep it: without a user and a password, and with *** for what looks like a secret.</summary>
static class MeasuredAddress
{
    // Parts of the names of query values.
    static readonly string[] s_secretNames =
        ["token", "secret", "passw", "pwd", "passphrase", "key", "sig", "auth", "credential", "session", "sid", "code", "jwt", "ticket"];

    /// <summary>What may be kept and shown.</summary>
    public static string Write(Uri url) =>
        url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped) + Query(url.Query);

    /// <summary>The names of the query values that <see cref="Write"/> has masked.</summary>
    public static IReadOnlyList<string> Masked(string written) =>
        Uri.TryCreate(written, UriKind.Absolute, out var url)
            ? [.. Parts(url.Query).Where(part => part.Value == SecretMask.Mask).Select(part => Uri.UnescapeDataString(part.Name))]
            : [];

    static string Query(string query)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in Parts(query))
        {
            text.Append(text.Length == 0 ? '?' : '&').Append(name);
            if (value is not null)
                text.Append('=').Append(value.Length > 0 && IsSecret(name) ? SecretMask.Mask : value);
        }
        return text.ToString();
    }

    static IEnumerable<(string Name, string? Value)> Parts(string query) =>
        query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(part =>
            part.IndexOf('=') is >= 0 and var at ? (part[..at], (string?)part[(at + 1)..]) : (part, null));

    static bool IsSecret(string name) => s_secretNames.Any(part => name.Contains(part, StringComparison.OrdinalIgnoreCase));
}
