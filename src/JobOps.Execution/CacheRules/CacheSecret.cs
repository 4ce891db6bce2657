using JobOps.Errors;
using JobOps.Values;

namespace JobOps.Execution;

/// <summary>A value that is read where it is used: a reference, or what was handed over as a secret already.</summary>
public static class CacheSecret
{
    /// <summary>Reads what a reference refers to.</summary>
    /// <param name="reference">A reference.</param>
    /// <param name="where">What it is for, as an error says.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="JobOpsException">CacheSecretPlain, CacheSecretUnreadable</exception>
    public static async Task<string> ReadAsync(string reference, string where, CancellationToken cancellation)
    {
        if (SecretReference.TryParse(reference) is not { } parsed)
            throw new JobOpsException(Error.CacheSecretPlain(where));
        var (value, problem) = await SecretReader.TryReadAsync(parsed, cancellation);
        return value ?? throw new JobOpsException(Error.CacheSecretUnreadable(reference, problem!));
    }

    /// <summary>The headers of a visitor, each read by its reference.</summary>
    /// <exception cref="JobOpsException">CacheSecretPlain, CacheSecretUnreadable</exception>
    public static async Task<IReadOnlyDictionary<string, string>> ReadHeadersAsync(
        IReadOnlyDictionary<string, string> references, CancellationToken cancellation)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, reference) in references)
            headers[name] = await ReadAsync(reference, $"the header {name}", cancellation);
        return headers;
    }
}
