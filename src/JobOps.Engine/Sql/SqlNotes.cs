using JobOps.Changes;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Engine.Sql;

sealed class SqlNotes(ILedgerStore store) : IChangeNotes
{
    static readonly Statement s_insertNote = new(
        """
        INSERT INTO jobops.ChangeNote (RunId, Reason, Document, WrittenAt, WrittenBy) OUTPUT inserted.NoteId
        VALUES (@runId, @reason, @document, @now, @actor)
        """,
        """
        INSERT INTO ChangeNote (RunId, Reason, Document, WrittenAt, WrittenBy)
        VALUES (@runId, @reason, @document, @now, @actor) RETURNING NoteId
        """);

    const string NoteTables =
        "jobops.ChangeNote AS n JOIN jobops.Run AS r ON r.RunId = n.RunId JOIN jobops.Job AS j ON j.JobId = r.JobId";

    const string NoteFilter = @"(@runId IS NULL OR n.RunId = @runId) AND j.Name LIKE @pattern ESCAPE '\'";

    const string NoteColumns = "n.NoteId, n.RunId, j.Name AS JobName, n.Document, n.WrittenAt, n.WrittenBy";

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
                var run = await SqlRuns.RequireAsync(transaction, note.RunId);
                if (!run.IsFinished)
                    throw new JobOpsException(Error.NoteRunUnfinished(note.RunId));
                var noteId = await transaction.QueryFirstAsync<long>(
                    s_insertNote,
                    new { runId = note.RunId, reason = note.Reason, document, now = transaction.Now, actor = transaction.Actor });
                await JournalWriter.AppendAsync(
                    transaction, note.RunId, "ChangeNoteWritten", new { noteId, documentHash = LedgerText.Hash(document) });
                return note with
                {
                    NoteId = noteId, JobName = run.JobName, WrittenAt = transaction.Now, WrittenBy = transaction.Actor,
                };
            },
            cancellation);
    }

    public Task<IReadOnlyList<ChangeNote>> GetAsync(
        long? runId = null, string jobName = "*", int limit = 1000, CancellationToken cancellation = default) =>
        store.ReadAsync<IReadOnlyList<ChangeNote>>(
            async transaction => [.. (await transaction.QueryAsync<NoteRow>(
                s_notes, new { runId, pattern = LedgerText.Like(jobName), limit })).Select(row => row.ToNote())],
            cancellation);

    sealed class NoteRow
    {
        public long NoteId { get; init; }
        public string JobName { get; init; } = "";
        public string Document { get; init; } = "";
        public DateTimeOffset WrittenAt { get; init; }
        public string WrittenBy { get; init; } = "";

        public ChangeNote ToNote() => LedgerJson.Read<ChangeNote>(Document)! with
        {
            NoteId = NoteId, JobName = JobName, WrittenAt = WrittenAt, WrittenBy = WrittenBy,
        };
    }
}
