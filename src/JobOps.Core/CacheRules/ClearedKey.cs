using System.Security.Cryptography;

namespace JobOps.CacheRules;

/// <summary>A key that was removed. Its name and its value are kept only where an undo was asked for.</summary>
/// <param name="Hash">SHA-256 of the key, lower-case hex.</param>
public sealed record ClearedKey(string Hash)
{
    public byte[]? Key { get; init; }

    /// <summary>As the cache itself wrote it (DUMP).</summary>
    public byte[]? Value { get; init; }

    /// <summary>When it would have expired by the cache's clock; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public static string HashOf(ReadOnlySpan<byte> key) => Convert.ToHexStringLower(SHA256.HashData(key));
}
