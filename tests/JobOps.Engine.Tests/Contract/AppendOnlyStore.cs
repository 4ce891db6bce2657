using JobOps.Engine.Sql;
using JobOps.Journal;
using JobOps.Ledger;

namespace JobOps.Engine.Tests.Contract;

/// <summary>A database, in every way itself but for one: it says that nobody can delete an entry of its journal.</summary>
sealed class AppendOnlyStore(ILedgerStore store) : ILedgerStore
{
    public LedgerLocation Location => store.Location;

    public string ServerVersion => store.ServerVersion;

    public bool LooksBeforeWriting => store.LooksBeforeWriting;

    public Task<bool> IsActorInAsync(LedgerTransaction transaction, string group) => store.IsActorInAsync(transaction, group);

    public Task<bool> IsJournalAppendOnlyAsync(LedgerTransaction transaction) => Task.FromResult(true);

    public string? FindExposure() => store.FindExposure();

    public Task<LedgerTableCheck?> VerifyJournalTableAsync(CancellationToken cancellation) => store.VerifyJournalTableAsync(cancellation);

    public Task<T> ReadAsync<T>(Func<LedgerTransaction, Task<T>> read, CancellationToken cancellation) =>
        store.ReadAsync(read, cancellation);

    public Task<T> WriteAsync<T>(Func<LedgerTransaction, Task<T>> write, CancellationToken cancellation) =>
        store.WriteAsync(write, cancellation);

    public Task<bool> GrantRoleAsync(LedgerTransaction transaction, LedgerRole role, string member) =>
        store.GrantRoleAsync(transaction, role, member);

    public Task WaitForChangeAsync(TimeSpan atMost, CancellationToken cancellation) => store.WaitForChangeAsync(atMost, cancellation);

    public Task<bool> WaitForWorkAsync(TimeSpan atMost, CancellationToken cancellation) => store.WaitForWorkAsync(atMost, cancellation);

    public void TellOfWork() => store.TellOfWork();

    public ValueTask DisposeAsync() => store.DisposeAsync();
}
