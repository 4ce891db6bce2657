namespace JobOps.Measurements;

/// <summary>One measurement. What nobody knows is null and never 0.</summary>
public readonly record struct Sample
{
    /// <summary>When it was due, in milliseconds since its phase began.</summary>
    public required double DueMs { get; init; }
    /// <summary>
    /// What was measured, in the unit of its baseline. A time counts from when the sample was due, not from when it could be sent, so
    /// that a server which stalls is not hidden by those that waited for it; to the end of the answer.
    /// </summary>
    public required double Value { get; init; }
    /// <summary>In which round it was taken, from 1, where two targets were measured in turns.</summary>
    public int? Round { get; init; }
    /// <summary>Of HTTP the status, of a command its exit code.</summary>
    public int? Status { get; init; }
    /// <summary>What kind of failure it was, in a word or two (<c>timeout</c>, <c>connection refused</c>, <c>status 503</c>); null for a
    /// success. The same text for the same kind.</summary>
    public string? Error { get; init; }
    /// <summary>Bytes of the answer's body, or of the output.</summary>
    public long? Bytes { get; init; }
    /// <summary>Whether a cache answered.</summary>
    public CacheStatus? Cache { get; init; }
    /// <summary>How old the answer was that a cache gave, in seconds (the header <c>Age</c>).</summary>
    public long? AgeSeconds { get; init; }
    /// <summary>How many calls to a database it took.</summary>
    public long? DatabaseCalls { get; init; }
    /// <summary>Whether an open connection was used again.</summary>
    public bool? ReusedConnection { get; init; }
    /// <summary>Milliseconds until the name was found; null where none was looked up.</summary>
    public float? DnsMs { get; init; }
    /// <summary>Milliseconds until a new connection stood, without its name and TLS.</summary>
    public float? ConnectMs { get; init; }
    /// <summary>Milliseconds that TLS took to agree.</summary>
    public float? TlsMs { get; init; }
    /// <summary>Milliseconds from the request to the head of the answer.</summary>
    public float? FirstByteMs { get; init; }

    /// <summary>Whether it counts among the errors.</summary>
    public bool Failed => Error is not null;
}

/// <summary>Which side of a change was measured.</summary>
public enum Phase
{
    Before,
    After,
}

/// <summary>What a cache said of an answer (RFC 9211 <c>Cache-Status</c>, <c>X-Cache</c>, <c>CF-Cache-Status</c>, <c>Age</c>).</summary>
public enum CacheStatus
{
    /// <summary>It came out of a cache.</summary>
    Hit,
    /// <summary>A cache asked the origin, because it had nothing.</summary>
    Miss,
    /// <summary>A cache had something too old and asked whether it still holds, or gave it nevertheless.</summary>
    Stale,
    /// <summary>A cache was told not to answer.</summary>
    Bypass,
}
