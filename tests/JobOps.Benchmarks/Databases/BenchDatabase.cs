using System.Data.Common;
using Dapper;
using JobOps.Benchmarks.Peers;
using JobOps.Ledger;
using Quartz;

namespace JobOps.Benchmarks.Databases;

/// <summary>Where ledgers and their peers are made, all on one disk or one server, with the same settings.</summary>
abstract class BenchDatabase : IAsyncDisposable
{
    /// <summary>For the heading.</summary>
    public abstract string Name { get; }

    /// <summary>What a round trip of the ledger's meter is here.</summary>
    public abstract string RoundTrip { get; }

    /// <summary>What tables of the ledger are called: a schema and a point, or nothing.</summary>
    public abstract string TablePrefix { get; }

    /// <summary>A place for a ledger that does not exist yet.</summary>
    public abstract Task<LedgerLocation> NewLedgerAsync(string name);

    /// <summary>A connection beside the ledger's own, for what no ledger would do.</summary>
    public abstract Task<DbConnection> OpenAsync(LedgerLocation location);

    /// <summary>The tables that may have rows for each run, the referenced one first.</summary>
    public abstract Task<IReadOnlyList<string>> RunTablesAsync(DbConnection connection);

    /// <summary>The columns of a table.</summary>
    public abstract Task<IReadOnlyList<string>> ColumnsAsync(DbConnection connection, string table);

    /// <summary>Around an INSERT that gives the run's id.</summary>
    public virtual string WithIds(string table, string insert) => insert;

    /// <summary>Takes every run after so many out of the queue, and out of the ledger where that is quick.</summary>
    public abstract Task TrimAsync(DbConnection connection, int runs);

    /// <summary>Brings everything to rest: what was written before is not written during the next measurement.</summary>
    public abstract Task SettleAsync();

    /// <summary>The least that a queue needs, on a connection of its own.</summary>
    public abstract Task<BareQueue> NewBareQueueAsync();

    /// <summary>Points Quartz.NET at an empty place.</summary>
    public abstract Task<Action<IPersistentStoreBuilder>> NewQuartzStoreAsync();

    public abstract ValueTask DisposeAsync();

    protected static async Task<IReadOnlyList<string>> NamesAsync(DbConnection connection, string sql, object? parameters = null) =>
        (await connection.QueryAsync<string>(sql, parameters)).AsList();
}
