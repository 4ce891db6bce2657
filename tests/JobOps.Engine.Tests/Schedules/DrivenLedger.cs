using System.Reflection;
using JobOps.Engine.Sql;
using JobOps.Engine.Sql.Transfer;
using JobOps.Engine.Sqlite;
using JobOps.Engine.SqlServer;
using JobOps.Journal;
using JobOps.Ledger;

namespace JobOps.Engine.Tests.Schedules;

/// <summary>What the clock of a database shows: it stands until it is set.</summary>
sealed class DrivenClock(DateTimeOffset now)
{
    public DateTimeOffset Now { get; set; } = now;
}

/// <summary>A ledger whose database has a clock that a test drives. All else of it is the real one.</summary>
static class DrivenLedger
{
    /// <param name="location">The ledger.</param>
    /// <param name="clock">Its clock.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <param name="actor">Whom the database takes the test for; null for whom it does.</param>
    /// <param name="groups">The groups that this one is in.</param>
    public static async Task<ILedger> OpenAsync(
        LedgerLocation location, DrivenClock clock, CancellationToken cancellation, string? actor = null, params string[] groups)
    {
        await using var plain = await LedgerFactory.Instance.OpenAsync(location, cancellation);
        ILedgerStore store = location.Provider == LedgerLocation.Sqlite
            ? await SqliteLedgers.OpenAsync(location, cancellation)
            : await SqlServerLedgers.OpenAsync(location, cancellation);
        return new SqlLedger(new Store(store, clock, actor, groups), plain.Info);
    }

    sealed class Store(ILedgerStore inner, DrivenClock clock, string? actor, string[] groups) : ILedgerStore
    {
        public LedgerLocation Location => inner.Location;
        public string ServerVersion => inner.ServerVersion;
        public bool LooksBeforeWriting => inner.LooksBeforeWriting;

        public Task<T> ReadAsync<T>(Func<LedgerTransaction, Task<T>> read, CancellationToken cancellation) =>
            inner.ReadAsync(transaction => read(new Transaction(transaction, clock.Now, actor)), cancellation);

        public Task<T> WriteAsync<T>(Func<LedgerTransaction, Task<T>> write, CancellationToken cancellation) =>
            inner.WriteAsync(transaction => write(new Transaction(transaction, clock.Now, actor)), cancellation);

        public Task<bool> GrantRoleAsync(LedgerTransaction transaction, LedgerRole role, string member) =>
            throw new NotSupportedException();

        public Task<bool> IsActorInAsync(LedgerTransaction transaction, string group) => Task.FromResult(groups.Contains(group));

        public Task<bool> IsJournalAppendOnlyAsync(LedgerTransaction transaction) => Task.FromResult(false);
        public Task<LedgerTableCheck?> VerifyJournalTableAsync(CancellationToken cancellation) => Task.FromResult<LedgerTableCheck?>(null);
        public string? FindExposure() => inner.FindExposure();

        public Task WaitForChangeAsync(TimeSpan atMost, CancellationToken cancellation) => inner.WaitForChangeAsync(atMost, cancellation);

        public Task<bool> WaitForWorkAsync(TimeSpan atMost, CancellationToken cancellation) =>
            inner.WaitForWorkAsync(atMost, cancellation);

        public void TellOfWork() => inner.TellOfWork();
        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    sealed class Transaction(LedgerTransaction inner, DateTimeOffset now, string? actor) : LedgerTransaction(now, actor ?? inner.Actor)
    {
        static readonly MethodInfo s_ofList =
            typeof(LedgerTransaction).GetMethod("OfList", BindingFlags.Instance | BindingFlags.NonPublic)!;

        protected override Statement OfList(Statement statement, long[] numbers) =>
            (Statement)s_ofList.Invoke(inner, [statement, numbers])!;

        public override Task YieldToOthersAsync() => inner.YieldToOthersAsync();

        public override Task<IReadOnlyList<T>> QueryAsync<T>(Statement statement, object? parameters = null) =>
            inner.QueryAsync<T>(statement, parameters);

        public override Task<Answer<T>> AskAsync<T>(Statement statement, object parameters) => inner.AskAsync<T>(statement, parameters);
        public override Task SendAsync() => inner.SendAsync();

        public override Task<T?> QueryFirstAsync<T>(Statement statement, object? parameters = null) where T : default =>
            inner.QueryFirstAsync<T>(statement, parameters);

        public override IAsyncEnumerable<T> StreamAsync<T>(Statement statement, object? parameters = null) =>
            inner.StreamAsync<T>(statement, parameters);

        public override Task<int> ExecuteAsync(Statement statement, object? parameters = null) =>
            inner.ExecuteAsync(statement, parameters);

        public override Task<IReadOnlyList<T?>> QueryEachAsync<T>(Statement statement, IReadOnlyList<object> parameters)
            where T : default => inner.QueryEachAsync<T>(statement, parameters);

        public override Task ExecuteEachAsync(Statement statement, IReadOnlyList<object> parameters) =>
            inner.ExecuteEachAsync(statement, parameters);

        public override Task<IReadOnlyList<long>> InsertEachAsync(Statement statement, IReadOnlyList<object> parameters) =>
            inner.InsertEachAsync(statement, parameters);

        public override Task PutRowsAsync(LedgerTable table, IReadOnlyList<object?[]> rows) => inner.PutRowsAsync(table, rows);
        public override Task GoOnNumberingAsync() => inner.GoOnNumberingAsync();
    }
}
