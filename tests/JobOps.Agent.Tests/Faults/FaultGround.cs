using JobOps.Agent.Tests.Support;
using JobOps.Ledger;

namespace JobOps.Agent.Tests.Faults;

/// <summary>A workshop on one of the two ledgers; the one on a server is skipped where there is none.</summary>
sealed class FaultGround : IAsyncDisposable
{
    readonly TestDatabase? _database;

    FaultGround(Workshop shop, TestDatabase? database) => (Shop, _database) = (shop, database);

    public static TheoryData<string> Providers => [LedgerLocation.Sqlite, LedgerLocation.SqlServer];

    public Workshop Shop { get; }

    /// <summary>As <see cref="FaultForm.Of{T}"/>; in the brief form a server is given less to do, because it takes longer.</summary>
    public T Of<T>(T brief, T briefOnServer, T thorough) => FaultForm.Of(_database is null ? brief : briefOnServer, thorough);

    public static async Task<FaultGround> CreateAsync(string provider)
    {
        if (provider == LedgerLocation.Sqlite)
            return new(new(), null);
        var database = await TestDatabase.CreateAsync();
        return new(new() { Ledger = database.Location() }, database);
    }

    public async ValueTask DisposeAsync()
    {
        await Shop.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }
}
