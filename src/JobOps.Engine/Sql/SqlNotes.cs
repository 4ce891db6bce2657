using JobOps.Changes;
using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Values;

namespace JobOps.Engine.Sql;

sealed class SqlNotes(ILedgerStore store) : IChangeNotes
{
    static readonly Statement s_insertNote = new(
        """
        INSERT INTO jobops.ChangeNote (RunId, ChangeId, Reason, Document, WrittenAt, WrittenBy) OUTPUT inserted.NoteId
        VALUES (@runId, @changeId, @reason, @document, @now, @actor)
        """,
        """
        INSERT INTO ChangeNote (RunId, ChangeId, Reason, Document, WrittenAt, WrittenBy)
        VALUES (@runId, @changeId, @reason, @document, @now, @actor) RETURNING NoteId
        """);

    const string NoteTables =
        """
        jobops.ChangeNote AS n LEFT JOIN jobops.Run AS r ON r.RunId = n.RunId LEFT JOIN jobops.Job AS j ON j.JobId = r.JobId
        """;

    const string NoteFilter =
        """
        (@runId IS NULL OR n.RunId = @runId) AND (@changeId IS NULL OR n.ChangeId = @changeId)
          AND (@pattern IS NULL OR j.Name LIKE @pattern ESCAPE '\')
        """;

    const string NoteColumns = "n.NoteId, n.RunId, n.ChangeId, j.Name AS JobName, n.Document, n.WrittenAt, n.WrittenBy";

    static readonly Statement s_notes = new(
        $"""
        SELECT {NoteColumns} FROM {NoteTables} WHERE {NoteFilter}
        ORDER BY n.NoteId DESC OFFSET 0 ROWS FETCH NEXT @limit ROWS ONLY
        """,
        $"""
        SELECT {NoteColumns} FROM {NoteTables.Replace("jobops.", "", StringComparison.Ordinal)} WHERE {NoteFilter}
        ORDER BY n.NoteId DESC LIMIT @limit
        """);

    public Task<ChangeNote> WriteAsync(ChangeNote note, CancellationToken cancellation = default)
    {
        var document = LedgerJson.Write(note with { NoteId = 0, JobName = "", WrittenAt = default, WrittenBy = "" });
        return store.WriteAsync(
            async transaction =>
            {
                var (chain, jobName) = note.ChangeId is { } changeId
                    ? await ChangeOfAsync(transaction, changeId)
                    : await RunOfAsync(transaction, note.RunId!.Value);
                var noteId = await transaction.QueryFirstAsync<long>(s_insertNote, new
                {
                    runId = note.RunId,
                    changeId = note.ChangeId?.Number,
                    reason = note.Reason,
                    document,
                    now = transaction.Now,
                    actor = transaction.Actor,
                });
                await JournalWriter.AppendAsync(
                    transaction, chain, "ChangeNoteWritten", new { noteId, documentHash = LedgerText.Hash(document) });
                return note with { NoteId = noteId, JobName = jobName, WrittenAt = transaction.Now, WrittenBy = transaction.Actor };
            },
            cancellation);
    }

    public Task<IReadOnlyList<ChangeNote>> GetAsync(NoteQuery query, CancellationToken cancellation = default) =>
        store.ReadAsync<IReadOnlyList<ChangeNote>>(
            async transaction => [.. (await transaction.QueryAsync<NoteRow>(s_notes, new
            {
                runId = query.RunId,
                changeId = query.ChangeId?.Number,
                pattern = query.JobName is { } name ? LedgerText.Like(name) : null,
                limit = query.Limit,
            })).Select(row => row.ToNote())],
            cancellation);

    static async Task<(long Chain, string JobName)> RunOfAsync(LedgerTransaction transaction, long runId)
    {
        var run = await SqlRuns.RequireAsync(transaction, runId);
        return run.IsFinished ? (runId, run.JobName) : throw new JobOpsException(Error.NoteRunUnfinished(runId));
    }

    static async Task<(long Chain, string JobName)> ChangeOfAsync(LedgerTransaction transaction, ChangeId changeId)
    {
        var change = await SqlChanges.HoldAsync(transaction, changeId);
        return change.Status is ChangeStatus.Open or ChangeStatus.Measured
            ? throw new JobOpsException(Error.ChangeNotApplied(changeId, "noted"))
            : (changeId.JournalChain, "");
    }

    sealed class NoteRow
    {
        public long NoteId { get; init; }
        public long? RunId { get; init; }
        public long? ChangeId { get; init; }
        public string? JobName { get; init; }
        public string Document { get; init; } = "";
        public DateTimeOffset WrittenAt { get; init; }
        public string WrittenBy { get; init; } = "";

        public ChangeNote ToNote() => LedgerJson.Read<ChangeNote>(Document)! with
        {
            NoteId = NoteId,
            RunId = RunId,
            ChangeId = ChangeId is { } number ? new(number) : null,
            JobName = JobName ?? "",
            WrittenAt = WrittenAt,
            WrittenBy = WrittenBy,
        };
    }
}
