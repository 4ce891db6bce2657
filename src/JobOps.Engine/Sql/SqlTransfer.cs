using JobOps.Engine.Sql.Transfer;
using JobOps.Errors;
using JobOps.Journal;
using JobOps.Ledger;

namespace JobOps.Engine.Sql;

sealed class SqlTransfer(ILedgerStore store, LedgerIdentity identity) : ILedgerTransfer
{
    // Half of SqlServerRows.MostRows, past which the locks of a statement become one of the whole table.
    const int RowsAtOnce = 2000;

    static readonly Statement s_countRunning = "SELECT COUNT(*) FROM jobops.Run WHERE Status = 'Running'";

    static readonly Statement s_whatIsThere =
        """
        SELECT (SELECT COUNT(*) FROM jobops.Job) + (SELECT COUNT(*) FROM jobops.Run)
          + (SELECT COUNT(*) FROM jobops.Journal WHERE Event NOT IN ('LedgerCreated', 'LedgerMigrated'))
        """;

    static readonly Statement s_clearQueues = "DELETE FROM jobops.Queue";

    static readonly Statement s_clearJournal = "DELETE FROM jobops.Journal WITH (ROWLOCK) WHERE RunId = 0";

    static readonly Statement s_clearHead = "DELETE FROM jobops.JournalHead WITH (ROWLOCK) WHERE RunId = 0";

    static readonly Statement s_becomeLedger =
        "UPDATE jobops.Ledger SET LedgerId = @ledgerId, CreatedAt = @createdAt WHERE One = 1";

    static readonly Statement s_setRolledBackBy =
        "UPDATE jobops.Run WITH (ROWLOCK) SET RolledBackBy = @rolledBackBy WHERE RunId = @runId";

    // As migration 6 has it, for a file from before it.
    static readonly Statement s_setNeeds = "UPDATE jobops.Run WITH (ROWLOCK) SET Needs = 2 WHERE Kind = 'Runbook' AND Needs = 0";

    public Task<LedgerTransfer> ExportAsync(
        string path, IProgress<long>? progress = null, CancellationToken cancellation = default) =>
        store.ReadAsync(
            async transaction =>
            {
                if (await transaction.QueryFirstAsync<long>(s_countRunning) is > 0 and var running)
                    throw new JobOpsException(Error.LedgerInUse(store.Location.ToString(), running));
                var before = await HeadsNowAsync(transaction);
                using var file = new TransferWriter(
                    path, new(TransferHeader.Format,
                        identity.Info.LedgerId, identity.Info.CreatedAt, transaction.Now, identity.Info.Provider));
                foreach (var table in LedgerTables.All)
                {
                    await foreach (var row in transaction.StreamAsync<object>(table.Select))
                    {
                        cancellation.ThrowIfCancellationRequested();
                        file.WriteRow(table.Line, json => table.Write(json, (IDictionary<string, object?>)row));
                        if (file.Lines % RowsAtOnce == 0)
                            progress?.Report(file.Lines);
                    }
                }
                // A server's statements need not all see one moment. Whatever matters has an entry in the journal.
                if (await HeadsNowAsync(transaction) != before)
                    throw new JobOpsException(Error.LedgerWrittenMeanwhile(store.Location.ToString()));
                return file.Finish();
            },
            cancellation);

    public async Task<LedgerTransfer> ImportAsync(
        string path, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        var whole = TransferReader.Check(path, cancellation);
        identity.Info = await store.WriteAsync(
            async transaction =>
            {
                if (await transaction.QueryFirstAsync<long>(s_whatIsThere) > 0)
                    throw new JobOpsException(Error.LedgerNotNew(store.Location.ToString(), "jobs, runs or settings"));
                if (await store.IsJournalAppendOnlyAsync(transaction))
                    throw new JobOpsException(Error.JournalAppendOnly(store.Location.ToString()));
                using var file = new TransferReader(path);
                await BecomeAsync(transaction, file.Header);
                await PutRowsAsync(transaction, file, progress, cancellation);
                await transaction.ExecuteAsync(s_setNeeds);
                await transaction.GoOnNumberingAsync();
                await JournalWriter.AppendAsync(transaction, 0, "LedgerImported", new
                {
                    from = file.Header.Provider, exportedAt = file.Header.ExportedAt, lines = whole.Lines, sha256 = whole.Sha256,
                });
                return identity.Info with { LedgerId = file.Header.LedgerId, CreatedAt = file.Header.CreatedAt };
            },
            cancellation);
        return whole;
    }

    /// <summary>What a new ledger holds by itself makes room for what the file holds.</summary>
    static async Task BecomeAsync(LedgerTransaction transaction, TransferHeader header)
    {
        await transaction.ExecuteAsync(s_clearQueues);
        await transaction.ExecuteAsync(s_clearJournal);
        await transaction.ExecuteAsync(s_clearHead);
        await transaction.ExecuteAsync(s_becomeLedger, new { ledgerId = header.LedgerId.ToString(), createdAt = header.CreatedAt });
    }

    static async Task PutRowsAsync(
        LedgerTransaction transaction, TransferReader file, IProgress<long>? progress, CancellationToken cancellation)
    {
        LedgerTable? table = null;
        var rows = new List<object?[]>(RowsAtOnce);
        foreach (var (line, row) in file.ReadRows())
        {
            if (line != table?.Line || rows.Count == RowsAtOnce)
            {
                cancellation.ThrowIfCancellationRequested();
                await PutAsync(transaction, table, rows);
                progress?.Report(file.Lines);
                table = LedgerTables.All.FirstOrDefault(known => known.Line == line) ?? throw file.Invalid($"a {line}, which nobody knows");
            }
            rows.Add(ReadRow(table!, row, file));
        }
        await PutAsync(transaction, table, rows);
    }

    static object?[] ReadRow(LedgerTable table, System.Text.Json.JsonElement row, TransferReader file)
    {
        try
        {
            return table.Read(row);
        }
        catch (FormatException exception)
        {
            throw file.Invalid(exception.Message);
        }
    }

    static async Task PutAsync(LedgerTransaction transaction, LedgerTable? table, List<object?[]> rows)
    {
        if (rows.Count == 0)
            return;
        if (table == LedgerTables.RolledBack)
            await transaction.ExecuteEachAsync(
                s_setRolledBackBy, [.. rows.Select(row => new { runId = (long)row[0]!, rolledBackBy = (long)row[1]! })]);
        else
            await transaction.PutRowsAsync(table!, rows);
        rows.Clear();
    }

    static async Task<string> HeadsNowAsync(LedgerTransaction transaction)
    {
        var heads = new DigestHeads(keep: false);
        await foreach (var row in transaction.StreamAsync<SqlJournal.HeadRow>(SqlJournal.Heads))
            heads.Add(new(row.RunId, row.Sequence, row.Hash));
        return heads.Sha256();
    }
}
