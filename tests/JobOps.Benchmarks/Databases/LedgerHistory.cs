using System.Data.Common;
using Dapper;
using JobOps.Ledger;

namespace JobOps.Benchmarks.Databases;

/// <summary>
/// The past of a ledger: one run that was really executed, copied again and again with everything that stands in the
/// ledger about it, so that tables and indexes are as large as they would be in life.
/// </summary>
sealed class LedgerHistory(BenchDatabase database, LedgerLocation location)
{
    /// <summary>Makes of the runs of an otherwise empty ledger so many.</summary>
    public async Task GrowAsync(int runs)
    {
        await using var connection = await database.OpenAsync(location);
        foreach (var table in await database.RunTablesAsync(connection))
            if (await connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) FROM {database.TablePrefix}{table} WHERE RunId = 1") > 0)
                await GrowAsync(connection, table, runs);
    }

    /// <summary>Takes what was added to the history out of the queue, and out of the ledger where that is quick.</summary>
    public async Task TrimAsync(int runs)
    {
        await using var connection = await database.OpenAsync(location);
        await database.TrimAsync(connection, runs);
    }

    /// <summary>Doubles what is there until it is enough: the same few statements for a thousand and for a million.</summary>
    async Task GrowAsync(DbConnection connection, string table, int runs)
    {
        var columns = await database.ColumnsAsync(connection, table);
        var insert = database.WithIds(table,
            $"""
            INSERT INTO {database.TablePrefix}{table} ({string.Join(", ", columns)})
            SELECT {string.Join(", ", columns.Select(Copy))} FROM {database.TablePrefix}{table} WHERE RunId BETWEEN 1 AND @last
            """);
        for (var have = 1; have < runs; have *= 2)
            await connection.ExecuteAsync(insert, new { have, last = Math.Min(have, runs - have) }, commandTimeout: 0);
    }

    static string Copy(string column) => column switch
    {
        "RunId" => "RunId + @have",
        "IdempotencyKey" => "CONCAT('past-', RunId + @have)",
        _ => column,
    };
}
