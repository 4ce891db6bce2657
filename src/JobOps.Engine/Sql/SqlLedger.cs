using System.Security.Cryptography;
using System.Text;
using JobOps.Engine.Sql;
using JobOps.Ledger;

namespace JobOps.Engine.Sql;

/// <summary>
/// The ledger's rules, once for both databases. What differs between them stands in the two texts of a
/// <see cref="Statement"/> and in the <see cref="ILedgerStore"/>. One file for each port of Core.
/// </summary>
sealed partial class SqlLedger(ILedgerStore store, LedgerInfo info) : ILedger
{
    public LedgerInfo Info => info;

    public string Address => store.Location.ToEnvironmentValue();

    public Task WaitForChangeAsync(TimeSpan atMost, CancellationToken cancellation = default) =>
        store.WaitForChangeAsync(atMost, cancellation);

    public Task<bool> WaitForWorkAsync(TimeSpan atMost, CancellationToken cancellation = default) =>
        store.WaitForWorkAsync(atMost, cancellation);

    public ValueTask DisposeAsync() => store.DisposeAsync();

    static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>A wildcard pattern (<c>*</c>, <c>?</c>) as a LIKE pattern with <c>\</c> as its escape.</summary>
    static string Like(string wildcard) => wildcard
        .Replace(@"\", @"\\", StringComparison.Ordinal)
        .Replace("%", @"\%", StringComparison.Ordinal)
        .Replace("_", @"\_", StringComparison.Ordinal)
        .Replace("[", @"\[", StringComparison.Ordinal)
        .Replace('*', '%')
        .Replace('?', '_');
}
