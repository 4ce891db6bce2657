using System.Collections.Concurrent;

namespace JobOps.Engine.Sql;

/// <summary>Tells everybody in this process who waits on a ledger that something has come into it.</summary>
sealed class LedgerSignal
{
    static readonly ConcurrentDictionary<string, LedgerSignal> s_byTarget = new(
        OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);

    volatile TaskCompletionSource _next = New();
    long _count;

    /// <summary>The signal of a ledger; there are not more of them than ledgers that this process ever opened.</summary>
    public static LedgerSignal Of(string target) => s_byTarget.GetOrAdd(target, _ => new());

    /// <summary>How often it was raised.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Ends when it is raised the next time.</summary>
    public Task Next() => _next.Task;

    public void Raise()
    {
        Interlocked.Increment(ref _count);
        Interlocked.Exchange(ref _next, New()).SetResult();
    }

    static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
