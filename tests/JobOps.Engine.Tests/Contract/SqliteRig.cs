using JobOps.Ledger;
using Microsoft.Data.Sqlite;

namespace JobOps.Engine.Tests.Contract;

public sealed class SqliteRig : LedgerRig
{
    readonly TempFolder _folder = new();

    protected override Task<LedgerLocation> CreateAsync() =>
        Task.FromResult(LedgerLocation.Parse("sqlite:" + Path.Combine(_folder.Path, "ledger.db")));

    public override async Task TamperAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Location.Target};Pooling=False;Foreign Keys=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql.Replace("jobops.", "", StringComparison.Ordinal);
        await command.ExecuteNonQueryAsync();
    }

    public override ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
