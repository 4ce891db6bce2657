namespace JobOps.Execution;

/// <summary>Something that a cache keeps.</summary>
/// <param name="Key">As the cache calls it, byte for byte.</param>
/// <param name="Name">The same, as it is shown.</param>
/// <param name="Path">Its file; null where it is none.</param>
sealed record CacheEntry(byte[] Key, string Name, string? Path = null);
