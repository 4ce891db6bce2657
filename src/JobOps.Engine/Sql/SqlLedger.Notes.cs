using JobOps.Changes;
using JobOps.Errors;
using JobOps.Ledger;

namespace JobOps.Engine.Sql;

// IChangeNotes
sealed partial class SqlLedger
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

    public Task<ChangeNote> WriteNoteAsync(ChangeNote note, CancellationToken cancellation = default)
    {
        var document = LedgerJson.Write(note with { NoteId = 0, JobName = "", WrittenAt = default, WrittenBy = "" });
        return store.WriteAsync(
            async session =>
            {
                var run = await RequireRunAsync(session, note.RunId);
                if (!run.IsFinished)
                    throw new JobOpsException(Error.NoteRunUnfinished(note.RunId));
                var noteId = await session.QueryFirstAsync<long>(
                    s_insertNote,
                    new { runId = note.RunId, reason = note.Reason, document, now = session.Now, actor = session.Actor });
                await JournalWriter.AppendAsync(
                    session, note.RunId, "ChangeNoteWritten", new { noteId, documentHash = Hash(document) });
                return note with
                {
                    NoteId = noteId, JobName = run.JobName, WrittenAt = session.Now, WrittenBy = session.Actor,
                };
            },
            cancellation);
    }

    public Task<IReadOnlyList<ChangeNote>> GetNotesAsync(
        long? runId = null, string jobName = "*", int limit = 1000, CancellationToken cancellation = default) =>
        store.ReadAsync<IReadOnlyList<ChangeNote>>(
            async session => [.. (await session.QueryAsync<NoteRow>(
                s_notes, new { runId, pattern = Like(jobName), limit })).Select(row => row.ToNote())],
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
