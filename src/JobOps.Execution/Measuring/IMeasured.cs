using JobOps.Measurements;

namespace JobOps.Execution;

/// <summary>Something that can be done again and again to measure it: an address that is asked, a command, a script block.</summary>
public interface IMeasured : IAsyncDisposable
{
    MeasuredSource Source { get; }

    /// <summary>What it is, as a ledger may keep it: without secrets, and so that it can be done again.</summary>
    string Target { get; }

    /// <summary>How it is asked, of an address.</summary>
    MeasuredRequest? Request => null;

    /// <summary>Where its answers say how many database calls they took; null where they do not.</summary>
    DatabaseCallSource? DatabaseCalls => null;

    /// <summary>Does it once. A failure is an answer too, and no exception.</summary>
    /// <param name="cancellation">Ends it: it took too long, or nothing is measured any more.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    Task<Reading> TakeAsync(CancellationToken cancellation);
}

/// <summary>What came of doing it once.</summary>
public sealed record Reading
{
    /// <summary>When it began, as <see cref="TimeProvider.GetTimestamp"/> counts.</summary>
    public required long Began { get; init; }
    /// <summary>When all of the answer was there.</summary>
    public required long Ended { get; init; }
    /// <inheritdoc cref="Sample.Status"/>
    public int? Status { get; init; }
    /// <inheritdoc cref="Sample.Error"/>
    public string? Error { get; init; }
    /// <summary>More of the error, for who has to mend it; in no ledger.</summary>
    public string? Detail { get; init; }
    /// <inheritdoc cref="Sample.Bytes"/>
    public long? Bytes { get; init; }
    /// <inheritdoc cref="Sample.Cache"/>
    public CacheStatus? Cache { get; init; }
    /// <inheritdoc cref="Sample.AgeSeconds"/>
    public long? AgeSeconds { get; init; }
    /// <inheritdoc cref="Sample.DatabaseCalls"/>
    public long? DatabaseCalls { get; init; }
    /// <inheritdoc cref="Sample.ReusedConnection"/>
    public bool? ReusedConnection { get; init; }
    /// <inheritdoc cref="Sample.DnsMs"/>
    public float? DnsMs { get; init; }
    /// <inheritdoc cref="Sample.ConnectMs"/>
    public float? ConnectMs { get; init; }
    /// <inheritdoc cref="Sample.TlsMs"/>
    public float? TlsMs { get; init; }
    /// <inheritdoc cref="Sample.FirstByteMs"/>
    public float? FirstByteMs { get; init; }
    /// <summary>Where the answer sends who asked, without secrets; it is not followed.</summary>
    public string? RedirectsTo { get; init; }
}
