using JobOps.Measurements;

namespace JobOps.Execution;

/// <summary>Counts the database calls of one sample, from outside of it.</summary>
public interface IDatabaseCallCounter
{
    /// <summary>What it counts, so that the other side of a change is counted alike.</summary>
    DatabaseCallSource Source { get; }

    /// <summary>Right before a sample.</summary>
    Task BeginAsync(CancellationToken cancellation);

    /// <summary>Right after it.</summary>
    /// <returns>How many there were; null where that cannot be told.</returns>
    Task<long?> EndAsync(CancellationToken cancellation);
}

/// <summary>A counter that only grows is read before and after: a query of the database's own statistics, say.</summary>
/// <param name="script">What reads it, as a text.</param>
/// <param name="read">Reads it; null where it says nothing.</param>
public sealed class ReadDatabaseCallCounter(string script, Func<CancellationToken, Task<long?>> read) : IDatabaseCallCounter
{
    long? _before;

    /// <inheritdoc/>
    public DatabaseCallSource Source { get; } = new() { Script = script };

    /// <inheritdoc/>
    public async Task BeginAsync(CancellationToken cancellation) => _before = await read(cancellation);

    /// <inheritdoc/>
    public async Task<long?> EndAsync(CancellationToken cancellation)
    {
        var after = await read(cancellation);
        // One that was set back while it was counted tells nothing.
        return after - _before is >= 0 and var count ? count : null;
    }
}
